package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// buildNative builds the command that runs a lab natively, and returns its path.
func buildNative(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "native")
	build := exec.Command("go", "build", "-o", path, "./server/cmd/native")
	build.Dir = filepath.Join(filepath.Dir(os.Getenv("FLAGLAB_BIN")), "..")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return path
}

// runNatively repeats a native run of a lab until other programs do not disturb it, and
// returns its output.
func runNatively(b *testing.B, path, address string) string {
	b.Helper()
	for range attempts {
		if out, err := exec.Command(path, address).Output(); err == nil {
			return string(out)
		}
	}
	b.Fatal("other programs keep this machine busy")
	return ""
}
