package downloads_test

import (
	"context"
	"testing"
	"time"

	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

func TestOpening(t *testing.T) {
	for _, test := range []struct {
		args flags.Args
		run  string
		want string
	}{
		{flags.Args{CC: "a b c"}, downloads.Threads, "DELAY site: http://localhost:8001/flags\n" +
			"Searching for 78 flags: from AA to CZ\n30 concurrent connections will be used.\n"},
		{flags.Args{CC: "br zz aa"}, downloads.Threads, "DELAY site: http://localhost:8001/flags\n" +
			"Searching for 3 flags: AA, BR, ZZ\n3 concurrent connections will be used.\n"},
		{flags.Args{CC: "br"}, downloads.Threads, "DELAY site: http://localhost:8001/flags\n" +
			"Searching for 1 flag: BR\n1 connection will be used.\n"},
		{flags.Args{Limit: "10"}, downloads.Sequential, "DELAY site: http://localhost:8001/flags\n" +
			"Searching for 10 flags: BD, BR, CD, CN, DE, EG, ET, FR, ID, IN\n1 connection will be used.\n"},
		{flags.Args{Limit: "11"}, downloads.Sequential, "DELAY site: http://localhost:8001/flags\n" +
			"Searching for 11 flags: from BD to IR\n1 connection will be used.\n"},
	} {
		options, errs := test.args.Options()
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		plan := downloads.Plan{Codes: options.Codes, Site: "DELAY", Workers: options.Connections()}
		if got := downloads.Opening(plan, test.run, "http://localhost:8001/flags"); got != test.want {
			t.Errorf("%+v:\n%s\nwant\n%s", test.args, got, test.want)
		}
	}
}

func TestVerboseLines(t *testing.T) {
	plan := downloads.Plan{Codes: []string{"AA", "BR", "CD", "CN", "US", "ZW"}}
	w := (&clock{}).writer()
	r := downloads.Watch(plan, w.Begin(downloads.Threads))
	r.Done("BR", flags.Outcome{Result: flags.Result{Found: true}})
	r.Done("CD", flags.Outcome{Err: &flags.HTTPError{Status: 418}})
	r.Done("AA", flags.Outcome{})
	r.Done("CN", flags.Outcome{Err: &flags.TimeoutError{Limit: 3100 * ms}})
	r.Done("US", flags.Outcome{Err: &flags.ImageError{ContentType: "text/html"}})
	r.Done("ZW", flags.Outcome{Err: context.Canceled})
	s := at(plan, w.Since(0), downloads.Threads, 0)
	want := "BR OK\nCD error: HTTP error 418 - I'm a Teapot\nAA not found\nCN error: timed out after 3.1s\n" +
		"US error: bad image: the answer is not a GIF (text/html)\nZW cancelled\n"
	got := ""
	for _, task := range s.Order {
		got += downloads.VerboseLine(plan.Codes[task], s.Tasks[task]) + "\n"
	}
	if got != want {
		t.Errorf("log\n%s\nwant\n%s", got, want)
	}
}

func TestClosing(t *testing.T) {
	const line = "--------------------\n"
	for want, s := range map[string]downloads.Snapshot{
		"": {State: runlog.Running, Counts: flags.Counts{OK: 1}},
		line + " 43 flags downloaded.\n 35 not found.\n  1 error.\nElapsed time: 2.69s\n": {
			State: runlog.Finished, Counts: flags.Counts{OK: 43, NotFound: 35, Errors: 1}, Elapsed: 2690 * ms},
		line + "  1 flag downloaded.\nElapsed time: 0.00s\n": {
			State: runlog.Finished, Counts: flags.Counts{OK: 1}},
		line + "  0 flags downloaded.\n  2 errors.\nElapsed time: 61.01s\n": {
			State: runlog.Finished, Counts: flags.Counts{Errors: 2}, Elapsed: 61010 * ms},
		line + "194 flags downloaded.\n482 not found.\nElapsed time: 1.50s\n": {
			State: runlog.Finished, Counts: flags.Counts{OK: 194, NotFound: 482}, Elapsed: 1500 * ms},
		line + "  2 flags downloaded.\n  3 cancelled.\nElapsed time: 1.00s\n": {
			State: runlog.Cancelled, Counts: flags.Counts{OK: 2, Cancelled: 3}, Elapsed: time.Second},
		line + "  0 flags downloaded.\n*** no pool\nElapsed time: 0.00s\n": {
			State: runlog.Failed, Message: "no pool"},
	} {
		if got := downloads.Closing(&s); got != want {
			t.Errorf("%+v:\n%s\nwant\n%s", s.Counts, got, want)
		}
	}
}

func TestProgressLine(t *testing.T) {
	for _, test := range []struct {
		done, total int
		elapsed     time.Duration
		want        string
	}{
		{2, 78, 122925 * time.Microsecond, "  3%|▎         | 2/78 [00:00<00:04, 16.27it/s]"},
		{78, 78, 724700 * time.Microsecond, "100%|██████████| 78/78 [00:00<00:00, 107.63it/s]"},
		{0, 78, 0, "  0%|          | 0/78 [00:00<?, ?it/s]"},
		{0, 78, 3 * time.Second, "  0%|          | 0/78 [00:03<?, ?it/s]"},
		{39, 78, 39 * time.Second, " 50%|█████     | 39/78 [00:39<00:39,  1.00it/s]"},
		{1, 20, 4 * time.Second, "  5%|▌         | 1/20 [00:04<01:16,  4.00s/it]"},
		{1, 676, 10 * time.Second, "  0%|          | 1/676 [00:10<1:52:30, 10.00s/it]"},
		{1, 1, 0, "100%|██████████| 1/1 [00:00<?, ?it/s]"},
		{0, 0, 0, "  0%|          | 0/0 [00:00<?, ?it/s]"},
	} {
		if got := downloads.ProgressLine(test.done, test.total, test.elapsed); got != test.want {
			t.Errorf("%d of %d after %v:\n%s\nwant\n%s", test.done, test.total, test.elapsed, got, test.want)
		}
	}
}

func TestTranscript(t *testing.T) {
	plan, events := script()
	if got, want := downloads.Transcript(plan, at(plan, events, downloads.Threads, 250*ms)), "CN "; got != want {
		t.Errorf("under way: %q, want %q", got, want)
	}
	if got, want := downloads.Transcript(plan, at(plan, events, downloads.Threads, time.Hour)), "CN \n1 flag downloaded in 0.40s\n1 not found\n1 error\n"; got != want {
		t.Errorf("transcript %q, want %q", got, want)
	}
	plan = delayed(flags.Pop20(), 20, 200*ms)
	m, _ := do(t, plan, []string{downloads.Sequential}, site{})
	want := "BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN \n20 flags downloaded in 4.00s\n"
	if got := downloads.Transcript(plan, m.Run(downloads.Sequential)); got != want {
		t.Errorf("transcript %q, want %q", got, want)
	}
}
