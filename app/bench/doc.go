// Package bench is the common framework of the labs. A lab defines its fields, its questions, how it runs, and
// how its log looks. The bench does everything else for all labs: settings and links, running, cancelling and
// resetting, predictions, replay, keys, transcripts, exports, and the frames in which the page is drawn.
//
// The package does not depend on a browser. It uses one through the interface [Browser], so that the tests run
// natively against a fake.
package bench
