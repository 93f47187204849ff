// Package flags implements the flags programs of the lecture: which country
// codes have a flag, how a selection of codes is written, which sites serve the
// flags and with what weather, how one or many flags are downloaded, and what
// the programs print.
//
// It is pure Go on the standard library. Images come through the [Source]
// interface, so the same download code runs in a browser, in a test and on a
// server.
package flags
