package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"flaglab/app/process"
)

func TestMain(m *testing.M) {
	process.RunWorker()
	os.Exit(m.Run())
}

// The trace of a run is read by Go's own tool.
func TestTrace(t *testing.T) {
	name := filepath.Join(t.TempDir(), "run.trace")
	if err := run(t.Context(), "/processes?workers=2&batches=4&size=2000", name); err != nil {
		t.Log("what the run says: ", err) // the times of a busy machine do not compare; there is a trace all the same
	}
	text, err := exec.Command("go", "tool", "trace", "-d=parsed", name).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %.1000s", err, text)
	}
	if !bytes.Contains(text, []byte("flaglab/app/labs/processes")) {
		t.Errorf("no goroutine of the lab is in the trace: %.1000s", text)
	}
}

func TestBadAddress(t *testing.T) {
	for address, want := range map[string]string{
		"/pool":                   `no lab "/pool"`,
		"/processes?workers=1000": "workers",
	} {
		if err := run(t.Context(), address, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", address, err)
		}
	}
}
