package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWithin(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file.br")
	if within(1, name) == nil {
		t.Error("a file that is not there is within its budget")
	}
	if err := os.WriteFile(name, make([]byte, 1_430_001), 0o644); err != nil {
		t.Fatal(err)
	}
	for budget, want := range map[float64]bool{0: true, 1.44: true, 1.43: false} {
		if got := within(budget, name) == nil; got != want {
			t.Errorf("1,430,001 bytes within %v MB: %v, want %v", budget, got, want)
		}
	}
}
