package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// The server renders the lab with every option under the book's name.
func TestFlags2HasEveryOption(t *testing.T) {
	f := &Flags2{}
	f.OnInit()
	html := app.HTMLString(f.controls())
	for _, name := range []string{"program", "cc", "all", "every", "limit", "max_req", "server", "verbose", "delay", "errors", "seed", "timeout", "attempts", "backoff"} {
		if !strings.Contains(html, `id="field-`+name+`"`) || !strings.Contains(html, `for="field-`+name+`"`) {
			t.Errorf("no labelled field %s", name)
		}
	}
	if !strings.Contains(html, `value="flags2_threadpool.py"`) {
		t.Error("the command line is not shown")
	}
}

func TestLifeOf(t *testing.T) {
	const ms = time.Millisecond
	text := func(task lab.Task) string {
		var lines []string
		for _, row := range lifeOf(task) {
			lines = append(lines, row[0]+": "+row[1])
		}
		return strings.Join(lines, "\n")
	}
	if got := text(lab.Task{Lane: -1}); got != "State: not submitted yet" {
		t.Errorf("before: %s", got)
	}
	teapot := lab.Detail{Cause: flags.CauseHTTP, HTTP: 418, Message: "HTTP error 418 - I'm a Teapot", Backoff: 50 * ms}
	task := lab.Task{
		State: lab.Running, Lane: 2, Started: 10 * ms, Began: 10 * ms,
		Earlier: []lab.Attempt{{Began: 10 * ms, Ended: 100 * ms, Detail: teapot}}, Waiting: true,
	}
	want := "State: running: waiting for the next attempt\nPending since: 0.0 ms\nRunning since: 10.0 ms, on worker 3\n" +
		"Attempt 1: 10.0 ms to 100.0 ms: HTTP error 418 - I'm a Teapot; then waited 50.0 ms\nAttempts: 1"
	if got := text(task); got != want {
		t.Errorf("between two attempts:\n%s\nwant\n%s", got, want)
	}
	task.State, task.Waiting, task.Began, task.Ended = lab.Failed, false, 150*ms, 200*ms
	task.Detail = lab.Detail{Cause: flags.CauseHTTP, HTTP: 503, Message: "HTTP error 503 - Service Unavailable", Protocol: "h2", Waiting: 20 * ms}
	want = "State: failed\nStatus: ERROR: HTTP status\nPending since: 0.0 ms\nRunning since: 10.0 ms, on worker 3\nFailed at: 200.0 ms\n" +
		"Attempt 1: 10.0 ms to 100.0 ms: HTTP error 418 - I'm a Teapot; then waited 50.0 ms\nAttempt 2: 150.0 ms to 200.0 ms\n" +
		"HTTP status: 503 Service Unavailable\nError: HTTP error 503 - Service Unavailable\nProtocol: h2\n" +
		"Stalled in the browser: 0.0 ms\nWaiting for the site: 20.0 ms\nReceiving: 0.0 ms"
	if got := text(task); got != want {
		t.Errorf("at the end:\n%s\nwant\n%s", got, want)
	}
}

func TestJudge(t *testing.T) {
	for _, test := range []struct {
		guess string
		truth float64
		want  string
	}{
		{"", 35, ""},
		{"35", 35, "You guessed 35 not found: well judged (35)."},
		{"10", 35, "You guessed 10 not found: it was more (35)."},
		{"60", 35, "You guessed 60 not found: it was less (35)."},
		{"0", 0, "You guessed 0 not found: well judged (0)."},
		{"many", 35, `Your guess "many" is not a number.`},
		{"NaN", 35, `Your guess "NaN" is not a number.`},
	} {
		if got := judge("not found", test.guess, test.truth); got != test.want {
			t.Errorf("%s: %q, want %q", test.guess, got, test.want)
		}
	}
}

// A tile that can be picked is an option, and exactly one is in the order of Tab.
func TestPickableBoard(t *testing.T) {
	html := boardHTML(lab.Threads, flags.Five(), true)
	if n := strings.Count(html, `role="option"`); n != 5 {
		t.Errorf("%d options", n)
	}
	if n := strings.Count(html, `tabindex="0"`); n != 1 {
		t.Errorf("%d tiles in the order of Tab", n)
	}
	if html := boardHTML(lab.Threads, flags.Five(), false); strings.Contains(html, "tabindex") || strings.Contains(html, "role=") {
		t.Errorf("a board that is only looked at takes the focus: %s", html)
	}
}

func TestTerminalPrintsWhatTheBookPrints(t *testing.T) {
	f := &Flags2{}
	f.OnInit()
	f.adopt(lab.Flags2{Args: flags.Args{CC: "br zz", Verbose: true}})
	r := lab.NewRecorder(f.plan, func() time.Duration { return 0 })
	r.Begin(lab.Threads)
	r.Done("ZZ", flags.Outcome{})
	r.Done("BR", flags.Outcome{Result: flags.Result{Found: true}})
	r.End(lab.Finished, "")
	for _, e := range r.Since(0) {
		f.view.final.Apply(e)
	}
	terminal := Terminal{View: f.view, Plan: &f.plan, URL: "http://localhost:8000/flags", Verbose: true}
	want := "LOCAL site: http://localhost:8000/flags\nSearching for 2 flags: BR, ZZ\n2 concurrent connections will be used.\n" +
		"ZZ not found\nBR OK\n--------------------\n  1 flag downloaded.\n  1 not found.\nElapsed time: 0.00s\n"
	if got := terminal.text(); got != want {
		t.Errorf("output\n%s\nwant\n%s", got, want)
	}
}
