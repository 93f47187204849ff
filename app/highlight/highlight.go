// Package highlight knows the keywords, comments and literals of the programs that the page shows. A library finds them
// at build time: server/cmd/highlight writes runs.go, so that the page does not contain the library.
package highlight

import (
	"strings"

	"flaglab/app/fnv"
)

// Kind is what a part of a program is.
type Kind byte

// The kinds that are shown differently. Everything else is plain.
const (
	Keyword Kind = 'k'
	Comment Kind = 'c'
	Literal Kind = 'l' // texts and numbers
)

// Run is a part of a text that is of one kind.
type Run struct {
	Kind       Kind
	Start, End int // bytes
}

// zero is added to the numbers in an encoded run: what the kind is, how many bytes are between it and the run before, how
// many it has. The largest number that fits is most.
const (
	zero = '!'
	most = '_' - zero
)

// Encode writes runs, which are in order, as runs.go keeps them: three bytes each, of which none needs an escape.
func Encode(runs []Run) string {
	var b strings.Builder
	at := 0
	for _, r := range runs {
		for ; r.Start-at > most; at += most {
			b.Write([]byte{byte(r.Kind), zero + most, zero})
		}
		for r.Start < r.End {
			n := min(r.End-r.Start, most)
			b.Write([]byte{byte(r.Kind), zero + byte(r.Start-at), zero + byte(n)})
			r.Start += n
			at = r.Start
		}
	}
	return b.String()
}

// Decode reads what Encode has written.
func Decode(text string) (list []Run) {
	at := 0
	for i := 0; i+2 < len(text); i += 3 {
		start := at + int(text[i+1]-zero)
		at = start + int(text[i+2]-zero)
		if at > start {
			list = append(list, Run{Kind(text[i]), start, at})
		}
	}
	return list
}

// Runs returns the runs of a program that the page shows. It reports false for any other text.
func Runs(text string) ([]Run, bool) {
	encoded, ok := runs[Key(text)]
	return Decode(encoded), ok
}

// Key returns the key of a program: its hash.
func Key(text string) uint32 { return fnv.Sum32(text) }

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Lines returns the lines of a program as HTML. What is of a kind is in an element i with the class of its letter.
func Lines(text string) []string {
	var b strings.Builder
	at := 0
	list, _ := Runs(text)
	for _, r := range list {
		b.WriteString(escape.Replace(text[at:r.Start]))
		// No element spans lines.
		for i, part := range strings.Split(text[r.Start:r.End], "\n") {
			if i > 0 {
				b.WriteByte('\n')
			}
			if part != "" {
				b.WriteString(`<i class="` + string(rune(r.Kind)) + `">` + escape.Replace(part) + `</i>`)
			}
		}
		at = r.End
	}
	b.WriteString(escape.Replace(text[at:]))
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}
