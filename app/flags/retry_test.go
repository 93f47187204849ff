package flags_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/flags"
)

const ms = time.Millisecond

// moody answers each attempt as its list says; the last entry stands for all
// further ones.
type moody struct {
	answers []any // an int is a status, an error is the lack of an answer

	mu    sync.Mutex
	calls []time.Duration // when each attempt was made
	began time.Time
}

func (m *moody) Get(_ context.Context, _ string, attempt int) (flags.Reply, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.began.IsZero() {
		m.began = time.Now()
	}
	m.calls = append(m.calls, time.Since(m.began))
	switch answer := m.answers[min(attempt, len(m.answers))-1].(type) {
	case error:
		return flags.Reply{}, answer
	case int:
		return flags.Reply{Status: answer, Body: []byte("GIF89a")}, nil
	}
	return flags.Reply{Status: 200, ContentType: "text/html", Body: []byte("<html>")}, nil
}

func TestRetry(t *testing.T) {
	lost := &flags.ConnectionError{Err: errors.New("reset")}
	for name, test := range map[string]struct {
		answers  []any
		attempts int
		calls    []time.Duration
		cause    flags.Cause
		found    bool
	}{
		"off by default":              {[]any{418, 200}, 0, []time.Duration{0}, flags.CauseHTTP, true},
		"one attempt is no retry":     {[]any{418, 200}, 1, []time.Duration{0}, flags.CauseHTTP, true},
		"the second succeeds":         {[]any{418, 200}, 3, []time.Duration{0, 100 * ms}, flags.CauseNone, true},
		"the wait doubles":            {[]any{503, 500, 599, 200}, 5, []time.Duration{0, 100 * ms, 300 * ms, 700 * ms}, flags.CauseNone, true},
		"it gives up after the last":  {[]any{418}, 3, []time.Duration{0, 100 * ms, 300 * ms}, flags.CauseHTTP, true},
		"a lost connection":           {[]any{lost, 200}, 2, []time.Duration{0, 100 * ms}, flags.CauseNone, true},
		"then there is no flag":       {[]any{lost, 404}, 5, []time.Duration{0, 100 * ms}, flags.CauseNone, false},
		"never for 404":               {[]any{404, 200}, 5, []time.Duration{0}, flags.CauseNone, false},
		"never for a client's error":  {[]any{403, 200}, 5, []time.Duration{0}, flags.CauseHTTP, true},
		"never for what is no image":  {[]any{"html", 200}, 5, []time.Duration{0}, flags.CauseImage, true},
		"never for a cancelled fetch": {[]any{context.Canceled, 200}, 5, []time.Duration{0}, flags.CauseCancelled, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				source := &moody{answers: test.answers}
				d := &flags.Downloader{Source: source, Retry: flags.Retry{Attempts: test.attempts, Backoff: 100 * ms}}
				result, err := d.DownloadOne(t.Context(), "BR")
				if flags.CauseOf(err) != test.cause || result.Found != test.found || !slices.Equal(source.calls, test.calls) {
					t.Errorf("%+v, %v after calls at %v; want %q after %v", result, err, source.calls, test.cause, test.calls)
				}
			})
		})
	}
}

func TestRetryAfterATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		notes := newNotebook()
		d := &flags.Downloader{Source: slowCN{}, Watch: notes, Timeout: time.Second, Retry: flags.Retry{Attempts: 2, Backoff: 500 * ms}}
		_, err := d.DownloadOne(t.Context(), "CN")
		if took := time.Since(began); flags.CauseOf(err) != flags.CauseTimeout || took != 2500*ms {
			t.Errorf("%v after %v", err, took)
		}
		want := []string{"running CN", "retrying CN after attempt 1 (timed out after 1s) in 500ms", "running CN", "done CN"}
		if !slices.Equal(notes.lines, want) {
			t.Errorf("watched %q, want %q", notes.lines, want)
		}
	})
}

func TestCancelEndsTheWaitForARetry(t *testing.T) {
	for _, workers := range []int{0, 2} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			began := time.Now()
			d := &flags.Downloader{Source: &moody{answers: []any{418}}, Retry: flags.Retry{Attempts: 9, Backoff: time.Hour}}
			var counts flags.Counts
			if workers == 0 {
				counts = d.Sequential(ctx, flags.Five())
			} else {
				counts, _ = d.ThreadPool(ctx, flags.Five(), workers)
			}
			if took := time.Since(began); took != time.Second || counts != (flags.Counts{Cancelled: 5}) {
				t.Errorf("%d workers: %+v after %v", workers, counts, took)
			}
		})
	}
}

func TestWaitIsBounded(t *testing.T) {
	r := flags.Retry{Attempts: 1 << 30, Backoff: time.Second}
	for n, want := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 6: 32 * time.Second, 7: time.Minute, 1 << 29: time.Minute} {
		if got, again := r.Wait(n, &flags.HTTPError{Status: 500}); got != want || !again {
			t.Errorf("wait %d is %v, want %v", n, got, want)
		}
	}
	r.Backoff = 0
	if got, again := r.Wait(1<<29, &flags.HTTPError{Status: 500}); got != 0 || !again {
		t.Errorf("without backoff it waits %v, %v", got, again)
	}
}

// A retry meets other weather than the first attempt, the same at each run.
func TestRetriesImproveTheCounts(t *testing.T) {
	weather := flags.Weather{MinDelay: ms, MaxDelay: time.Second, ErrorRate: 0.25, Seed: 1}
	var lines []string
	for _, attempts := range []int{1, 2, 5, 5} {
		synctest.Test(t, func(t *testing.T) {
			d := &flags.Downloader{Source: &fakeSite{weather: weather}, Retry: flags.Retry{Attempts: attempts, Backoff: 10 * ms}}
			began := time.Now()
			counts, _ := d.ThreadPool(t.Context(), flags.All(), 30)
			lines = append(lines, fmt.Sprint(counts.OK, time.Since(began)))
			if once := 194 * 3 / 4; attempts == 1 && (counts.OK < once-30 || counts.OK > once+30) || attempts == 5 && counts.OK < 190 {
				t.Errorf("%d attempts: %+v", attempts, counts)
			}
		})
	}
	if lines[2] != lines[3] {
		t.Errorf("the same weather gave %s and %s", lines[2], lines[3])
	}
}
