package main

import (
	"bytes"
	"encoding/binary"
	"errors"
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
	entry     = 0
	name      = 4
	pcsp      = 16
	pcfile    = 20
	pcln      = 24
	npcdata   = 28
	cu        = 32
	startLine = 36
	nfuncdata = 43
	pcdata    = 44 // and after it funcdata
)

var errTable = errors.New("its function table is not of the format that slimwasm knows; see whether Go changed it")

// functionTable is what the runtime knows of the program's functions. Its addresses are those in the memory.
type functionTable struct {
	memory    memory
	names     int
	files     int // of compilation units
	tables    int // of program counters: frame sizes, lines and so on
	functions int // pairs of a function and the offset of its record from here
	count     int // of functions
}

// findTable finds the one function table.
func findTable(m memory) (*functionTable, error) {
	header := bytes.Index(m, magic)
	if header < 0 || bytes.Contains(m[header+1:], magic) || len(m) < header+functionOffset+4 {
		return nil, errTable
	}
	at := func(offset int) int { return int(m.word(header + offset)) }
	if at(nfunc) == 0 || at(nameOffset) > at(cuOffset) || at(cuOffset) > at(filetabOffset) || at(filetabOffset) > at(pctabOffset) || at(pctabOffset) > at(functionOffset) {
		return nil, errTable
	}
	t := &functionTable{
		memory: m, names: header + at(nameOffset), files: header + at(cuOffset),
		tables: header + at(pctabOffset), functions: header + at(functionOffset), count: at(nfunc),
	}
	if t.count > len(m) || t.functions+8*t.count > len(m) {
		return nil, errTable
	}
	for _, record := range t.records() {
		if record+pcdata > len(m) || record+t.recordSize(record) > len(m) {
			return nil, errTable
		}
	}
	return t, nil
}

// records returns the addresses of the functions' records.
func (t *functionTable) records() []int {
	records := make([]int, t.count)
	for i := range records {
		records[i] = t.functions + int(t.memory.word(t.functions+8*i+4))
	}
	return records
}

// recordSize is the length of a record.
func (t *functionTable) recordSize(record int) int {
	return pcdata + 4*(int(t.memory.word(record+npcdata))+int(t.memory[record+nfuncdata]))
}

func (m memory) word(address int) uint32 { return binary.LittleEndian.Uint32(m[address:]) }

func (m memory) setWord(address int, x uint32) { binary.LittleEndian.PutUint32(m[address:], x) }

// text is the text at an address, up to a zero.
func (m memory) text(address int) string {
	text, _, _ := bytes.Cut(m[address:], []byte{0})
	return string(text)
}
