package flags2

import (
	"slices"
	"strings"
	"testing"
	"time"

	"flaglab/app/bench/benchtest"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
)

const ms = time.Millisecond

// read reads the settings of a link, which must be good.
func read(t *testing.T, link string) settings {
	t.Helper()
	v, errs := form.Parse(fields, link)
	s, more := planOf(v)
	if len(errs)+len(more) > 0 {
		t.Fatalf("%s: %v, %v", link, errs, more)
	}
	return s
}

func TestDefaultsAreThoseOfTheBook(t *testing.T) {
	s := read(t, "")
	if s.Site != "LOCAL" || s.Workers != 20 || !slices.Equal(s.Codes, flags.Pop20()) || s.Timeout != 3100*ms ||
		s.Retry.Attempts > 1 || s.Weather.MaxDelay != 0 || s.run != downloads.Threads {
		t.Errorf("%+v", s)
	}
	for server, want := range map[string]flags.Weather{
		"DELAY": {MinDelay: 500 * ms, MaxDelay: 5 * time.Second, Seed: 1},
		"error": {MinDelay: 500 * ms, MaxDelay: 5 * time.Second, ErrorRate: 0.25, Seed: 1},
	} {
		if s := read(t, "server="+server); s.Weather != want {
			t.Errorf("%s: %+v", server, s.Weather)
		}
	}
	if s := read(t, "cc=a+b+c"); len(s.Codes) != 78 || s.Workers != 30 {
		t.Errorf("%d codes, %d workers", len(s.Codes), s.Workers)
	}
	if s := read(t, "cc=a&program=sequential"); s.Workers != 1 || s.run != downloads.Sequential {
		t.Errorf("%d workers, run %s", s.Workers, s.run)
	}
}

// Every link that people have goes on working, and is written again as it was.
func TestLinksAreReadAndWrittenAgain(t *testing.T) {
	for _, link := range []string{
		"",
		"all=1&attempts=3&backoff=0.1&cc=a+b&delay=0.5&errors=0.5&every=1&limit=20&max_req=5&program=sequential&seed=7&server=ERROR&timeout=2&verbose=1",
		"cc=a&filter=not_found&select=AD",
	} {
		v, errs := form.Parse(fields, link)
		if got := v.Query().Encode(); got != link || len(errs) > 0 {
			t.Errorf("%s became %s, %v", link, got, errs)
		}
	}
	v, _ := form.Parse(fields, "server=LOCAL&program=threadpool&timeout=3.1&all=0&max_req=30")
	if got := v.Query().Encode(); got != "" {
		t.Errorf("defaults are written: %q", got)
	}
	if s := read(t, "site=DELAY&workers=7"); s.Site != "DELAY" || s.Workers != 7 {
		t.Errorf("the names of the other labs are not understood: %+v", s)
	}
}

func TestTheCommandIsAnotherWayToWriteTheSettings(t *testing.T) {
	v, errs := form.Parse(fields, "cc=z&seed=5&program=sequential&select=ZA")
	if got := v.Get("command"); got != "flags2_sequential.py --seed 5 z" || len(errs) > 0 {
		t.Errorf("%s, %v", got, errs)
	}
	for line, want := range map[string]string{
		"-s LOCAL -l 3 a": "cc=a&limit=3&program=sequential&select=ZA",
		"$ python3 flags2_threadpool.py --server=delay -vl 20 -m5 a b c":    "cc=a+b+c&limit=20&max_req=5&select=ZA&server=DELAY&verbose=1",
		"flags2_threadpool.py -s ERROR --attempts 3 --errors 0.5 --delay=1": "attempts=3&delay=1&errors=0.5&select=ZA&server=ERROR",
		"flags2_threadpool.py -e --timeout 5 --backoff 1":                   "backoff=1&every=1&select=ZA&timeout=5",
	} {
		w := v.With("command", line)
		if got := w.Query().Encode(); got != want {
			t.Errorf("%s gives %s, want %s", line, got, want)
		}
		// What is shown then is the same command, and reads the same.
		if again := form.New(fields).With("select", "ZA").With("command", w.Get("command")); !again.Equal(w) {
			t.Errorf("%s is shown as %s, which gives %s", line, w.Get("command"), again.Query().Encode())
		}
	}
	w := v.With("command", "flags2_threadpool.py --nothing")
	if errs := w.Check(); !strings.Contains(errs["command"], `"--nothing" is not valid`) || w.Get("command") != "flags2_threadpool.py --nothing" || w.Get("cc") != "z" {
		t.Errorf("%v, %s", errs, w.Get("command"))
	}
}

func TestWhatIsWrongIsSaidWithWhatWouldBeRight(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"program", "flags2_asyncio.py", "one of threadpool, sequential"},
		{"cc", "ABC", "each CC must be A to Z or AA to ZZ"},
		{"cc", "ß", "each CC must be A to Z or AA to ZZ"},
		{"limit", "0", `"0" is not valid: limit must be ≥ 1, a whole number`},
		{"limit", "x", "limit must be ≥ 1"},
		{"max_req", "0", "max_req must be ≥ 1, a whole number"},
		{"max_req", "-1", "max_req must be ≥ 1, a whole number"},
		{"server", "MARS", "one of LOCAL, DELAY, ERROR, REMOTE"},
		{"delay", "11", "seconds from 0 to 10"},
		{"delay", "x", "seconds from 0 to 10"},
		{"errors", "2", "from 0 to 1"},
		{"seed", "-1", "whole number"},
		{"timeout", "0", "from 0.1 to 60"},
		{"timeout", "0x1p3", "from 0.1 to 60"},
		{"attempts", "0", "from 1 to 10"},
		{"attempts", "11", "from 1 to 10"},
		{"backoff", "-1", "from 0 to 10"},
		{"backoff", "0.1-0.2", "from 0 to 10"},
	} {
		v := form.New(fields).With("server", "ERROR").With(test.name, test.text)
		errs := v.Check()
		if len(errs) == 0 {
			_, errs = open(v, &benchtest.Network{})
		}
		if len(errs) != 1 || !strings.Contains(errs[test.name], test.want) {
			t.Errorf("%s=%s: %v, want %q", test.name, test.text, errs, test.want)
		}
		if v.Get(test.name) != test.text {
			t.Errorf("%s lost what was typed: %q", test.name, v.Get(test.name))
		}
	}
	// Codes that are not used are not looked at.
	read(t, "every=1&cc=%C3%9F")
}

func TestAStaticSiteHasNoRemote(t *testing.T) {
	v := form.New(fields).With("server", "REMOTE")
	if _, errs := open(v, &benchtest.Network{Static: true}); errs["server"] == "" {
		t.Error("REMOTE is offered on a site of files")
	}
	if _, errs := open(v, &benchtest.Network{}); len(errs) > 0 {
		t.Errorf("a server that was not asked yet may have REMOTE: %v", errs)
	}
}

// Every preset and every question makes sense.
func TestPresetsFitTogether(t *testing.T) {
	lab := Lab()
	for _, preset := range lab.Presets {
		v := form.New(fields)
		for name, text := range preset.Set {
			v = v.With(name, text)
		}
		if _, errs := open(v, &benchtest.Network{}); len(errs) > 0 || len(v.Check()) > 0 {
			t.Errorf("%s: %v, %v", preset.Name, errs, v.Check())
		}
		s, _ := planOf(v)
		expected, _ := s.Expected(s.run)
		truth := map[kind]int{askFailures: expected.Errors, askFlags: expected.OK}[s.kind(expected)]
		for _, p := range lab.Predictions(v) {
			if len(p.Options) < 2 {
				t.Errorf("%s: one answer to choose from", preset.Name)
			}
			if p.ID != "order" && !slices.ContainsFunc(p.Options, func(o form.Option) bool { return o.Label == form.FormatNumber(float64(truth)) }) {
				t.Errorf("%s: the true answer %d is not among %v", preset.Name, truth, p.Options)
			}
		}
	}
}

func TestQuestions(t *testing.T) {
	for link, want := range map[string]string{
		"":                                     "In which order do these 20 flags arrive? | From BD to VN, on 20 connections. Experiment also has codes without a flag, and servers that fail. | Top 20 · LOCAL",
		"cc=a+b+c":                             "How many of these 78 codes have a flag? | From AA to CZ, on 30 connections. A code without a flag gets a 404. | 78 codes · LOCAL",
		"cc=a+b+c&server=ERROR":                "How many of these 78 downloads fail? | From AA to CZ, on 30 connections. 25% of the answers are errors, and the client gives up after 3.1 s. | 78 codes · ERROR 0.5-5 s · errors 0.25 · seed 1",
		"cc=a+b+c&server=DELAY":                "How many of these 78 downloads fail? | From AA to CZ, on 30 connections. The client gives up after 3.1 s. | 78 codes · DELAY 0.5-5 s · seed 1",
		"cc=br&server=DELAY&delay=5":           "Does this download fail? | BR, on 1 connection. The client gives up after 3.1 s. | BR · DELAY 5 s · seed 1",
		"cc=zz":                                "Does this code have a flag? | ZZ, on 1 connection. A code without a flag gets a 404. | ZZ · LOCAL",
		"cc=br&attempts=2&program=sequential":  "Does this flag arrive? | BR, on 1 connection. Experiment also has codes without a flag, and servers that fail. | BR · LOCAL · sequential · 2 attempts",
		"every=1&server=DELAY&delay=0&seed=20": "How many of these 676 codes have a flag? | From AA to ZZ, on 30 connections. A code without a flag gets a 404. | All 676 codes · DELAY 0 s · seed 20",
	} {
		v, _ := form.Parse(fields, link)
		if got := question(v) + " | " + intro(v) + " | " + summary(v); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", link, got, want)
		}
	}
}
