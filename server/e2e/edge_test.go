package e2e

import (
	"bufio"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// startEdge starts the built Worker in the local workerd.
func startEdge(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"../edge/node_modules", "../../bin/edge/worker/app.wasm"} {
		if _, err := os.Stat(name); err != nil {
			t.Skip("the Worker is not there: run make edge")
		}
	}
	cmd := exec.Command("node", "serve.mjs")
	cmd.Dir = "../edge"
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skip("there is no node: ", err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if u, err := url.Parse(lines.Text()); err == nil && u.Scheme == "http" {
			return strings.TrimSuffix(lines.Text(), "/")
		}
	}
	t.Fatal("the Worker does not say where it is")
	return ""
}

// The page that the Worker serves completes a race against the Worker.
func TestRaceAtTheEdge(t *testing.T) {
	p := open(t, startEdge(t)+"/?cc=BR+CN+US+ZZ&site=DELAY&delay=0.2&workers=4")
	p.click("Race")
	p.is("end")
	for _, run := range []string{sequential, threads} {
		if ok, missing := p.count("section"+run+` [data-status="ok"] img`), p.count("section"+run+` [data-status="not_found"]`); ok != 3 || missing != 1 {
			t.Errorf("%s: %d flags and %d not found, want 3 and 1", run, ok, missing)
		}
	}
	if seq, conc := p.elapsed(sequential), p.elapsed(threads); seq < 0.8 || conc < 0.2 || conc > seq {
		t.Errorf("sequential %.2fs, concurrent %.2fs", seq, conc)
	}
}
