//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"flaglab/server/site"
)

// The program itself, as a process: it says where it is, and ends well when asked to.
func TestSignals(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd := exec.Command(program, freePorts...)
		cmd.Env = append(os.Environ(), "FLAGLAB_TEST_AS_SERVER=1")
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(stdout).ReadString('\n')
		if base, ok := strings.CutPrefix(strings.TrimSpace(line), "Flag Lab: "); !ok || err != nil {
			t.Errorf("the first line is %q, %v", line, err)
		} else if status, body := fetch(t, newClient(t), base+site.HealthPath); status != 200 || body != "ok" {
			t.Errorf("health: %d %q", status, body)
		}
		cmd.Process.Signal(signal)
		if err := cmd.Wait(); err != nil {
			t.Errorf("after %v: %v", signal, err)
		}
	}
}
