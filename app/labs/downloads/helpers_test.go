package downloads_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

const ms = time.Millisecond

// clock is a clock that a test sets.
type clock struct{ now time.Duration }

func (c *clock) writer() *runlog.Writer {
	return runlog.NewWriter(func() time.Duration { return c.now })
}

// script is a small run: three codes and two workers, one failure.
func script() (downloads.Plan, []runlog.Event) {
	plan := downloads.Plan{Codes: []string{"BR", "CN", "ZZ"}, Workers: 2}
	c := &clock{now: 1000 * ms}
	w := c.writer()
	run := w.Begin(downloads.Threads)
	watch := downloads.Watch(plan, run)
	for _, cc := range plan.Codes {
		watch.Pending(cc)
	}
	c.now = 1010 * ms
	watch.Running("BR", 0)
	watch.Running("CN", 1)
	c.now = 1200 * ms
	watch.Done("CN", flags.Outcome{Result: flags.Result{Code: "CN", Found: true, Bytes: 5}, Reply: flags.Reply{
		Status: 200, Timing: flags.Timing{Known: true, Stalled: 20 * ms, Waiting: 160 * ms, Receiving: 5 * ms, Protocol: "h2"}}})
	watch.Running("ZZ", 1)
	c.now = 1300 * ms
	watch.Done("BR", flags.Outcome{Err: &flags.HTTPError{Status: 418}, Reply: flags.Reply{Status: 418}})
	c.now = 1400 * ms
	watch.Done("ZZ", flags.Outcome{Result: flags.Result{Code: "ZZ"}, Reply: flags.Reply{Status: 404}})
	run.End(runlog.Finished, nil)
	return plan, w.Since(0)
}

// retried is one code that fails twice and arrives at the third attempt.
func retried() (downloads.Plan, []runlog.Event) {
	plan := downloads.Plan{Codes: []string{"BR"}, Workers: 1, Retry: flags.Retry{Attempts: 3, Backoff: 50 * ms}}
	c := &clock{}
	w := c.writer()
	run := w.Begin(downloads.Threads)
	watch := downloads.Watch(plan, run)
	watch.Pending("BR")
	teapot := flags.Outcome{Err: &flags.HTTPError{Status: 418}, Reply: flags.Reply{Status: 418}}
	c.now = 10 * ms
	watch.Running("BR", 0)
	c.now = 110 * ms
	watch.Retrying("BR", 1, 50*ms, teapot)
	c.now = 160 * ms
	watch.Running("BR", 0)
	c.now = 200 * ms
	watch.Retrying("BR", 2, 100*ms, teapot)
	c.now = 300 * ms
	watch.Running("BR", 0)
	c.now = 400 * ms
	watch.Done("BR", flags.Outcome{Result: flags.Result{Code: "BR", Found: true, Bytes: 9}, Reply: flags.Reply{Status: 200}})
	run.End(runlog.Finished, nil)
	return plan, w.Since(0)
}

// at returns the state of a run at a time.
func at(plan downloads.Plan, events []runlog.Event, run string, t time.Duration) *downloads.Snapshot {
	m := downloads.NewModel(plan)
	runlog.Fold(m, events, t)
	return m.Run(run)
}

// site is a connection that simulates the weather. What is in broken replaces its answers.
type site struct {
	broken func(cc string) (flags.Reply, error) // nil, or an answer without a status and an error: nothing is replaced
	cache  flags.CacheUse
}

func (s site) Setup() bench.Setup { return bench.Setup{Known: true} }
func (s site) Notice() string     { return "" }

func (s site) Source(_ string, weather *flags.Weather) flags.Source {
	if weather == nil {
		weather = &flags.Weather{}
	}
	return answers{s, flags.Simulated{Source: images{}, Weather: *weather}}
}

// answers are those of a site.
type answers struct {
	site site
	next flags.Source
}

func (a answers) Get(ctx context.Context, cc string, attempt int) (flags.Reply, error) {
	if a.site.broken != nil {
		if reply, err := a.site.broken(cc); err != nil || reply.Status != 0 {
			return reply, err
		}
	}
	reply, err := a.next.Get(ctx, cc, attempt)
	reply.Cache = a.site.cache
	return reply, err
}

// images answers each request with the smallest thing that begins like a GIF.
type images struct{}

func (images) Get(ctx context.Context, cc string, _ int) (flags.Reply, error) {
	return flags.Reply{Status: 200, ContentType: "image/gif", Body: []byte("GIF89a " + cc)}, ctx.Err()
}

// do carries out runs of a plan on a clock of their own, each on the site of the same place in the list, and returns
// how they ended.
func do(t *testing.T, plan downloads.Plan, names []string, sites ...site) (*downloads.Model, *downloads.Images) {
	t.Helper()
	m, saved := downloads.NewModel(plan), &downloads.Images{}
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		w := runlog.NewWriter(func() time.Duration { return time.Since(began) })
		for i, name := range names {
			downloads.Do(t.Context(), plan, name, sites[i], saved, w)
		}
		for _, e := range w.Since(0) {
			m.Apply(e)
		}
	})
	return m, saved
}

// stopped does not answer.
var stopped = site{broken: func(string) (flags.Reply, error) { return flags.Reply{}, &flags.ConnectionError{} }}
