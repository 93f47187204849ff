package main

import (
	"bytes"
	"testing"
)

// What is written holds what was read, and small programs are refused or read without a panic.
func FuzzProgram(f *testing.F) {
	f.Add([]byte("\x00asm\x01\x00\x00\x00"))
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x0b\x0e\x02\x00\x41\x03\x0b\x01x\x00\x41\xc0\x00\x0b\x02yz\x00\x01n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := parse(content)
		if err != nil {
			return
		}
		findTable(p.memory)
		again, err := parse(p.encode())
		if err != nil {
			t.Fatal(err)
		}
		// Zeros at the end need not be written.
		if !bytes.Equal(bytes.TrimRight(p.memory, "\x00"), bytes.TrimRight(again.memory, "\x00")) || len(p.sections) != len(again.sections) {
			t.Errorf("%d sections with memory %q became %d with %q", len(p.sections), p.memory, len(again.sections), again.memory)
		}
	})
}
