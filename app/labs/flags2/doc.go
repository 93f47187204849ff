// Package flags2 is the lab of the book's flags2 programs: their options, their reports, and every way in which a
// download can end.
package flags2
