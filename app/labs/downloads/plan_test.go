package downloads_test

import (
	"testing"
	"time"

	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
)

// delayed is a plan in which each answer takes the same time.
func delayed(codes []string, workers int, delay time.Duration) downloads.Plan {
	return downloads.Plan{Codes: codes, Site: "DELAY", Workers: workers, Timeout: 3100 * ms,
		Weather: flags.Weather{MinDelay: delay, MaxDelay: delay, Seed: 1}}
}

// letters returns all pairs that begin with the letters.
func letters(t *testing.T, text string) []string {
	t.Helper()
	codes, err := flags.ParseCodes(text)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func TestMakespan(t *testing.T) {
	for _, test := range []struct {
		tasks   []time.Duration
		workers int
		want    time.Duration
	}{
		{nil, 3, 0},
		{[]time.Duration{1, 2, 3}, 0, 0},
		{[]time.Duration{1, 2, 3}, 1, 6},
		{[]time.Duration{1, 2, 3}, 3, 3},
		{[]time.Duration{1, 2, 3}, 100, 3},
		{[]time.Duration{5, 1, 1, 1, 1, 1}, 2, 5},
		{[]time.Duration{1, 1, 1, 1, 1, 5}, 2, 7}, // in order, not the best order
		{[]time.Duration{4, 3, 2, 1, 4, 3, 2, 1}, 3, 7},
	} {
		if got := downloads.Makespan(test.tasks, test.workers); got != test.want {
			t.Errorf("Makespan(%v, %d) = %d, want %d", test.tasks, test.workers, got, test.want)
		}
	}
}

// The makespan is never below the longest task or an even share, nor above the sum.
func FuzzMakespan(f *testing.F) {
	f.Add([]byte{1, 2, 3, 200}, 2)
	f.Fuzz(func(t *testing.T, data []byte, workers int) {
		if workers < 1 || workers > 1000 {
			return
		}
		var tasks []time.Duration
		var sum, longest time.Duration
		for _, b := range data {
			d := time.Duration(b)
			tasks = append(tasks, d)
			sum += d
			longest = max(longest, d)
		}
		got := downloads.Makespan(tasks, workers)
		least := max(longest, (sum+time.Duration(workers)-1)/time.Duration(workers))
		if got < least || got > sum {
			t.Errorf("Makespan(%v, %d) = %d, not in [%d, %d]", tasks, workers, got, least, sum)
		}
		if workers > 1 && got > downloads.Makespan(tasks, 1) {
			t.Errorf("%d workers take longer than one", workers)
		}
	})
}

func TestIdeal(t *testing.T) {
	plan := delayed(flags.Pop20(), 20, 200*ms)
	if got := plan.Ideal(downloads.Sequential); got != 4*time.Second {
		t.Errorf("sequential %v, want 4s", got)
	}
	if got := plan.Ideal(downloads.Threads); got != 200*ms {
		t.Errorf("concurrent %v, want 200ms", got)
	}
	if got := delayed(flags.Every(), 30, 200*ms).Ideal(downloads.Threads); got != 4600*ms { // 23 rounds
		t.Errorf("676 codes: %v, want 4.6s", got)
	}
	if got := delayed([]string{"BR"}, 20, 10*time.Second).Ideal(downloads.Threads); got != 3100*ms { // the client gives up
		t.Errorf("with the time-out: %v, want 3.1s", got)
	}
}

func TestAPoolNeedsNoMoreWorkersThanTasks(t *testing.T) {
	plan := delayed(flags.Five(), 20, 0)
	if plan.WorkersOf(downloads.Threads) != 5 || plan.WorkersOf(downloads.Sequential) != 1 {
		t.Errorf("%d and %d workers", plan.WorkersOf(downloads.Threads), plan.WorkersOf(downloads.Sequential))
	}
	if plan.Workers = 3; plan.WorkersOf(downloads.Threads) != 3 {
		t.Errorf("%d workers, want 3", plan.WorkersOf(downloads.Threads))
	}
}

func TestExpected(t *testing.T) {
	abc := letters(t, "a b c")
	expect := func(what string, plan downloads.Plan, want flags.Counts) time.Duration {
		t.Helper()
		got, least := plan.Expected(downloads.Threads)
		if got != want {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
		return least
	}
	expect("no weather", downloads.Plan{Codes: abc, Site: "LOCAL", Workers: 30}, flags.Counts{OK: 43, NotFound: 35})
	if least := expect("half a second", delayed(abc, 30, 500*ms), flags.Counts{OK: 43, NotFound: 35}); least != 1500*ms {
		t.Errorf("half a second for 78 codes takes %v", least)
	}
	expect("beyond the time-out", delayed(abc, 30, 5*time.Second), flags.Counts{Errors: 78})

	stormy := delayed(flags.All(), 30, 500*ms)
	stormy.Site, stormy.Weather.ErrorRate = "ERROR", 0.25
	stormy.Retry.Attempts = 10
	expect("with ten attempts", stormy, flags.Counts{OK: 194})
	stormy.Retry.Attempts = 1
	if c, _ := stormy.Expected(downloads.Threads); c.Errors == 0 || c.OK+c.Errors != 194 {
		t.Errorf("with one attempt: %+v", c)
	}
}

// The forecast is the result of a run that only the weather delays: the counts, and the time.
func TestRunsComeToWhatIsExpected(t *testing.T) {
	plan := downloads.Plan{Codes: letters(t, "a b"), Site: "ERROR", Workers: 7, Timeout: 400 * ms,
		Weather: flags.Weather{MinDelay: 10 * ms, MaxDelay: 500 * ms, ErrorRate: 0.3, Seed: 3},
		Retry:   flags.Retry{Attempts: 3, Backoff: 70 * ms}}
	m, _ := do(t, plan, []string{downloads.Sequential, downloads.Threads}, site{}, site{})
	for _, run := range []string{downloads.Sequential, downloads.Threads} {
		counts, least := plan.Expected(run)
		s := m.Run(run)
		if s.State != "finished" || s.Counts != counts || s.Elapsed != least || s.Retries == 0 || counts.Errors == 0 || counts.NotFound == 0 {
			t.Errorf("%s: %s, %+v in %v with %d retries; expected %+v in %v", run, s.State, s.Counts, s.Elapsed, s.Retries, counts, least)
		}
		if why := plan.Unexpected(s); why != "" {
			t.Errorf("%s: unexpected: %s", run, why)
		}
	}
}
