package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// engine is a browser that is not Chromium, as far as these tests need it.
type engine interface {
	navigate(url string) error
	// script runs the body of a function and returns what that returned, as JSON.
	script(body string) (json.RawMessage, error)
}

// startFirefox starts Firefox and speaks to it as geckodriver would: by Marionette,
// JSON messages over TCP with their length in front.
func startFirefox(t *testing.T) engine {
	t.Helper()
	path := firstCommand("firefox-esr", "firefox")
	if path == "" {
		t.Skip("no Firefox")
	}
	profile := t.TempDir()
	prefs := `user_pref("marionette.port", 0);
user_pref("devtools.console.stdout.content", true);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
`
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(prefs), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless", "--marionette", "--no-remote", "--profile", profile, "about:blank")
	cmd.Env = append(os.Environ(), "HOME="+profile)
	startBrowser(t, cmd)
	var port string
	await(t, "Firefox does not start", func() bool {
		data, err := os.ReadFile(filepath.Join(profile, "MarionetteActivePort"))
		port = strings.TrimSpace(string(data))
		return err == nil && port != ""
	})
	conn, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	f := &firefox{conn: conn, in: bufio.NewReader(conn)}
	if _, err := f.receive(); err != nil { // its greeting
		t.Fatal(err)
	}
	if _, err := f.call("WebDriver:NewSession", map[string]any{}); err != nil {
		t.Fatal(err)
	}
	return f
}

type firefox struct {
	conn net.Conn
	in   *bufio.Reader
	last int
}

func (f *firefox) receive() ([]byte, error) {
	f.conn.SetDeadline(time.Now().Add(patience))
	head, err := f.in.ReadString(':')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(head, ":"))
	if err != nil {
		return nil, err
	}
	body := make([]byte, n)
	_, err = io.ReadFull(f.in, body)
	return body, err
}

func (f *firefox) call(name string, params any) (json.RawMessage, error) {
	f.last++
	body, err := json.Marshal([]any{0, f.last, name, params})
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(f.conn, "%d:%s", len(body), body); err != nil {
		return nil, err
	}
	answer, err := f.receive()
	if err != nil {
		return nil, err
	}
	var parts [4]json.RawMessage // kind, id, error, result
	if err := json.Unmarshal(answer, &parts); err != nil {
		return nil, err
	}
	if string(parts[2]) != "null" {
		return nil, fmt.Errorf("%s: %s", name, parts[2])
	}
	return parts[3], nil
}

func (f *firefox) navigate(url string) error {
	_, err := f.call("WebDriver:Navigate", map[string]any{"url": url})
	return err
}

func (f *firefox) script(body string) (json.RawMessage, error) {
	answer, err := f.call("WebDriver:ExecuteScript", map[string]any{"script": body, "args": []any{}})
	return value(answer, err)
}

// startWebKit starts WebKit's small browser by its WebDriver, which speaks HTTP.
func startWebKit(t *testing.T) engine {
	t.Helper()
	path := firstCommand("WebKitWebDriver")
	browsers, _ := filepath.Glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser")
	if path == "" || len(browsers) == 0 {
		t.Skip("no WebKit")
	}
	display := startDisplay(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	home := t.TempDir()
	cmd := exec.Command(path, fmt.Sprintf("--port=%d", port))
	cmd.Env = append(os.Environ(), "DISPLAY="+display, "HOME="+home, "XDG_RUNTIME_DIR="+home, "WEBKIT_DISABLE_COMPOSITING_MODE=1", "LIBGL_ALWAYS_SOFTWARE=1")
	startBrowser(t, cmd)
	w := &webkit{base: fmt.Sprintf("http://127.0.0.1:%d", port)}
	await(t, "WebKit's driver does not start", func() bool {
		_, err := w.call("GET", "/status", nil)
		return err == nil
	})
	answer, err := w.call("POST", "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"webkitgtk:browserOptions": map[string]any{
			"binary": browsers[len(browsers)-1],
			"args":   []string{"--automation"},
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	var session struct{ SessionID string }
	if err := json.Unmarshal(answer, &session); err != nil {
		t.Fatal(err)
	}
	w.base += "/session/" + session.SessionID
	t.Cleanup(func() { w.call("DELETE", "", nil) })
	return w
}

type webkit struct{ base string }

func (w *webkit) call(method, path string, params any) (json.RawMessage, error) {
	body, err := json.Marshal(params)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(method, w.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	client := http.Client{Timeout: patience}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != 200 {
		err = fmt.Errorf("%s: %s", path, answer)
	}
	return value(answer, err)
}

func (w *webkit) navigate(url string) error {
	_, err := w.call("POST", "/url", map[string]any{"url": url})
	return err
}

func (w *webkit) script(body string) (json.RawMessage, error) {
	return w.call("POST", "/execute/sync", map[string]any{"script": body, "args": []any{}})
}

// value takes the value out of a WebDriver's answer.
func value(answer []byte, err error) (json.RawMessage, error) {
	if err != nil {
		return nil, err
	}
	var a struct{ Value json.RawMessage }
	err = json.Unmarshal(answer, &a)
	return a.Value, err
}

// startDisplay starts a virtual screen and returns its name.
func startDisplay(t *testing.T) string {
	t.Helper()
	path := firstCommand("Xvfb")
	if path == "" {
		t.Skip("no Xvfb for WebKit")
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	startBrowser(t, cmd)
	write.Close()
	defer read.Close()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal("Xvfb does not start: ", err)
	}
	return ":" + strings.TrimSpace(line)
}

// startBrowser starts a process that ends with the test, its children too. What it
// says of errors in pages fails the test.
func startBrowser(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	said := &lines{}
	cmd.Stdout, cmd.Stderr = said, said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		cmd.Wait()
		for _, line := range said.complaints() {
			t.Errorf("console: %s", line)
		}
	})
}

// lines keeps what a browser writes.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// complaints are the lines about errors in pages, in the words of either engine.
func (l *lines) complaints() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []string
	for line := range strings.SplitSeq(l.text.String(), "\n") {
		ours := strings.Contains(line, "127.0.0.1") || strings.HasPrefix(line, `console.error: "`) // without quotes: Firefox's own
		if !ours || strings.Contains(line, "app-worker.js") || strings.Contains(line, "Failed to load resource") {
			continue // what a host that has stopped leads to
		}
		if strings.Contains(line, "CONSOLE") && strings.Contains(line, " ERROR ") || strings.Contains(line, "console.error") ||
			strings.Contains(line, "JavaScript error") {
			found = append(found, line)
		}
	}
	return found
}

func firstCommand(names ...string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func await(t testing.TB, otherwise string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatal(otherwise)
}
