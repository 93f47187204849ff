// Package runlog keeps what happened in an experiment: an append-only list of events.
//
// All labs share this one type of log. The page, the exports and the tests know a run only through its
// events: what they show is a fold of the events up to a time, so replay, stepping and links to recorded
// runs need nothing else. The package has no clock of its own and knows nothing of what the tasks do;
// an event's Detail says that in the terms of its lab.
package runlog
