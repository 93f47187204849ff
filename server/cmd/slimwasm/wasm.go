package main

import (
	"bytes"
	"errors"
	"slices"
)

// program is a WebAssembly program: https://webassembly.github.io/spec/core/binary/modules.html
type program struct {
	sections []*section
	memory   memory // what the data section fills
}

type section struct {
	id      byte
	content []byte
}

// memory is what a program's linear memory holds at the start, from address 0 on.
type memory []byte

const (
	typeSection     = 1
	importSection   = 2
	functionSection = 3
	startSection    = 8
	elementSection  = 9
	codeSection     = 10
	dataSection     = 11

	functionType = 0x60 // in the type section
	kindFunction = 0x00 // in the import section
)

var (
	errFormat = errors.New("not a WebAssembly program as Go writes it")
	preamble  = []byte("\x00asm\x01\x00\x00\x00")
)

// maxMemory bounds the memory of a program that is not as Go writes it.
const maxMemory = 256 << 20

// parse reads a program.
func parse(content []byte) (p *program, err error) {
	defer catchFormat(&err)
	p = &program{}
	r := reader{content}
	if !bytes.Equal(r.take(len(preamble)), preamble) {
		return nil, errFormat
	}
	for len(r.rest) > 0 {
		s := &section{id: r.take(1)[0], content: r.take(r.unsigned())}
		p.sections = append(p.sections, s)
		if s.id == dataSection {
			p.memory = readSegments(s.content)
		}
	}
	return p, nil
}

// readSegments reads the content of a data section.
func readSegments(content []byte) (m memory) {
	r := reader{content}
	for range r.unsigned() {
		if r.unsigned() != 0 || r.take(1)[0] != i32Const {
			panic(errFormat)
		}
		address := r.signed()
		if r.take(1)[0] != end {
			panic(errFormat)
		}
		b := r.take(r.unsigned())
		if address < 0 || address+len(b) > maxMemory {
			panic(errFormat)
		}
		if more := address + len(b) - len(m); more > 0 {
			m = append(m, make([]byte, more)...)
		}
		copy(m[address:], b)
	}
	return m
}

// gap is the number of zeros for which a new segment begins. They compress to nothing, and an address hardly does.
const gap = 512

// segments writes the content of a data section.
func (m memory) segments() []byte {
	var segments []byte
	count := 0
	zeros := make([]byte, gap)
	for from := 0; from < len(m); {
		if m[from] == 0 {
			from++
			continue
		}
		to := len(m)
		if i := bytes.Index(m[from:], zeros); i >= 0 {
			to = from + i
		}
		segments = append(segments, 0, i32Const)
		segments = appendSigned(segments, from)
		segments = append(segments, end)
		segments = appendUnsigned(segments, to-from)
		segments = append(segments, m[from:to]...)
		count++
		from = to
	}
	return append(appendUnsigned(nil, count), segments...)
}

// encode writes the program.
func (p *program) encode() []byte {
	out := slices.Clone(preamble)
	for _, s := range p.sections {
		content := s.content
		if s.id == dataSection {
			content = p.memory.segments()
		}
		out = append(out, s.id)
		out = appendUnsigned(out, len(content))
		out = append(out, content...)
	}
	return out
}

// startWith adds a function without arguments and results, which runs before anything else does.
func (p *program) startWith(body []byte) (err error) {
	defer catchFormat(&err)
	kind := p.section(typeSection).add(functionType, 0, 0)
	index := p.imported() + p.section(functionSection).add(appendUnsigned(nil, kind)...)
	p.section(codeSection).add(append(appendUnsigned(nil, len(body)), body...)...)
	place := slices.Index(p.sections, p.section(elementSection))
	p.sections = slices.Insert(p.sections, place, &section{startSection, appendUnsigned(nil, index)})
	return nil
}

// imported is the number of functions that the program imports, which are counted before its own.
func (p *program) imported() int {
	r := reader{p.section(importSection).content}
	count := r.unsigned()
	for range count {
		r.take(r.unsigned()) // module
		r.take(r.unsigned()) // name
		if r.take(1)[0] != kindFunction {
			panic(errFormat)
		}
		r.unsigned() // type
	}
	return count
}

// has reports whether there is a section.
func (p *program) has(id byte) bool {
	return slices.ContainsFunc(p.sections, func(s *section) bool { return s.id == id })
}

// section returns a section that there must be.
func (p *program) section(id byte) *section {
	for _, s := range p.sections {
		if s.id == id {
			return s
		}
	}
	panic(errFormat)
}

// add adds an item to a section that is a list, and returns its index.
func (s *section) add(item ...byte) int {
	r := reader{s.content}
	count := r.unsigned()
	s.content = slices.Concat(appendUnsigned(nil, count+1), r.rest, item)
	return count
}
