// Package programs holds the lecture's programs about threads, queues and locks, and a few that
// go wrong. Each is an ordinary function on package threading in a file of its own, with the
// same in Python beside it; what a person reads is what was compiled. All that a page shows of
// a run is in its log.
//
// A program is added by adding its files and a line to [Programs].
package programs
