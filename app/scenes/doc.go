// Package scenes holds short programs about futures, and the stage on which they
// are shown: each runs for real, and what happens is written to a log. The page
// draws the log; it shows the programs' own source beside it, and marks the line
// that wrote last.
//
// A scene is added by adding a file with a function and a line to [Scenes].
package scenes
