package lab_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

func TestFlags2Defaults(t *testing.T) {
	plan, errs := lab.Flags2{}.Plan()
	if len(errs) > 0 || plan.Site != "LOCAL" || plan.Workers != 20 || !slices.Equal(plan.Codes, flags.Pop20()) ||
		plan.Timeout != 3100*ms || plan.Retry.Attempts > 1 || plan.Weather.MaxDelay != 0 {
		t.Errorf("plan %+v, %v", plan, errs)
	}
	for server, want := range map[string]flags.Weather{
		"DELAY": {MinDelay: 500 * ms, MaxDelay: 5 * time.Second, Seed: 1},
		"error": {MinDelay: 500 * ms, MaxDelay: 5 * time.Second, ErrorRate: 0.25, Seed: 1},
	} {
		if plan, errs := (lab.Flags2{Args: flags.Args{Server: server}}).Plan(); len(errs) > 0 || plan.Weather != want {
			t.Errorf("%s: %+v, %v", server, plan.Weather, errs)
		}
	}
}

func TestFlags2RoundTrip(t *testing.T) {
	query := url.Values{"program": {"sequential"}, "cc": {"a b"}, "all": {"1"}, "every": {"1"}, "limit": {"20"}, "max_req": {"5"}, "server": {"ERROR"},
		"verbose": {"1"}, "delay": {"0.5"}, "errors": {"0.5"}, "seed": {"7"}, "timeout": {"2"}, "attempts": {"3"}, "backoff": {"0.1"}}
	form := lab.Flags2FromQuery(query)
	if got := form.Query().Encode(); got != query.Encode() {
		t.Errorf("query %s, want %s", got, query.Encode())
	}
	if form.Run() != lab.Sequential || (lab.Flags2{}).Run() != lab.Threads {
		t.Error("the program does not say which run it makes")
	}
	if got := lab.Flags2FromQuery(url.Values{"server": {"LOCAL"}, "program": {"threadpool"}, "timeout": {"3.1"}, "all": {"0"}}).Query().Encode(); got != "" {
		t.Errorf("defaults are written: %q", got)
	}
	form = lab.Flags2FromQuery(url.Values{"site": {"DELAY"}, "workers": {"7"}})
	if form.Server != "DELAY" || form.MaxReq != "7" {
		t.Errorf("the names of the other labs are not understood: %+v", form)
	}
}

func TestFlags2TakesACommandLine(t *testing.T) {
	form := lab.Flags2{Args: flags.Args{Program: "sequential", CC: "z"}, Seed: "5"}
	args, err := flags.ParseCommandLine("-s LOCAL -l 3 a")
	if err != nil {
		t.Fatal(err)
	}
	form.SetArgs(args)
	if got := form.Query().Encode(); got != "cc=a&limit=3&program=sequential&seed=5" {
		t.Errorf("form %s", got)
	}
}

func TestFlags2SaysWhatIsWrong(t *testing.T) {
	for name, texts := range map[string][]string{
		"program":  {"flags2_asyncio.py"},
		"cc":       {"ABC", "ß", "1"},
		"limit":    {"0", "x"},
		"max_req":  {"0", "-1", "x"},
		"server":   {"MARS"},
		"delay":    {"11", "x"},
		"errors":   {"2"},
		"seed":     {"-1"},
		"timeout":  {"0"},
		"attempts": {"0", "11", "x"},
		"backoff":  {"-1", "11", "0.1-0.2"},
	} {
		for _, text := range texts {
			form := lab.Flags2{Args: flags.Args{Server: "ERROR"}}
			form.Set(name, text)
			_, errs := form.Plan()
			if len(errs) != 1 || errs[name] == "" {
				t.Errorf("%s=%s: %v", name, text, errs)
			}
			if form.Get(name) != text {
				t.Errorf("%s lost what was typed: %q", name, form.Get(name))
			}
		}
	}
}

func TestExpected(t *testing.T) {
	plan, _ := lab.Flags2{Args: flags.Args{CC: "a b c"}}.Plan()
	if c, _ := plan.Expected(lab.Threads); c != (flags.Counts{OK: 43, NotFound: 35}) {
		t.Errorf("%+v", c)
	}
	plan, _ = lab.Flags2{Args: flags.Args{CC: "a b c", Server: "DELAY"}, Delay: "0.5"}.Plan()
	if c, least := plan.Expected(lab.Threads); c != (flags.Counts{OK: 43, NotFound: 35}) || least != 1500*ms {
		t.Errorf("%+v, %v", c, least)
	}
	plan, _ = lab.Flags2{Args: flags.Args{CC: "a b c", Server: "DELAY"}, Delay: "5"}.Plan()
	if c, _ := plan.Expected(lab.Threads); c != (flags.Counts{Errors: 78}) {
		t.Errorf("beyond the time-out: %+v", c)
	}
	plan, _ = lab.Flags2{Args: flags.Args{All: true, Server: "ERROR"}, Delay: "0.5", Attempts: "10"}.Plan()
	if c, _ := plan.Expected(lab.Threads); c != (flags.Counts{OK: 194}) {
		t.Errorf("with ten attempts: %+v", c)
	}
}
