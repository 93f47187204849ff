//go:build !js

package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"flaglab/app/flags"
	"flaglab/server/middleware"
	"flaglab/server/site"
	flagimages "flaglab/web/flags"
)

// newClient returns a client that keeps connections only while the test runs.
func newClient(t *testing.T) *http.Client {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func fetch(t *testing.T, client *http.Client, url string) (status int, body string) {
	t.Helper()
	response, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(data)
}

func origin(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Scheme + "://" + u.Host
}

func TestEveryOriginServesEverything(t *testing.T) {
	t.Parallel()
	l, client := startLab(t, noPage), newClient(t)
	own := origin(t, l.sites["DELAY"])
	_, text := fetch(t, client, own+flags.ConfigPath)
	var config flags.Config
	if err := json.Unmarshal([]byte(text), &config); err != nil {
		t.Fatal(err)
	}
	if len(config.Origins) != 5 || config.Origins[0] != own {
		t.Fatalf("asked at %s: %v", own, config.Origins)
	}
	if distinct := slices.Compact(slices.Sorted(slices.Values(config.Origins))); len(distinct) != 5 {
		t.Errorf("origins more than once: %v", config.Origins)
	}
	for _, origin := range config.Origins {
		for path, want := range map[string]int{
			"/healthz":                                 200,
			"/local/flags/br/br.gif":                   200,
			"/local/flags/zz/zz.gif":                   404,
			"/delay/flags/br/br.gif?delay=0":           200,
			"/error/flags/br/br.gif?delay=0&errors=1":  418,
			"/flags/br/metadata.json?delay=0&errors=0": 200,
		} {
			if status, _ := fetch(t, client, origin+path); status != want {
				t.Errorf("%s%s: status %d, want %d", origin, path, status, want)
			}
		}
		if _, body := fetch(t, client, origin+"/"); body != "the page" {
			t.Errorf("%s/ is %q", origin, body)
		}
	}
}

func TestBothLoopbackAddresses(t *testing.T) {
	t.Parallel()
	l, client := startLab(t, noPage), newClient(t)
	u, err := url.Parse(l.sites["LOCAL"])
	if err != nil {
		t.Fatal(err)
	}
	for _, ip := range []string{"127.0.0.1", "::1"} {
		probe, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
		if err != nil {
			t.Logf("this computer has no %s", ip)
			continue
		}
		probe.Close()
		if status, _ := fetch(t, client, "http://"+net.JoinHostPort(ip, u.Port())+"/flags/br/br.gif"); status != 200 {
			t.Errorf("%s: status %d", ip, status)
		}
	}
}

func TestSitesThatAreOff(t *testing.T) {
	t.Parallel()
	l, client := startLab(t, noPage, "-delay-port", "0", "-error-port", "0", "-extra-ports", "0"), newClient(t)
	if len(l.sites) != 1 || strings.Contains(l.greeting, "more connections") {
		t.Errorf("the greeting is\n%s", l.greeting)
	}
	if status, _ := fetch(t, client, origin(t, l.sites["LOCAL"])+"/error/flags/br/br.gif?delay=0&errors=1"); status != 418 {
		t.Errorf("ERROR by path: status %d", status)
	}
}

func TestEveryNetwork(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"", "0.0.0.0"} {
		l, client := startLab(t, noPage, "-addr", addr), newClient(t)
		if status, _ := fetch(t, client, strings.Replace(l.sites["LOCAL"], "localhost", "127.0.0.1", 1)+"/br/br.gif"); status != 200 {
			t.Errorf("-addr %q: status %d", addr, status)
		}
	}
}

// startServing serves a handler of the test's own making at free ports, and returns
// the URL of the first and what stops it, which returns the error of serve.
func startServing(t *testing.T, config site.Config) (base string, stop func() error) {
	t.Helper()
	listeners, err := listenAll(t.Context(), options{addr: "localhost", delayPort: auto})
	if err != nil {
		t.Fatal(err)
	}
	config.Flags = flagimages.FS
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() {
		served <- serve(ctx, listeners, site.New(config), middleware.New(middleware.Config{}), slog.New(slog.DiscardHandler))
	}()
	return "http://localhost:" + strconv.Itoa(listeners[0].port), func() error {
		cancel()
		return <-served
	}
}

// answer is the outcome of a request in another goroutine.
type answer struct {
	status int
	body   string
	err    error
}

func ask(client *http.Client, url string) <-chan answer {
	answers := make(chan answer, 1)
	go func() {
		response, err := client.Get(url)
		if err != nil {
			answers <- answer{err: err}
			return
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		answers <- answer{response.StatusCode, string(body), err}
	}()
	return answers
}

// A sleeping request does not hold the server up, and its client hears why.
func TestStopWakesSleepers(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	base, stop := startServing(t, site.Config{Random: func() uint64 { close(arrived); return 0 }})
	answered := ask(newClient(t), base+"/flags/br/br.gif?delay=10")
	<-arrived
	if err := stop(); err != nil {
		t.Error(err)
	}
	if got := <-answered; got.err != nil || got.status != 503 || got.body != "the server is stopping\n" {
		t.Errorf("the sleeper hears %+v", got)
	}
}

// An answer that is being written is finished, and the server waits for it.
func TestStopWaitsForAnswers(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	ended := false // not atomic: the race detector sees whether serve waits
	base, stop := startServing(t, site.Config{Page: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "the first half, ")
		close(arrived)
		<-r.Context().Done() // the server is stopping
		io.WriteString(w, "the second half")
		ended = true
	})})
	answered := ask(newClient(t), base+"/")
	<-arrived
	if err := stop(); err != nil {
		t.Error(err)
	}
	if !ended {
		t.Error("a handler outlives the server")
	}
	if got := <-answered; got.err != nil || got.body != "the first half, the second half" {
		t.Errorf("the client reads %+v", got)
	}
}

// A client that opens a connection and says nothing, as browsers do in advance,
// does not hold the server up for long.
func TestStopDoesNotWaitForSilence(t *testing.T) {
	t.Parallel()
	base, stop := startServing(t, site.Config{})
	client := newClient(t)
	fetch(t, client, base+site.HealthPath) // leaves an open connection
	silent, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	start := time.Now()
	if err := stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 4*stopTimeout {
		t.Errorf("stopping took %v", took)
	}
}

func TestServeReportsAListenerThatFails(t *testing.T) {
	t.Parallel()
	listeners, err := listenAll(t.Context(), options{addr: "localhost", delayPort: auto})
	if err != nil {
		t.Fatal(err)
	}
	listeners[1].sockets[0].Close()
	err = serve(t.Context(), listeners, site.New(site.Config{Flags: flagimages.FS}), middleware.New(middleware.Config{}), slog.New(slog.DiscardHandler))
	if !errors.Is(err, net.ErrClosed) {
		t.Errorf("serve returns %v", err)
	}
}
