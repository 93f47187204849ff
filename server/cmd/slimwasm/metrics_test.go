package main

import (
	"bytes"
	"runtime/metrics"
	"testing"
)

func TestDescriptionsAreCleared(t *testing.T) {
	program := []byte("names stay: ")
	for _, d := range metrics.All() {
		program = append(program, d.Name+" "+d.Description+"|"...)
	}
	size := len(program)
	clearDescriptions(program)
	if len(program) != size || !bytes.HasPrefix(program, []byte("names stay: ")) {
		t.Errorf("%d bytes became %d: %.40q", size, len(program), program)
	}
	for _, d := range metrics.All() {
		if !bytes.Contains(program, []byte(d.Name+" \x00")) || bytes.Contains(program, []byte(d.Description)) {
			t.Errorf("%s: the name is gone, or %q is not", d.Name, d.Description)
		}
	}
}
