package main

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// memory is what a program's linear memory holds at the start: the segments of its data
// section, in the order of their addresses. Between them are zeros.
type memory []segment

// A segment shares its bytes with the program.
type segment struct {
	address int
	bytes   []byte
}

var errFormat = errors.New("not a WebAssembly program as Go writes it")

const (
	dataSection = 11
	i32Const    = 0x41
	end         = 0x0b
)

// initialMemory finds the data segments of a program.
func initialMemory(program []byte) (m memory, err error) {
	r := reader{program}
	defer func() {
		if recover() == errFormat {
			m, err = nil, errFormat
		}
	}()
	if !bytes.Equal(r.take(8), []byte("\x00asm\x01\x00\x00\x00")) {
		return nil, errFormat
	}
	for len(r.rest) > 0 {
		id := r.take(1)[0]
		section := reader{r.take(r.unsigned())}
		if id != dataSection {
			continue
		}
		for range section.unsigned() {
			if section.unsigned() != 0 || section.take(1)[0] != i32Const {
				return nil, errFormat
			}
			address := section.signed()
			if section.take(1)[0] != end {
				return nil, errFormat
			}
			m = append(m, segment{address, section.take(section.unsigned())})
		}
	}
	return m, nil
}

// bytesAt returns up to n bytes at an address, fewer if the segment ends before. There are
// none where the memory is zero because no segment fills it.
func (m memory) bytesAt(address, n int) []byte {
	for _, s := range m {
		if from := address - s.address; from >= 0 && from < len(s.bytes) {
			return s.bytes[from:min(from+n, len(s.bytes))]
		}
	}
	return nil
}

func (m memory) byteAt(address int) byte {
	if b := m.bytesAt(address, 1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (m memory) uint32At(address int) uint32 {
	var b [4]byte
	for i := range b {
		b[i] = m.byteAt(address + i)
	}
	return binary.LittleEndian.Uint32(b[:])
}

// stringAt returns the text at an address, up to a zero.
func (m memory) stringAt(address int) string {
	var text []byte
	for b := m.byteAt(address); b != 0; b = m.byteAt(address + len(text)) {
		text = append(text, b)
	}
	return string(text)
}

func (m memory) clear(address, n int) {
	for i := range n {
		clear(m.bytesAt(address+i, 1))
	}
}

func (m memory) write(address int, text string) {
	for i := range len(text) {
		copy(m.bytesAt(address+i, 1), text[i:i+1])
	}
}

// reader reads a program from its start. It panics with errFormat at the end.
type reader struct{ rest []byte }

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.rest) {
		panic(errFormat)
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

// unsigned reads a number in LEB128.
func (r *reader) unsigned() int {
	n, _ := r.number()
	return n
}

// signed reads a number in signed LEB128.
func (r *reader) signed() int {
	n, bits := r.number()
	if n>>(bits-1)&1 == 1 {
		n -= 1 << bits
	}
	return n
}

func (r *reader) number() (n int, bits int) {
	for ; bits < 35; bits += 7 {
		b := r.take(1)[0]
		n |= int(b&0x7f) << bits
		if b < 0x80 {
			return n, bits + 7
		}
	}
	panic(errFormat)
}
