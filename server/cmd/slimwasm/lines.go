package main

import (
	"slices"
	"strings"
)

// stripLines clears, for all functions but those whose names begin with one of the prefixes, what says in which file and line
// an instruction is. A function without a table of lines is one that the runtime knows: it prints "?" for the file and goes on.
func (t *functionTable) stripLines(keep []string) {
	m := t.memory
	// The linker keeps equal tables once: one with lines may also be one with, say, the
	// sizes of stack frames.
	needed := map[int]bool{}
	var others []int
	for _, f := range t.records() {
		function := m.text(t.names + int(m.word(f+name)))
		if slices.ContainsFunc(keep, func(prefix string) bool { return strings.HasPrefix(function, prefix) }) {
			needed[int(m.word(f+pcfile))] = true
			needed[int(m.word(f+pcln))] = true
		} else {
			others = append(others, f)
		}
		needed[int(m.word(f+pcsp))] = true
		for i := range m.word(f + npcdata) {
			needed[int(m.word(f+pcdata+4*int(i)))] = true
		}
	}
	for _, f := range others {
		for _, field := range []int{pcfile, pcln} {
			if table := int(m.word(f + field)); table > 0 && !needed[table] {
				clear(m[t.tables+table:][:tableLength(m[t.tables+table:])])
			}
		}
		for _, field := range []int{pcfile, pcln, cu, startLine} {
			m.setWord(f+field, 0)
		}
	}
	shortenNames(m[t.names:t.files])
	if len(keep) == 0 {
		clear(m[t.files:t.tables]) // with the names of the files
	}
}

// shortenNames writes f[...] for f[go.shape.struct { … }], in a table of names that end with a zero. The runtime prints
// the short form of either.
func shortenNames(names memory) {
	for len(names) > 0 {
		long := names.text(0)
		if i, j := strings.IndexByte(long, '['), strings.LastIndexByte(long, ']'); i >= 0 && j-i > len("...") {
			clear(names[:len(long)])
			copy(names, long[:i]+"[...]"+long[j+1:])
		}
		names = names[min(len(long)+1, len(names)):]
	}
}

// tableLength is the length of a table in bytes: pairs of differences, of a value and of a
// program counter, as variable-length numbers. A difference of 0 in a value ends it, but for the first.
func tableLength(table []byte) int {
	at := 0
	skip := func() (zero bool) {
		first := table[at]
		for table[at] >= 0x80 {
			at++
		}
		at++
		return first == 0
	}
	for first := true; ; first = false {
		if zero := skip(); zero && !first {
			return at
		}
		skip()
	}
}
