package flags

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestOptionsDefaults(t *testing.T) {
	o, errs := Args{}.Options()
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if o.Program.Name != "threadpool" || o.Server != "LOCAL" || !slices.Equal(o.Codes, Pop20()) || o.Connections() != 20 {
		t.Errorf("options %+v, %d connections", o, o.Connections())
	}
}

func TestOptionsSelectCodes(t *testing.T) {
	for _, test := range []struct {
		args        Args
		n           int
		first, last string
	}{
		{Args{CC: "a b c"}, 78, "AA", "CZ"},
		{Args{CC: "C,b a AA ab"}, 78, "AA", "CZ"},
		{Args{CC: "us br US"}, 2, "BR", "US"},
		{Args{All: true, CC: "br"}, 194, "AD", "ZW"},
		{Args{Every: true, All: true, CC: "br"}, 676, "AA", "ZZ"},
		{Args{Every: true, CC: "ß"}, 676, "AA", "ZZ"}, // not looked at
		{Args{Limit: "1"}, 1, "BD", "BD"},
		{Args{Limit: "20", CC: "z a"}, 20, "AA", "AT"},
		{Args{Limit: "25", CC: "z"}, 25, "ZA", "ZY"},
		{Args{Limit: "1000", CC: "z"}, 26, "ZA", "ZZ"},
		{Args{Limit: "99999999999999999999"}, 20, "BD", "VN"},
	} {
		o, errs := test.args.Options()
		if len(errs) > 0 || len(o.Codes) != test.n || o.Codes[0] != test.first || o.Codes[test.n-1] != test.last {
			t.Errorf("%+v: %v, %v; want %d from %s to %s", test.args, o.Codes, errs, test.n, test.first, test.last)
		}
	}
}

func TestConnections(t *testing.T) {
	for _, test := range []struct {
		args Args
		want int
	}{
		{Args{CC: "a b c"}, 30},
		{Args{CC: "a"}, 26},
		{Args{CC: "a", MaxReq: "7"}, 7},
		{Args{Every: true, MaxReq: "5000"}, 676},
		{Args{Every: true, MaxReq: "500"}, 500},
		{Args{Every: true, Program: "sequential", MaxReq: "30"}, 1},
		{Args{Program: "flags2_sequential.py"}, 1},
		{Args{Limit: "1"}, 1},
	} {
		o, errs := test.args.Options()
		if len(errs) > 0 || o.Connections() != test.want {
			t.Errorf("%+v: %d connections, %v; want %d", test.args, o.Connections(), errs, test.want)
		}
	}
	if got := (Program{Default: 30, Max: 1000}).Connections(5000, 5000); got != 1000 {
		t.Errorf("%d connections, want the maximum", got)
	}
}

func TestUsageErrorsNameTheirField(t *testing.T) {
	for _, test := range []struct {
		args        Args
		field, want string
	}{
		{Args{MaxReq: "0"}, "max_req", `"0" is not valid: max_req must be ≥ 1, a whole number`},
		{Args{MaxReq: "-99999999999999999999"}, "max_req", `"-99999999999999999999" is not valid: max_req must be ≥ 1, a whole number`},
		{Args{MaxReq: "many"}, "max_req", `"many" is not valid: max_req must be ≥ 1, a whole number`},
		{Args{MaxReq: "1.5"}, "max_req", `"1.5" is not valid: max_req must be ≥ 1, a whole number`},
		{Args{Limit: "0"}, "limit", `"0" is not valid: limit must be ≥ 1, a whole number`},
		{Args{Limit: "-3"}, "limit", `"-3" is not valid: limit must be ≥ 1, a whole number`},
		{Args{Limit: "+-3"}, "limit", `"+-3" is not valid: limit must be ≥ 1, a whole number`},
		{Args{Server: "MARS"}, "server", `"MARS" is not valid: server must be one of DELAY, ERROR, LOCAL, REMOTE`},
		{Args{CC: "ABC"}, "cc", `"ABC" is not valid: each CC must be A to Z or AA to ZZ`},
		{Args{CC: "BR ß"}, "cc", `"ß" is not valid: each CC must be A to Z or AA to ZZ`},
		{Args{CC: "ALL"}, "cc", `"ALL" is not valid: each CC must be A to Z or AA to ZZ`},
		{Args{CC: "b1"}, "cc", `"b1" is not valid: each CC must be A to Z or AA to ZZ`},
		{Args{CC: "ſ"}, "cc", `"ſ" is not valid: each CC must be A to Z or AA to ZZ`}, // whose upper case is S
		{Args{Program: "flags2_asyncio.py"}, "program", `"flags2_asyncio.py" is not valid: program must be flags2_sequential.py or flags2_threadpool.py`},
	} {
		_, errs := test.args.Options()
		if len(errs) != 1 || errs[0].Field != test.field || errs[0].Message != test.want {
			t.Errorf("%+v: %v, want %s: %s", test.args, errs, test.field, test.want)
		}
	}
	_, errs := Args{Program: "x", CC: "1", Limit: "0", MaxReq: "0", Server: "x"}.Options()
	if len(errs) != 5 {
		t.Errorf("%d errors for five bad fields: %v", len(errs), errs)
	}
}

func TestServersInAnyCase(t *testing.T) {
	for _, label := range []string{"delay", "Error", "LOCAL", "rEmOtE"} {
		if o, errs := (Args{Server: label}).Options(); len(errs) > 0 || o.Server != strings.ToUpper(label) {
			t.Errorf("%s: %s, %v", label, o.Server, errs)
		}
	}
}

func TestParseCommandLine(t *testing.T) {
	abc := Args{Program: "threadpool", CC: "a b c"}
	with := func(change func(*Args)) Args {
		a := abc
		change(&a)
		return a
	}
	for line, want := range map[string]Args{
		"":                                                  {},
		"flags2_threadpool.py":                              {Program: "threadpool"},
		"flags2_sequential.py -a":                           {Program: "sequential", All: true},
		"flags2_threadpool.py a b c":                        abc,
		"flags2_threadpool a b c":                           abc,
		"$ python3 flags2_threadpool.py a b c":              abc,
		"python3.14 ./flags2_threadpool.py a b c":           abc,
		"%run flags2_threadpool.py -v -s REMOTE a b c":      with(func(a *Args) { a.Verbose, a.Server = true, "REMOTE" }),
		"  flags2_threadpool.py\t-s  DELAY -l 20 a b c\n":   with(func(a *Args) { a.Server, a.Limit = "DELAY", "20" }),
		"flags2_threadpool.py --limit=20 a b c":             with(func(a *Args) { a.Limit = "20" }),
		"flags2_threadpool.py --lim 20 --ser=error a b c":   with(func(a *Args) { a.Limit, a.Server = "20", "error" }),
		"flags2_threadpool.py -l20 -m=7 a b c":              with(func(a *Args) { a.Limit, a.MaxReq = "20", "7" }),
		"flags2_threadpool.py -vl20 a b c":                  with(func(a *Args) { a.Verbose, a.Limit = true, "20" }),
		"flags2_threadpool.py -vaes LOCAL a b c":            with(func(a *Args) { a.Verbose, a.All, a.Every, a.Server = true, true, true, "LOCAL" }),
		"flags2_threadpool.py -l 5 -l 6 a b c":              with(func(a *Args) { a.Limit = "6" }),
		"flags2_threadpool.py -l -5 a b c":                  with(func(a *Args) { a.Limit = "-5" }),
		"flags2_threadpool.py --max_req 3 -- a b c":         with(func(a *Args) { a.MaxReq = "3" }),
		"flags2_threadpool.py a -l 5 b c":                   with(func(a *Args) { a.Limit = "5" }),
		`flags2_threadpool.py "a" 'b' "c"`:                  abc,
		`python .\flags2_threadpool.py -l 5 a b c`:          with(func(a *Args) { a.Limit = "5" }),
		`py "C:\my book\flags2_threadpool.py" a b c`:        abc,
		"-s DELAY br":                                       {Server: "DELAY", CC: "br"},
		"--delay 0.5-5 --errors=0.25 --seed 7 --s ERROR br": {Delay: "0.5-5", Errors: "0.25", Seed: "7", Server: "ERROR", CC: "br"},
		"--timeout 2 --attempts 3 --backoff 0.1 --e --a":    {Timeout: "2", Attempts: "3", Backoff: "0.1", Every: true, All: true},
		"br us": {CC: "br us"},
		"flags2_threadpool.py -s 'two words' -m \"it's\" a\\ b": {Program: "threadpool", Server: "two words", MaxReq: "it's", CC: "a b"},
	} {
		if got, err := ParseCommandLine(line); err != nil || got != want {
			t.Errorf("%q reads\n%+v, %v; want\n%+v", line, got, err, want)
		}
	}
}

func TestCommandLineErrors(t *testing.T) {
	for line, want := range map[string]string{
		"flags2_asyncio.py":               "program",
		"flags.py":                        "program",
		"flags2_threadpool.py -x":         "",
		"flags2_threadpool.py -vx":        "",
		"flags2_threadpool.py --nothing":  "",
		"flags2_threadpool.py --delay":    "delay",
		"flags2_threadpool.py --del 1":    "",
		"flags2_threadpool.py --se 1 -x":  "",
		"flags2_threadpool.py -l":         "limit",
		"flags2_threadpool.py -l -v":      "limit",
		"flags2_threadpool.py -l --":      "limit",
		"flags2_threadpool.py --limit= a": "limit",
		"flags2_threadpool.py -s ''":      "server",
		"flags2_threadpool.py --all=yes":  "all",
		"flags2_threadpool.py 'a":         "",
	} {
		_, err := ParseCommandLine(line)
		usage, ok := err.(*UsageError)
		if !ok || usage.Field != want || usage.Message == "" {
			t.Errorf("%q: error %#v, want one for %q", line, err, want)
		}
	}
}

func TestCommandLine(t *testing.T) {
	for want, args := range map[string]Args{
		"flags2_threadpool.py":                         {},
		"flags2_sequential.py -v A B C":                {Program: "sequential", Verbose: true, CC: "A, B  C"},
		"flags2_threadpool.py -a -e -l 20 -m 5 -s X":   {All: true, Every: true, Limit: "20", MaxReq: "5", Server: "X"},
		"flags2_threadpool.py --limit=-1 -s 'a b'":     {Limit: "-1", Server: "a b"},
		"flags2_threadpool.py --delay 0.5 --errors=-1": {Delay: "0.5", Errors: "-1"},
		"flags2_threadpool.py -m 'it'\\''s' -- -x 'ß'": {MaxReq: "it's", CC: "-x ß"},
	} {
		if got := args.CommandLine(); got != want {
			t.Errorf("%+v is written %s, want %s", args, got, want)
		}
	}
}

// Whatever a form holds, its command line reads back as the same form.
func FuzzCommandLineRoundTrip(f *testing.F) {
	f.Add(false, "a b c", true, false, "20", "30", "DELAY", true, "0.5", "3")
	f.Add(true, "-x ß 'q' \\", false, true, "-l", "--", "it's \"so\"", false, "-", "--seed")
	f.Fuzz(func(t *testing.T, sequential bool, cc string, all, every bool, limit, maxReq, server string, verbose bool, delay, attempts string) {
		for _, s := range []string{cc, limit, maxReq, server, delay, attempts} {
			if !utf8.ValidString(s) {
				return
			}
		}
		want := Args{Program: "threadpool", All: all, Every: every, Limit: limit, MaxReq: maxReq, Server: server, Verbose: verbose, Delay: delay, Attempts: attempts}
		if sequential {
			want.Program = "sequential"
		}
		want.CC = strings.Join(Args{CC: cc}.words(), " ")
		line := want.CommandLine()
		if got, err := ParseCommandLine(line); err != nil || got != want {
			t.Fatalf("%+v is written\n%s\nwhich reads %+v, %v", want, line, got, err)
		}
	})
}

// No line makes the reader panic, and what it reads can be written and read again.
func FuzzParseCommandLine(f *testing.F) {
	for _, line := range []string{"flags2_threadpool.py -vl20 a b c", "$ python x.py", "-l=", "--=", "- -- -", "'", `\`, "-l -5", "%run run uv py"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		a, err := ParseCommandLine(line)
		if err != nil || !utf8.ValidString(line) {
			return
		}
		options, errs := a.Options()
		if len(errs) == 0 && (len(options.Codes) == 0 || options.Connections() < 1) {
			t.Fatalf("%q gives no codes or no connection: %+v", line, options)
		}
		if a.Program == "" {
			a.Program = "threadpool"
		}
		if again, err := ParseCommandLine(a.CommandLine()); err != nil || again != a {
			t.Fatalf("%q reads %+v, is written %q, reads %+v, %v", line, a, a.CommandLine(), again, err)
		}
	})
}
