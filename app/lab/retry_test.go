package lab_test

import (
	"context"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// retried is one code that fails twice and arrives at the third attempt.
func retried() (lab.Plan, []lab.Event) {
	plan := lab.Plan{Codes: []string{"BR"}, Workers: 1, Retry: flags.Retry{Attempts: 3, Backoff: 50 * ms}}
	var now time.Duration
	r := lab.NewRecorder(plan, func() time.Duration { return now })
	r.Begin(lab.Threads)
	r.Pending("BR")
	teapot := flags.Outcome{Err: &flags.HTTPError{Status: 418}, Reply: flags.Reply{Status: 418}}
	now = 10 * ms
	r.Running("BR", 0)
	now = 110 * ms
	r.Retrying("BR", 1, 50*ms, teapot)
	now = 160 * ms
	r.Running("BR", 0)
	now = 200 * ms
	r.Retrying("BR", 2, 100*ms, teapot)
	now = 300 * ms
	r.Running("BR", 0)
	now = 400 * ms
	r.Done("BR", flags.Outcome{Result: flags.Result{Code: "BR", Found: true, Bytes: 9}, Reply: flags.Reply{Status: 200}})
	r.End(lab.Finished, "")
	return plan, r.Since(0)
}

func TestAttemptsAreBars(t *testing.T) {
	_, events := retried()
	type part struct {
		attempt    int
		state      lab.State
		start, end time.Duration
	}
	first, second := part{1, lab.Failed, 10 * ms, 110 * ms}, part{2, lab.Failed, 160 * ms, 200 * ms}
	for at, want := range map[time.Duration][]part{
		50 * ms:  {{1, lab.Running, 10 * ms, 50 * ms}},
		130 * ms: {first},
		170 * ms: {first, {2, lab.Running, 160 * ms, 170 * ms}},
		250 * ms: {first, second},
		400 * ms: {first, second, {3, lab.Finished, 300 * ms, 400 * ms}},
	} {
		s := lab.At(events, lab.Threads, 1, at)
		var got []part
		for _, bar := range lab.Bars(s, at) {
			got = append(got, part{bar.Attempt, bar.State, bar.Start, bar.End})
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("at %v: %v, want %v", at, got, want)
		}
		if task := s.Tasks[0]; task.Started != 10*ms || at < 400*ms && (task.State != lab.Running || s.Active != 1) {
			t.Errorf("at %v: %+v, %d active", at, task, s.Active)
		}
	}
	s := lab.At(events, lab.Threads, 1, time.Hour)
	if s.Counts != (flags.Counts{OK: 1}) || s.Active != 0 || s.Retries != 2 || s.Tasks[0].Attempts() != 3 {
		t.Errorf("counts %+v, %d active, %d retries, %d attempts", s.Counts, s.Active, s.Retries, s.Tasks[0].Attempts())
	}
}

func TestCancelledBetweenAttempts(t *testing.T) {
	var now time.Duration
	r := lab.NewRecorder(lab.Plan{Codes: []string{"BR"}}, func() time.Duration { return now })
	r.Begin(lab.Sequential)
	r.Running("BR", 0)
	now = 100 * ms
	r.Retrying("BR", 1, time.Hour, flags.Outcome{Err: &flags.TimeoutError{Limit: 100 * ms}})
	now = 300 * ms
	r.Done("BR", flags.Outcome{Err: context.Canceled})
	s := lab.At(r.Since(0), lab.Sequential, 1, time.Hour)
	bars := lab.Bars(s, time.Hour)
	if s.Tasks[0].Attempts() != 1 || s.Active != 0 || len(bars) != 2 || bars[1].State != lab.Cancelled || bars[1].Start != 100*ms || bars[1].End != 300*ms {
		t.Errorf("%+v, bars %+v", s.Tasks[0], bars)
	}
}

// weatherSite answers as the weather says, and takes no time of its own.
type weatherSite struct{ weather flags.Weather }

func (w weatherSite) Get(ctx context.Context, cc string, attempt int) (flags.Reply, error) {
	forecast := w.weather.Forecast(cc, attempt)
	select {
	case <-time.After(forecast.Delay):
	case <-ctx.Done():
		return flags.Reply{}, ctx.Err()
	}
	if forecast.Teapot {
		return flags.Reply{Status: 418}, nil
	}
	return flags.Reply{Status: 200, Body: []byte("GIF89a")}, nil
}

// The ideal knows the weather of the retries too.
func TestIdealCountsTheRetries(t *testing.T) {
	weather := flags.Weather{MinDelay: 10 * ms, MaxDelay: 500 * ms, ErrorRate: 0.3, Seed: 3}
	plan := lab.Plan{Codes: flags.Pop20(), Workers: 4, Weather: weather, Timeout: 400 * ms, Retry: flags.Retry{Attempts: 3, Backoff: 70 * ms}}
	for _, run := range []string{lab.Sequential, lab.Threads} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			d := &flags.Downloader{Source: weatherSite{weather}, Timeout: plan.Timeout, Retry: plan.Retry}
			if run == lab.Sequential {
				d.Sequential(t.Context(), plan.Codes)
			} else if _, err := d.ThreadPool(t.Context(), plan.Codes, plan.Workers); err != nil {
				t.Error(err)
			}
			if took := time.Since(began); took != plan.Ideal(run) {
				t.Errorf("%s took %v, the ideal is %v", run, took, plan.Ideal(run))
			}
		})
	}
}
