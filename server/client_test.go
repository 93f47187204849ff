//go:build !js

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"flaglab/app/flags"
)

// bookClient downloads flags as the programs of Fluent Python do: at most 30
// requests at a time over connections that stay open. Those programs give a request
// up after 3.1 s; here it has a minute, for a computer that is busy.
type bookClient struct {
	http    http.Client
	dials   atomic.Int32
	timeout time.Duration
}

const bookConnections = 30

func newBookClient(t *testing.T) *bookClient {
	transport := &http.Transport{MaxConnsPerHost: bookConnections, MaxIdleConnsPerHost: bookConnections}
	t.Cleanup(transport.CloseIdleConnections)
	return &bookClient{http: http.Client{Transport: transport}, timeout: time.Minute}
}

// do sends one request and reads the answer to its end.
func (c *bookClient) do(ctx context.Context, method, url string) (*http.Response, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			if !info.Reused {
				c.dials.Add(1)
			}
		},
	})
	r, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return nil, nil, err
	}
	response, err := c.http.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, body, err
}

// status is what the book counts.
type status string

const (
	ok       status = "ok"
	notFound status = "not found"
	failed   status = "error"
	timedOut status = "timed out" // an error too
)

// downloadOne gets one flag. Query is for the server's weather.
func (c *bookClient) downloadOne(ctx context.Context, site, cc, query string) status {
	response, image, err := c.do(ctx, "GET", site+flags.ImagePath(cc)+query)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut
	case err != nil:
		return failed
	case response.StatusCode == 404:
		return notFound
	case response.StatusCode != 200 || !strings.HasPrefix(string(image), "GIF8"):
		return failed
	}
	return ok
}

// downloadMany downloads many flags, and counts the outcomes.
func (c *bookClient) downloadMany(ctx context.Context, site string, codes []string, query string) map[status]int {
	var (
		mu     sync.Mutex
		counts = map[status]int{}
		work   = make(chan string)
		wait   sync.WaitGroup
	)
	for range bookConnections {
		wait.Go(func() {
			for cc := range work {
				status := c.downloadOne(ctx, site, cc, query)
				mu.Lock()
				counts[status]++
				mu.Unlock()
			}
		})
	}
	for _, cc := range codes {
		work <- cc
	}
	close(work)
	wait.Wait()
	return counts
}

// lettersAToC are the 78 codes of the lecture.
func lettersAToC(t *testing.T) []string {
	t.Helper()
	codes, err := flags.ParseCodes("a b c")
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func TestBookAtLocal(t *testing.T) {
	t.Parallel()
	l, client := startLab(t, noPage), newBookClient(t)
	for range 3 {
		counts := client.downloadMany(t.Context(), l.sites["LOCAL"], lettersAToC(t), "")
		if counts[ok] != 43 || counts[notFound] != 35 || len(counts) != 2 {
			t.Errorf("%v, want 43 flags and 35 not found", counts)
		}
	}
	if n := client.dials.Load(); n > bookConnections {
		t.Errorf("%d connections were opened: they do not stay open", n)
	}
}

// All 676 codes, with answers of all kinds, over the same few connections.
func TestBookAtError(t *testing.T) {
	t.Parallel()
	l, client := startLab(t, noPage), newBookClient(t)
	weather := flags.Weather{MaxDelay: 40 * time.Millisecond, ErrorRate: 0.25, Seed: 11}
	want := map[status]int{}
	for _, cc := range flags.Every() {
		switch {
		case weather.Forecast(cc, 1).Teapot:
			want[failed]++
		case flags.HasFlag(cc):
			want[ok]++
		default:
			want[notFound]++
		}
	}
	counts := client.downloadMany(t.Context(), l.sites["ERROR"], flags.Every(), "?delay=0-0.04&seed=11")
	if fmt.Sprint(counts) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", counts, want)
	}
	if n := client.dials.Load(); n > bookConnections {
		t.Errorf("%d connections were opened: they do not stay open", n)
	}
}

// With the first edition's half second for all, scaled down, nothing is lost, and
// the requests really wait at the same time.
func TestBookAtDelay(t *testing.T) {
	t.Parallel()
	l, client := startLab(t, noPage), newBookClient(t)
	start := time.Now()
	counts := client.downloadMany(t.Context(), l.sites["DELAY"], lettersAToC(t), "?delay=0.2")
	took := time.Since(start)
	if counts[ok] != 43 || counts[notFound] != 35 || len(counts) != 2 {
		t.Errorf("%v, want 43 flags and 35 not found", counts)
	}
	// Three rounds of 30 at least, and less than one after another.
	if took < 3*200*time.Millisecond || took > 78*200*time.Millisecond {
		t.Errorf("it took %v", took)
	}
}

// Without parameters DELAY and ERROR take half a second at least, for flags that
// do not exist too; LOCAL and HEAD do not.
func TestBookGivesUp(t *testing.T) {
	t.Parallel()
	l := startLab(t, noPage)
	patient, hasty := newBookClient(t), newBookClient(t)
	hasty.timeout = 50 * time.Millisecond
	for _, label := range []string{"DELAY", "ERROR"} {
		for _, cc := range []string{"BR", "ZZ"} {
			if got := hasty.downloadOne(t.Context(), l.sites[label], cc, ""); got != timedOut {
				t.Errorf("%s at %s: %s", cc, label, got)
			}
		}
		for cc, want := range map[string]int{"BR": 200, "ZZ": 404} {
			response, body, err := patient.do(t.Context(), "HEAD", l.sites[label]+flags.ImagePath(cc))
			if err != nil || response.StatusCode != want || len(body) > 0 || response.ContentLength <= 0 {
				t.Errorf("HEAD for %s at %s: %+v, %v", cc, label, response, err)
			}
		}
	}
	if got := patient.downloadOne(t.Context(), l.sites["LOCAL"], "BR", ""); got != ok {
		t.Errorf("BR at LOCAL: %s", got)
	}
}

// flags3 asks for the metadata as well.
func TestBookReadsCountries(t *testing.T) {
	t.Parallel()
	l, client := startLab(t, noPage), newBookClient(t)
	for _, cc := range flags.Pop20() {
		url := l.sites["LOCAL"] + "/" + strings.ToLower(cc) + "/metadata.json"
		response, body, err := client.do(t.Context(), "GET", url)
		if err != nil {
			t.Fatal(err)
		}
		var about struct{ Country string }
		err = json.Unmarshal(body, &about)
		if err != nil || response.Header.Get("Content-Type") != "application/json" || about.Country != flags.Country(cc) {
			t.Errorf("%s: %s, %v", cc, body, err)
		}
	}
}
