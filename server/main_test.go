//go:build !js

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"flaglab/server/page"
)

// TestMain lets the test binary be the server, so that a test can run it as a
// process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("FLAGLAB_TEST_AS_SERVER") != "" {
		os.Exit(runUntilSignal(noPage))
	}
	goleak.VerifyTestMain(m)
}

// freePorts makes the server take ports that are free, so that tests can run side by side.
var freePorts = []string{"-port", "0", "-delay-port", "auto", "-error-port", "auto"}

// noPage is a page that is quickly made.
func noPage(page.Options) (http.Handler, error) {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "the page")
	}), nil
}

// lab is a server that runs in this process.
type lab struct {
	sites    map[string]string // URL of each site, by label
	greeting string
	stop     func() int // stops the server, once, and returns its exit status
}

// startLab runs the server with free ports and more arguments, until the test ends.
func startLab(t *testing.T, page pageFunc, args ...string) *lab {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, stdout := io.Pipe()
	var stderr bytes.Buffer
	status := make(chan int, 1)
	go func() {
		status <- run(ctx, append(freePorts[:len(freePorts):len(freePorts)], args...), stdout, &stderr, page)
		stdout.Close()
	}()
	buffer := make([]byte, 1<<12)
	n, err := out.Read(buffer) // the greeting is written at once
	if err != nil {
		t.Fatalf("the server says nothing; its errors: %s", &stderr)
	}
	l := &lab{sites: map[string]string{}, greeting: string(buffer[:n])}
	for _, found := range regexp.MustCompile(`(\w+) site: (\S+)`).FindAllStringSubmatch(l.greeting, -1) {
		l.sites[found[1]] = found[2]
	}
	stopped := false
	l.stop = func() int {
		stopped = true
		cancel()
		return <-status
	}
	t.Cleanup(func() {
		if stopped {
			return
		}
		if code := l.stop(); code != exitOK || stderr.Len() > 0 {
			t.Errorf("the server ended with status %d; its errors: %s", code, &stderr)
		}
	})
	return l
}

// call runs the server in the expectation that it ends by itself.
func call(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(t.Context(), args, &out, &err, noPage)
	return status, out.String(), err.String()
}

func TestHelp(t *testing.T) {
	for _, flag := range []string{"-h", "-help", "--help"} {
		status, stdout, stderr := call(t, flag)
		if status != exitOK || stderr != "" {
			t.Errorf("%s: status %d, errors %q", flag, status, stderr)
		}
		for _, want := range []string{"Flag Lab", "-addr host", "-port port", "-delay-port port", "-error-port port", "-extra-ports number", "-trusted-proxies addresses", "-frame-ancestors sites", `default self`, "-upstream URL", "-tls", "-tls-port port", "-host names", "-client-rate requests", "-log level", "-version", "default 8000", "default 8001", "default 8002", `default "localhost"`} {
			if !strings.Contains(stdout, want) {
				t.Errorf("%s does not mention %q:\n%s", flag, want, stdout)
			}
		}
	}
}

func TestVersion(t *testing.T) {
	status, stdout, stderr := call(t, "-version")
	if status != exitOK || stderr != "" || !regexp.MustCompile(`^Flag Lab \S+\n$`).MatchString(stdout) {
		t.Errorf("status %d, %q, errors %q", status, stdout, stderr)
	}
}

func TestWrongCommandLines(t *testing.T) {
	for line, name := range map[string]string{
		"-port x":                      "-port",
		"-port 65536":                  "-port",
		"-port -1":                     "-port",
		"-port 8000.5":                 "-port",
		"-port":                        "-port",
		"-delay-port off":              "-delay-port",
		"-error-port 0x50":             "-error-port",
		"-lanes -1":                    "-lanes",
		"-extra-ports 33":              "-extra-ports",
		"-extra-ports many":            "-extra-ports",
		"-upstream x":                  "-upstream",
		"-upstream ftp://example.org":  "-upstream",
		"-upstream http://a:b@c":       "-upstream",
		"-tls-cert x":                  "-tls-key",
		"-tls-key x":                   "-tls-cert",
		"-tls -tls-cert x -tls-key y":  "-tls",
		"-tls -tls-port 8000":          "-tls-port",
		"-trusted-proxies localhost":   "-trusted-proxies",
		"-host x/y":                    "-host",
		"-frame-ancestors moodle":      "-frame-ancestors",
		"-client-rate -1":              "-client-rate",
		"-client-rate NaN":             "-client-rate",
		"-log loud":                    "-log",
		"-version=perhaps":             "-version",
		"-no-such-flag":                "-no-such-flag",
		"serve":                        `"serve"`,
		"-port 8001":                   "-delay-port",
		"-delay-port 9 -error-port 9":  "-error-port",
		"-port 8002 -delay-port 0":     "-error-port",
		"-port 0 -error-port 08001 -h": "",
	} {
		status, stdout, stderr := call(t, strings.Fields(line)...)
		if name == "" {
			if status != exitOK {
				t.Errorf("%s: status %d", line, status)
			}
			continue
		}
		if status != exitUsage || stdout != "" || !isLineAbout(stderr, name) {
			t.Errorf("%s: status %d, output %q, errors %q", line, status, stdout, stderr)
		}
	}
}

// isLineAbout reports whether text is one line, from us, with a word in it.
func isLineAbout(text, word string) bool {
	return strings.HasPrefix(text, "flaglab: ") && strings.Count(text, "\n") == 1 && strings.HasSuffix(text, "\n") && strings.Contains(text, word)
}

// occupy takes a port until the test ends. It is false if this computer has no such address.
func occupy(t *testing.T, host string) (number int, ok bool) {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Logf("no %s here: %v", host, err)
		return 0, false
	}
	t.Cleanup(func() { l.Close() })
	return portOf(l), true
}

func TestPortInUse(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		taken, ok := occupy(t, host)
		if !ok {
			continue
		}
		for _, name := range []string{"-port", "-delay-port", "-error-port"} {
			status, stdout, stderr := call(t, append(freePorts, name, strconv.Itoa(taken))...)
			want := fmt.Sprintf("port %d is in use; choose another one with %s", taken, name)
			if status != exitError || stdout != "" || !isLineAbout(stderr, want) {
				t.Errorf("%s: status %d, output %q, errors %q", name, status, stdout, stderr)
			}
			if strings.Contains(stderr, "go without") != (name != "-port") {
				t.Errorf("only the page cannot be gone without: %q", stderr)
			}
		}
	}
}

// What was opened before the port that cannot be opened is shut again.
func TestAllPortsOrNone(t *testing.T) {
	taken, _ := occupy(t, "127.0.0.1")
	for range 3 { // the port that was free may be taken by somebody else
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		free := portOf(l)
		l.Close()
		listeners, err := listenAll(t.Context(), options{addr: "127.0.0.1", port: port(free), errorPort: port(taken)})
		if listeners != nil || err == nil {
			t.Fatalf("%v, %v", listeners, err)
		}
		if l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(free))); err == nil {
			l.Close()
			return
		}
	}
	t.Error("the other ports stay open")
}

func TestAddressOfSomebodyElse(t *testing.T) {
	for _, addr := range []string{"203.0.113.1", "not an address", "localhost:8000", "[::1]"} {
		status, stdout, stderr := call(t, append(freePorts, "-addr", addr)...)
		if status != exitError || stdout != "" || !isLineAbout(stderr, "-addr") {
			t.Errorf("-addr %s: status %d, output %q, errors %q", addr, status, stdout, stderr)
		}
	}
}

func TestPageThatCannotBeMade(t *testing.T) {
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), freePorts, &stdout, &stderr, func(page.Options) (http.Handler, error) {
		return nil, io.ErrUnexpectedEOF
	})
	if status != exitError || stdout.Len() > 0 || !isLineAbout(stderr.String(), "unexpected EOF") {
		t.Errorf("status %d, output %q, errors %q", status, &stdout, &stderr)
	}
}

func TestStartupMessage(t *testing.T) {
	listeners, err := listenAll(t.Context(), options{addr: "127.0.0.1", port: auto, delayPort: auto, extraPorts: 2})
	if err != nil {
		t.Fatal(err)
	}
	closeAll(listeners)
	for i := range listeners {
		listeners[i].port = 8000 + i
	}
	for addr, want := range map[string]string{
		"localhost": "localhost", "192.168.1.5": "192.168.1.5", "::1": "[::1]", "": "localhost", "0.0.0.0": "localhost", "::": "localhost",
	} {
		text := startupMessage(addr, listeners)
		first, _, _ := strings.Cut(text, "\n")
		if first != "Flag Lab: http://"+want+":8000" {
			t.Errorf("-addr %q: %q", addr, first)
		}
		for _, line := range []string{
			"LOCAL site: http://" + want + ":8000/flags\n",
			"DELAY site: http://" + want + ":8001/flags\n",
			"Ports for more connections: 8002, 8003\n",
		} {
			if !strings.Contains(text, line) {
				t.Errorf("-addr %q: no line %q in\n%s", addr, line, text)
			}
		}
		if strings.Contains(text, "ERROR") {
			t.Errorf("a site that is not there is announced:\n%s", text)
		}
	}
}
