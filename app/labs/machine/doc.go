// Package machine is the lab that measures the machine that the page runs on: its processor, its memory and the way
// to the server, beside the figures of the lecture.
//
// What is measured, and how, is in package probe. This package decides in what order and for how long, writes each
// result into the log, and shows what follows from them.
package machine
