package main

import (
	"bytes"
	"os"
	"testing"
)

func TestWhatIsCommittedIsCurrent(t *testing.T) {
	want, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../../app/highlight/runs.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("app/highlight/runs.go is not of these programs: run make highlight")
	}
}
