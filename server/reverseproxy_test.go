//go:build !js

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"flaglab/app/flags"
	"flaglab/server/cert"
	"flaglab/server/middleware"
)

// proxyKind is a real reverse proxy, set up with the line that the README gives for it.
type proxyKind struct {
	name      string
	directive string // what the README's line begins with
	config    func(dir, line, port string) string
	args      func(configFile string) []string
}

var proxyKinds = []proxyKind{
	{"nginx", "location / { proxy_pass", func(dir, line, port string) string {
		user := ""
		if os.Geteuid() == 0 {
			user = "user root;"
		}
		return fmt.Sprintf(`%[4]s daemon off; worker_processes 1; pid %[1]s/nginx.pid; error_log stderr error;
			events {}
			http {
				access_log off; client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy;
				fastcgi_temp_path %[1]s/fastcgi; uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
				server { listen 127.0.0.1:%[2]s ssl; ssl_certificate %[1]s/cert.pem; ssl_certificate_key %[1]s/key.pem; %[3]s }
			}`, dir, port, line, user)
	}, func(configFile string) []string { return []string{"-e", "stderr", "-c", configFile} }},
	{"caddy", "reverse_proxy", func(dir, line, port string) string {
		return fmt.Sprintf("{\nadmin off\nauto_https off\n}\nhttps://:%[2]s {\ntls %[1]s/cert.pem %[1]s/key.pem\n%[3]s\n}\n", dir, port, line)
	}, func(configFile string) []string {
		return []string{"run", "--config", configFile, "--adapter", "caddyfile"}
	}},
}

// findProxy finds the program, or skips the test; in CI it must be there.
func findProxy(t *testing.T, name string) string {
	t.Helper()
	for _, path := range []string{name, "/usr/sbin/" + name} {
		if program, err := exec.LookPath(path); err == nil {
			return program
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed, and CI must have it: .ci/proxies", name)
	}
	t.Skipf("skipped: %s is not installed; .ci/proxies does it where it can", name)
	return ""
}

// readmeLine returns the line of the README that begins with a directive, for a server
// at another port.
func readmeLine(t *testing.T, directive, base string) string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(readme)) {
		if line, indented := strings.CutPrefix(line, "    "); indented && strings.HasPrefix(line, directive) {
			return strings.ReplaceAll(strings.TrimSpace(line), "127.0.0.1:8000", strings.TrimPrefix(base, "http://"))
		}
	}
	t.Fatalf("the README has no line %s…", directive)
	return ""
}

// startProxy starts a proxy before the server at base, until the test ends. It returns
// the URL of the proxy as a visitor knows it, and the visitor.
func startProxy(t *testing.T, kind proxyKind, base string) (url string, visitor *http.Client) {
	t.Helper()
	program := findProxy(t, kind.name)
	dir := t.TempDir()
	if _, err := cert.SelfMade(dir, []string{"lab.example.org"}); err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	free.Close()
	file := filepath.Join(dir, "config")
	if err := os.WriteFile(file, []byte(kind.config(dir, readmeLine(t, kind.directive, base), port)), 0o600); err != nil {
		t.Fatal(err)
	}
	var output bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, kind.args(file)...)
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		cancel()
		<-ended
		if t.Failed() {
			t.Logf("%s says:\n%s", kind.name, &output)
		}
	})
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+port)
		},
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}
	t.Cleanup(transport.CloseIdleConnections)
	visitor = &http.Client{Transport: transport}
	url = "https://lab.example.org:" + port
	for {
		if response, err := visitor.Get(url + "/healthz"); err == nil {
			response.Body.Close()
			return url, visitor
		}
		select {
		case <-ended:
			t.Fatalf("%s ends: %s", kind.name, &output)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// visit sends a request with header lines "Name: value".
func visit(t *testing.T, visitor *http.Client, url string, lines ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	response, err := visitor.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// Behind a proxy on the same computer that is trusted, the server knows its visitors and
// its own address as they see it, whatever they claim.
func TestBehindRealProxies(t *testing.T) {
	for _, kind := range proxyKinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			l, here := startLab(t, noPage, "-addr", "127.0.0.1", "-trusted-proxies", "127.0.0.1", "-client-rate", "5"), newClient(t)
			base := origin(t, l.sites["LOCAL"])
			url, visitor := startProxy(t, kind, base)

			for _, lines := range [][]string{nil, {"X-Forwarded-For: 192.0.2.1"}, {"X-Forwarded-Proto: http", "X-Forwarded-Host: evil.example"}} {
				_, text := visit(t, visitor, url+flags.ConfigPath, lines...)
				var config flags.Config
				if err := json.Unmarshal([]byte(text), &config); err != nil || !slices.Equal(config.Origins, []string{url}) || config.Remote != url+flags.Remote().Path {
					t.Errorf("a visitor who sends %q gets %s", lines, text)
				}
			}
			if response, _ := visit(t, visitor, url+flags.ConfigPath, "Forwarded: for=192.0.2.1;host=evil.example;proto=http"); response.StatusCode != http.StatusBadRequest {
				t.Errorf("a visitor who sends what the proxy lets pass: %s", response.Status)
			}
			if _, text := visit(t, visitor, url+middleware.MetricsPath); text != "the page" {
				t.Errorf("a visitor reads the metrics: %s", text)
			}
			if status, text := fetch(t, here, base+middleware.MetricsPath); status != 200 || !strings.Contains(text, "flaglab_request_seconds") {
				t.Errorf("on the computer itself the metrics are %d %s", status, text)
			}
			limited := false
			for range 1000 {
				response, _ := visit(t, visitor, url+"/flags/br/br.gif")
				if limited = response.StatusCode == http.StatusTooManyRequests; limited {
					break
				}
			}
			if !limited {
				t.Error("visitors have no limit")
			}
			for range 50 {
				if status, _ := fetch(t, here, base+"/flags/br/br.gif"); status != 200 {
					t.Fatalf("on the computer itself: %d", status)
				}
			}
		})
	}
}

// A proxy that the server was not told of opens nothing.
func TestBehindRealProxiesThatAreNotTrusted(t *testing.T) {
	for _, kind := range proxyKinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			l := startLab(t, noPage, "-addr", "127.0.0.1", "-host", "lab.example.org")
			url, visitor := startProxy(t, kind, origin(t, l.sites["LOCAL"]))
			if _, text := visit(t, visitor, url+middleware.MetricsPath); text != "the page" {
				t.Errorf("a visitor reads the metrics: %s", text)
			}
		})
	}
}
