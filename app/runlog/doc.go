// Package runlog keeps what happened in an experiment: an append-only list of events.
//
// All labs share this one type of log. The page, the exports and the tests know a run only through its
// events: what they show is a fold over the events up to a time, so replay, stepping and links to
// recorded runs need nothing else. The package has no clock of its own and does not know what the tasks
// do; an event's Detail says that in a type of its lab.
package runlog
