//go:build !js

package main

import (
	"crypto/tls"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"flaglab/app/flags"
)

// startTLS runs the server with a certificate of its own making, and returns the
// URL of its port for HTTPS and a client that trusts it.
func startTLS(t *testing.T, args ...string) (base string, client *bookClient) {
	t.Helper()
	l := startLab(t, noPage, append([]string{"-tls-port", "auto"}, args...)...)
	found := regexp.MustCompile(`With HTTP/2: (https://\S+)`).FindStringSubmatch(l.greeting)
	if found == nil {
		t.Fatalf("the greeting is\n%s", l.greeting)
	}
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	t.Cleanup(transport.CloseIdleConnections)
	return found[1], &bookClient{http: http.Client{Transport: transport}, timeout: 3100 * time.Millisecond}
}

// Over HTTP/2 one connection does what takes HTTP/1.1 many of them.
func TestPoolOverHTTP2(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	base, client := startTLS(t, "-tls")
	response, text, err := client.do(t.Context(), "GET", base+flags.ConfigPath)
	if err != nil || response.ProtoMajor != 2 {
		t.Fatal(response, err)
	}
	var config flags.Config
	if err := json.Unmarshal(text, &config); err != nil || !slices.Equal(config.Origins, []string{base}) || config.Remote != base+"/remote/flags" {
		t.Errorf("%+v, %v", config, err)
	}
	start := time.Now()
	counts := client.downloadMany(t.Context(), base+"/delay/flags", lettersAToC(t), "?delay=0.2")
	if took := time.Since(start); counts[ok] != 43 || counts[notFound] != 35 || took > 78*200*time.Millisecond {
		t.Errorf("%v in %v", counts, took)
	}
	if n := client.dials.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// The certificate is the same at the next start, and can be named like any other.
func TestCertificateIsKept(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	certificate := func(args ...string) string {
		base, client := startTLS(t, args...)
		response, _, err := client.do(t.Context(), "GET", base+"/healthz")
		if err != nil {
			t.Fatal(err)
		}
		return string(response.TLS.PeerCertificates[0].Raw)
	}
	first := certificate("-tls")
	if certificate("-tls") != first {
		t.Error("there is another one at the next start")
	}
	folder := filepath.Join(dir, "flaglab")
	if certificate("-tls-cert", filepath.Join(folder, "cert.pem"), "-tls-key", filepath.Join(folder, "key.pem")) != first {
		t.Error("another one is used than was named")
	}
}

func TestCertificateThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CONFIG_HOME", file)
	for line, flag := range map[string]string{"-tls": "-tls", "-tls-cert " + file + " -tls-key " + file: "-tls-cert"} {
		status, stdout, stderr := call(t, append(slices.Clone(freePorts), strings.Fields(line)...)...)
		if status != exitError || stdout != "" || !isLineAbout(stderr, flag) {
			t.Errorf("%s: status %d, output %q, errors %q", line, status, stdout, stderr)
		}
	}
}
