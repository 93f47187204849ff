// Package lab turns a run into pictures and figures.
//
// A run is planned ([Plan]), recorded as an append-only list of events
// ([Event]) and read back as its state at a time t ([At]). The grids, the
// timeline, the transcript, the counts and the figures are pure functions of
// the events and t: nothing in this package knows a clock, a network or a page.
package lab
