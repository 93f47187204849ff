package main

import "bytes"

// The runtime's table to find the function of a program counter (findfunctab in runtime/symtab.go) has a bucket for 4096
// program counters: the index of the function as a word, and for each sixteenth of them how many functions further it is. In
// WebAssembly a function has 65,536 program counters, so that is none.
const (
	bucketSize        = 4 + 16
	bucketsOfFunction = 65_536 / 4096
)

// compute clears what follows from the rest of the function table, and returns the body of a function that computes it:
//
//   - where the record of each function is, as the records follow one another, each at a multiple of 8;
//   - the function in its record, as functions are numbered;
//   - where its name is: the record keeps how far that is from the name before, a small number that compresses better;
//   - the table to find the function of a program counter.
func (t *functionTable) compute() (body []byte, err error) {
	m := t.memory
	// The last function ends where the program does. The start of its first bucket is there for certain.
	count := (t.count-1)*bucketsOfFunction + 1
	buckets := make(memory, bucketSize*count)
	for i := range count {
		buckets.setWord(i*bucketSize, uint32(i/bucketsOfFunction))
	}
	buckets = buckets[:bucketSize*(count-1)+4]
	find := bytes.Index(m, buckets)
	if find < 0 {
		return nil, errTable
	}
	first, offset := m.word(t.functions), m.word(t.functions+4)
	records := t.records()
	next := offset
	for i, record := range records {
		pair, function := t.functions+8*i, first+uint32(i)
		if m.word(pair) != function || m.word(pair+4) != next || m.word(record+entry) != function {
			return nil, errTable
		}
		next = (next + uint32(t.recordSize(record)) + 7) &^ 7
	}

	clear(m[find : find+len(buckets)])
	before := uint32(0)
	for i, record := range records {
		clear(m[t.functions+8*i:][:8])
		m.setWord(record+entry, 0)
		at := m.word(record + name)
		m.setWord(record+name, at-before)
		before = at
	}

	return t.startCode(find, count, int(first), int(offset)), nil
}

// startCode is the body of the function that computes what compute clears: the buckets at an address, and the pairs and records
// of functions that are numbered from the first one on, with records from an offset on.
func (t *functionTable) startCode(find, count, first, offset int) code {
	const i, record, nameAt = 0, 1, 2 // the locals: a counter, and the offsets of a record and of a name
	c := code{1, 3, i32}

	// for i = 0; i < count; i++ { find[20*i] = i / 16 }
	c.do(loop, nothing)
	c.do(localGet, i).do(i32Const, bucketSize).do(i32Mul)
	c.do(localGet, i).do(i32Const, bucketsOfFunction).do(i32DivU)
	c.do(i32Store, word, find)
	c.countTo(count, i)
	c.do(end)

	// record = the offset of the first record
	c.do(i32Const, offset).do(localSet, record)
	c.do(i32Const, 0).do(localSet, i)

	// for i = 0; i < t.count; i++ {
	c.do(loop, nothing)
	// functions[8*i] = first + i
	c.do(localGet, i).do(i32Const, 8).do(i32Mul)
	c.do(localGet, i).do(i32Const, first).do(i32Add)
	c.do(i32Store, word, t.functions)
	// functions[8*i+4] = record
	c.do(localGet, i).do(i32Const, 8).do(i32Mul)
	c.do(localGet, record)
	c.do(i32Store, word, t.functions+4)
	// functions[record] = first + i
	c.do(localGet, record)
	c.do(localGet, i).do(i32Const, first).do(i32Add)
	c.do(i32Store, word, t.functions+entry)
	// nameAt += functions[record+name]; functions[record+name] = nameAt
	c.do(localGet, record)
	c.do(localGet, record).do(i32Load, word, t.functions+name)
	c.do(localGet, nameAt).do(i32Add).do(localTee, nameAt)
	c.do(i32Store, word, t.functions+name)
	// record = (record + size + 7) &^ 7
	c.do(localGet, record).do(i32Load, word, t.functions+npcdata)
	c.do(localGet, record).do(i32Load8U, 0, t.functions+nfuncdata)
	c.do(i32Add).do(i32Const, 4).do(i32Mul)
	c.do(localGet, record).do(i32Add)
	c.do(i32Const, pcdata+7).do(i32Add)
	c.do(i32Const, ^7).do(i32And)
	c.do(localSet, record)
	c.countTo(t.count, i)
	c.do(end)
	// }

	c.do(end)
	return c
}

// code is WebAssembly code.
type code []byte

const (
	loop      = 0x03
	end       = 0x0b
	brIf      = 0x0d
	localGet  = 0x20
	localSet  = 0x21
	localTee  = 0x22
	i32Load   = 0x28 // with an alignment and an offset
	i32Load8U = 0x2d
	i32Store  = 0x36
	i32Const  = 0x41
	i32LtU    = 0x49
	i32Add    = 0x6a
	i32Mul    = 0x6c
	i32DivU   = 0x6e
	i32And    = 0x71

	nothing = 0x40 // the type of a block without result
	i32     = 0x7f
	word    = 2 // an alignment: 4 bytes, as a power of 2
)

// do adds an instruction with its immediate values.
func (c *code) do(instruction byte, values ...int) *code {
	*c = append(*c, instruction)
	for _, x := range values {
		if instruction == i32Const {
			*c = appendSigned(*c, x)
		} else {
			*c = appendUnsigned(*c, x)
		}
	}
	return c
}

// countTo adds 1 to a local, and begins the loop again while it is less than n.
func (c *code) countTo(n, local int) {
	c.do(localGet, local).do(i32Const, 1).do(i32Add).do(localTee, local)
	c.do(i32Const, n).do(i32LtU)
	c.do(brIf, 0)
}
