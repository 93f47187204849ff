// Package recording writes a log as a text that is short enough for a link, and reads it back. A link is untrusted
// input: it is checked as strictly as possible without knowing the lab, and has limits of length, of number and of
// size.
//
// A log is written field by field, each number as its difference to the last one in its place, with an adaptive range
// coder as LZMA has it: what often comes in a place costs a fraction of a bit. A race of 20 flags is about a thousand
// characters long.
package recording
