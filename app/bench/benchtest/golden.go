package benchtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Golden compares a text with the file of that name in the folder testdata. With UPDATE=1 in the environment it
// writes the file anew; look at what has changed before you commit it.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") == "1" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed; look at it, then run the test with UPDATE=1. Now:\n%s", path, got)
	}
}
