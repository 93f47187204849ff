package main

import (
	"bytes"
	"errors"
	"slices"
	"strings"
)

// The format of the runtime's function table: pcHeader in runtime/symtab.go and _func in
// runtime/runtime2.go. It has been the same from Go 1.20 on; its magic number would change
// with it.
var magic = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// Offsets in the header.
const (
	nfunc          = 8
	nameOffset     = 32
	cuOffset       = 40
	filetabOffset  = 48
	pctabOffset    = 56
	functionOffset = 64
)

// Offsets in the record of a function.
const (
	name      = 4
	pcsp      = 16
	pcfile    = 20
	pcln      = 24
	npcdata   = 28
	cu        = 32
	startLine = 36
	pcdata    = 44
)

var errTable = errors.New("its function table is not of the format that striplines knows; see whether Go changed it")

// strip clears, in the tables of all functions but those whose names begin with one of the
// prefixes, what says in which file and line an instruction is.
func strip(m memory, keep []string) error {
	header, err := findHeader(m)
	if err != nil {
		return err
	}
	word := func(offset int) int { return int(m.uint32At(header + offset)) }
	pctab, functions := header+word(pctabOffset), header+word(functionOffset)

	records := make([]int, word(nfunc))
	for i := range records {
		// The table has pairs: the function's start, and where its record is.
		records[i] = functions + int(m.uint32At(functions+8*i+4))
	}
	// The linker keeps equal tables once: one with lines may also be one with, say, the
	// sizes of stack frames.
	needed := map[int]bool{}
	var others []int
	for _, f := range records {
		function := m.stringAt(header + word(nameOffset) + int(m.uint32At(f+name)))
		if slices.ContainsFunc(keep, func(prefix string) bool { return strings.HasPrefix(function, prefix) }) {
			needed[int(m.uint32At(f+pcfile))] = true
			needed[int(m.uint32At(f+pcln))] = true
		} else {
			others = append(others, f)
		}
		needed[int(m.uint32At(f+pcsp))] = true
		for i := range m.uint32At(f + npcdata) {
			needed[int(m.uint32At(f+pcdata+4*int(i)))] = true
		}
	}
	for _, f := range others {
		for _, field := range []int{pcfile, pcln} {
			if table := int(m.uint32At(f + field)); table > 0 && !needed[table] {
				m.clear(pctab+table, tableLength(m, pctab+table))
			}
		}
		for _, field := range []int{pcfile, pcln, cu, startLine} {
			m.clear(f+field, 4)
		}
	}
	shortenNames(m, header+word(nameOffset), header+word(cuOffset))
	if len(keep) == 0 {
		m.clear(header+word(cuOffset), word(pctabOffset)-word(cuOffset)) // with the names of the files
	}
	return nil
}

// shortenNames writes f[...] for f[go.shape.struct { … }], in a table of names that end with a zero. The runtime prints
// the short form of either.
func shortenNames(m memory, from, to int) {
	for from < to {
		long := m.stringAt(from)
		if i, j := strings.IndexByte(long, '['), strings.LastIndexByte(long, ']'); i >= 0 && j-i > len("...") {
			m.clear(from, len(long))
			m.write(from, long[:i]+"[...]"+long[j+1:])
		}
		from += len(long) + 1
	}
}

// findHeader returns the address of the one function table.
func findHeader(m memory) (int, error) {
	found := 0
	for _, s := range m {
		for from := 0; ; from++ {
			i := bytes.Index(s.bytes[from:], magic)
			if i < 0 {
				break
			}
			if found != 0 {
				return 0, errTable
			}
			from += i
			found = s.address + from
		}
	}
	if found == 0 {
		return 0, errTable
	}
	at := func(offset int) uint32 { return m.uint32At(found + offset) }
	if at(nfunc) == 0 || at(cuOffset) > at(filetabOffset) || at(filetabOffset) > at(pctabOffset) || at(pctabOffset) > at(functionOffset) {
		return 0, errTable
	}
	return found, nil
}

// tableLength is the length of a table in bytes: pairs of differences, of a value and of a
// program counter, as variable-length numbers. A difference of 0 in a value ends it, but for the first.
func tableLength(m memory, address int) int {
	at := address
	skip := func() (zero bool) {
		first := m.byteAt(at)
		for m.byteAt(at) >= 0x80 {
			at++
		}
		at++
		return first == 0
	}
	for first := true; ; first = false {
		if zero := skip(); zero && !first {
			return at - address
		}
		skip()
	}
}
