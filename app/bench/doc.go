// Package bench is what all labs stand on. A lab says what it is: its fields, its questions, how it runs, and how
// its log looks. The bench does everything else once for all labs: settings and links, running, cancelling and
// resetting, predictions, replay, keys, transcripts, exports, and the frames in which the page is drawn.
//
// The package has no browser in it. What it asks of one goes through the interface [Browser], so that the tests run
// natively against a fake.
package bench
