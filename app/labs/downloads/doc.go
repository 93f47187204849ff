// Package downloads is what the labs that download flags share: the plan of a run, what its events say, the state
// that they build up, its bars and figures, and the transcripts of the book's programs.
package downloads
