package flags2

import (
	"fmt"
	"strconv"

	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
)

// fields are the options of the book under their names, and what this lab adds. They are checked by [planOf], in the
// words of the book's programs.
var fields = []form.Field{
	{Name: "program", Label: "Program", Kind: form.Choice, Default: "threadpool", Options: programOptions()},
	{Name: "cc", Label: "CC…", Hint: "Letters and pairs of letters: a b BR. Empty: the 20 most populous.",
		Options: []form.Option{{Value: "", Label: "Top 20"}, {Value: "A B C", Label: "78 codes, 43 flags"}, {Value: "BR CN ID IN US", Label: "Five"}}},
	{Name: "all", Label: "-a, --all", Kind: form.Toggle, Default: "0", Hint: "All 194 codes that have a flag, whatever CC says."},
	{Name: "every", Label: "-e, --every", Kind: form.Toggle, Default: "0", Hint: "All 676 codes from AA to ZZ, whatever -a says."},
	{Name: "limit", Label: "-l, --limit", Hint: "Only the first N codes. Empty: all."},
	{Name: "max_req", Label: "-m, --max_req", Aliases: []string{"workers"}, Hint: "Concurrent connections.", Derived: func(v form.Values) string {
		program, _ := flags.ProgramByName(v.Get("program"))
		return strconv.Itoa(program.Default)
	}},
	{Name: "server", Label: "-s, --server", Kind: form.Choice, Default: flags.DefaultServer, Aliases: []string{"site"}, Options: downloads.Sites},
	{Name: "verbose", Label: "-v, --verbose", Kind: form.Toggle, Default: "0", Display: true, Hint: "A line for each code instead of the progress bar."},
	{Name: "delay", Label: "Delay", Default: "0.5-5", Unit: "s", Shown: hasWeather, Hint: "Second edition: 0.5-5. First edition: 0.5.",
		Options: []form.Option{{Value: "0.5-5", Label: "second edition"}, {Value: "0.5", Label: "first edition"}, {Value: "0.2", Label: ""}, {Value: "0", Label: "none"}}},
	{Name: "errors", Label: "Errors", Shown: hasWeather, Hint: "The share of answers that are 418, from 0 to 1.", Derived: func(v form.Values) string {
		site, _ := flags.SiteByLabel(v.Get("server"))
		return form.FormatNumber(site.Weather.ErrorRate)
	}},
	{Name: "seed", Label: "Seed", Default: "1", Shown: hasWeather, Hint: "The same seed makes the same delays and errors."},
	{Name: "timeout", Label: "Time-out", Kind: form.Number, Default: "3.1", Min: 0.1, Max: 60, Unit: "s", Hint: "The client gives up after this long."},
	{Name: "attempts", Label: "Attempts", Kind: form.Number, Default: "1", Min: 1, Max: downloads.MaxAttempts, Whole: true, Hint: "Tries for each download. A 404 is not a failure."},
	{Name: "backoff", Label: "Backoff", Kind: form.Number, Default: "0.2", Min: 0, Max: flags.MaxDelay.Seconds(), Unit: "s", Hint: "The wait before the second attempt. It doubles each time.",
		Shown: func(v form.Values) bool { return v.Get("attempts") != "1" }},
	{Name: "command", Label: "The same as a command", Derived: commandLine, Expand: readCommand, Hint: "Copy it, or paste one here."},

	{Name: "filter", Kind: form.Choice, Hidden: true, Display: true, Options: filterOptions()},
	{Name: "select", Hidden: true, Display: true}, // the code whose history is shown
}

func programOptions() (list []form.Option) {
	for _, program := range flags.Programs() {
		list = append(list, form.Option{Value: program.Name, Label: program.File})
	}
	return list
}

func hasWeather(v form.Values) bool {
	return downloads.Plan{Site: v.Get("server")}.HasWeather()
}

// argsOf are the settings as arguments of a program. What has its default is not given.
func argsOf(v form.Values) flags.Args {
	text := func(name string) string {
		if !v.Given(name) {
			return ""
		}
		return v.Get(name)
	}
	return flags.Args{
		Program: v.Get("program"), CC: v.Get("cc"), All: v.On("all"), Every: v.On("every"),
		Limit: text("limit"), MaxReq: text("max_req"), Server: text("server"), Verbose: v.On("verbose"),
		Delay: text("delay"), Errors: text("errors"), Seed: text("seed"), Timeout: text("timeout"), Attempts: text("attempts"), Backoff: text("backoff"),
	}
}

func commandLine(v form.Values) string { return argsOf(v).CommandLine() }

// toggle is what a Toggle holds.
var toggle = map[bool]string{true: "1", false: "0"}

// readCommand applies a command line. Every setting that it does not name gets its default, except the program,
// as a line may begin with its options.
func readCommand(v form.Values, line string) (form.Values, error) {
	args, err := flags.ParseCommandLine(line)
	if err != nil {
		return v, err
	}
	if args.Program != "" {
		v = v.With("program", args.Program)
	}
	v = v.With("cc", args.CC).With("all", toggle[args.All]).With("every", toggle[args.Every]).With("limit", args.Limit).With("verbose", toggle[args.Verbose])
	for _, option := range []struct{ name, text string }{
		{"max_req", args.MaxReq}, {"server", args.Server}, {"delay", args.Delay}, {"errors", args.Errors}, {"seed", args.Seed},
		{"timeout", args.Timeout}, {"attempts", args.Attempts}, {"backoff", args.Backoff},
	} {
		v = v.Without(option.name)
		if option.text != "" {
			v = v.With(option.name, option.text)
		}
	}
	return v, nil
}

// settings are the parsed settings.
type settings struct {
	downloads.Plan
	options flags.Options
	run     string // the name of the run that the program makes
}

// planOf reads the settings. They make sense only if there are no errors.
func planOf(v form.Values) (settings, form.Errors) {
	errs := form.Errors{}
	note := func(name string, err error) {
		if err != nil {
			errs[name] = err.Error()
		}
	}
	options, usage := argsOf(v).Options()
	for _, err := range usage {
		errs[err.Field] = err.Message
	}
	s := settings{options: options, run: downloads.Threads}
	if options.Program.Name == downloads.Sequential {
		s.run = downloads.Sequential
	}
	s.Plan = downloads.Plan{Codes: options.Codes, Site: options.Server, Workers: options.Connections(), Timeout: v.Seconds("timeout")}
	s.Retry = flags.Retry{Attempts: v.Int("attempts"), Backoff: v.Seconds("backoff")}
	var err error
	s.Weather.Seed, err = flags.ParseSeed(v.Get("seed"))
	note("seed", err)
	if s.HasWeather() {
		s.Weather.MinDelay, s.Weather.MaxDelay, err = flags.ParseDelay(v.Get("delay"))
		note("delay", err)
		s.Weather.ErrorRate, err = flags.ParseErrorRate(v.Get("errors"))
		note("errors", err)
	}
	return s, errs
}

// connections says how many downloads are under way at once.
func (s settings) connections() string {
	if n := s.WorkersOf(s.run); n > 1 {
		return fmt.Sprintf("%d connections", n)
	}
	return "1 connection"
}
