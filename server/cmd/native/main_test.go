package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"flaglab/app/process"
	"flaglab/app/ui"
)

func TestMain(m *testing.M) {
	process.RunWorker()
	os.Exit(m.Run())
}

// The trace of a run of each lab is read by Go's own tool.
func TestTrace(t *testing.T) {
	settings := map[string]string{
		"/": "cc=BR&delay=0.01", "/futures": "pause=0&delay=0.01", "/flags2": "cc=B&server=DELAY&delay=0.01", "/pool": "limit=20&sizes=1+5&delay=0.01",
		"/processes": "workers=2&batches=4&size=2000", "/threads": "", "/machine": "memory=16",
	}
	for _, lab := range ui.Labs() {
		t.Run(lab.Name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "run.trace")
			if err := run(t.Context(), lab.Path+"?"+settings[lab.Path], name); err != nil {
				t.Log("what the run says: ", err) // the times of a busy machine do not compare; there is a trace all the same
			}
			text, err := exec.Command("go", "tool", "trace", "-d=parsed", name).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %.1000s", err, text)
			}
			if !bytes.Contains(text, []byte("flaglab/app/labs/")) {
				t.Errorf("no goroutine of the lab is in the trace: %.1000s", text)
			}
		})
	}
}

func TestBadAddress(t *testing.T) {
	for address, want := range map[string]string{
		"/swimming":               `no lab "/swimming"; there are /, /futures,`,
		"/processes?workers=1000": "workers",
	} {
		if err := run(t.Context(), address, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", address, err)
		}
	}
}
