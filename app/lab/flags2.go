package lab

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"flaglab/app/flags"
)

// Flags2 is the settings of a run of a flags2 program as a person types them and
// as its permalink spells them: the options of the book, and what this lab adds.
// An empty field stands for its default.
type Flags2 struct {
	flags.Args
	Delay    string // seconds, or a range of them; empty for the site's own
	Errors   string // share from 0 to 1; empty for the site's own
	Seed     string
	Timeout  string // seconds
	Attempts string // 1 to MaxAttempts
	Backoff  string // seconds before the second attempt
}

// MaxAttempts bounds how often one code is tried.
const MaxAttempts = 10

// flags2Field is a field of the form: its name in a permalink, its default, and
// the older or shorter name by which other labs know it.
type flags2Field struct {
	name, fallback, alias string
	text                  func(*Flags2) *string
	flag                  func(*Flags2) *bool
}

var flags2Fields = []flags2Field{
	{name: "program", fallback: "threadpool", text: func(f *Flags2) *string { return &f.Program }},
	{name: "cc", text: func(f *Flags2) *string { return &f.CC }},
	{name: "all", flag: func(f *Flags2) *bool { return &f.All }},
	{name: "every", flag: func(f *Flags2) *bool { return &f.Every }},
	{name: "limit", text: func(f *Flags2) *string { return &f.Limit }},
	{name: "max_req", alias: "workers", text: func(f *Flags2) *string { return &f.MaxReq }},
	{name: "server", alias: "site", fallback: flags.DefaultServer, text: func(f *Flags2) *string { return &f.Server }},
	{name: "verbose", flag: func(f *Flags2) *bool { return &f.Verbose }},
	{name: "delay", text: func(f *Flags2) *string { return &f.Delay }},
	{name: "errors", text: func(f *Flags2) *string { return &f.Errors }},
	{name: "seed", fallback: "1", text: func(f *Flags2) *string { return &f.Seed }},
	{name: "timeout", fallback: "3.1", text: func(f *Flags2) *string { return &f.Timeout }},
	{name: "attempts", fallback: "1", text: func(f *Flags2) *string { return &f.Attempts }},
	{name: "backoff", fallback: "0.2", text: func(f *Flags2) *string { return &f.Backoff }},
}

// Flags2FromQuery reads a permalink. Nothing is checked: see [Flags2.Plan].
func Flags2FromQuery(query url.Values) Flags2 {
	var f Flags2
	for _, field := range flags2Fields {
		text := query.Get(field.name)
		if !query.Has(field.name) && field.alias != "" {
			text = query.Get(field.alias)
		}
		f.Set(field.name, text)
	}
	return f
}

// Set changes the field of that name; a flag is set by any text but the empty one
// and 0. A default is kept as empty, so that equal settings are equal forms.
func (f *Flags2) Set(name, text string) {
	for _, field := range flags2Fields {
		if field.name != name {
			continue
		}
		if field.flag != nil {
			*field.flag(f) = text != "" && text != "0"
			return
		}
		if text == field.fallback {
			text = ""
		}
		*field.text(f) = text
	}
}

// SetArgs takes over the arguments of a command line. What this lab adds stays as
// it is, and the program too if the line names none.
func (f *Flags2) SetArgs(args flags.Args) {
	if args.Program == "" {
		args.Program = f.Program
	}
	f.Args = args
	f.Set("program", f.Program)
	f.Set("server", f.Server)
}

// Get returns the text of the field of that name, or its default; of a flag, 1 or nothing.
func (f Flags2) Get(name string) string {
	for _, field := range flags2Fields {
		switch {
		case field.name != name:
		case field.flag == nil && *field.text(&f) == "":
			return field.fallback
		case field.flag == nil:
			return *field.text(&f)
		case *field.flag(&f):
			return "1"
		}
	}
	return ""
}

// Query writes the permalink. Defaults are left out.
func (f Flags2) Query() url.Values {
	query := url.Values{}
	for _, field := range flags2Fields {
		if field.flag != nil {
			if *field.flag(&f) {
				query.Set(field.name, "1")
			}
		} else if text := *field.text(&f); text != "" {
			query.Set(field.name, text)
		}
	}
	return query
}

// Run is the name of the run that the program makes: sequential or threads.
func (f Flags2) Run() string {
	if program, _ := flags.ProgramByName(f.Program); program.Name == "sequential" {
		return Sequential
	}
	return Threads
}

// Plan reads the settings. The plan makes sense only if there are no errors. Its site
// may be REMOTE, which not every server has.
func (f Flags2) Plan() (Plan, FieldErrors) {
	errs := FieldErrors{}
	note := func(name string, err error) {
		if err != nil {
			errs[name] = err.Error()
		}
	}
	options, usage := f.Options()
	for _, err := range usage {
		errs[err.Field] = err.Message
	}
	site, _ := flags.SiteByLabel(options.Server)
	plan := Plan{Codes: options.Codes, Site: options.Server, Workers: options.Connections(), Weather: site.Weather}

	var err error
	if plan.HasWeather() {
		if f.Delay != "" {
			plan.Weather.MinDelay, plan.Weather.MaxDelay, err = flags.ParseDelay(f.Delay)
			note("delay", err)
		}
		if f.Errors != "" {
			plan.Weather.ErrorRate, err = flags.ParseErrorRate(f.Errors)
			note("errors", err)
		}
	}
	plan.Weather.Seed, err = flags.ParseSeed(f.Get("seed"))
	note("seed", err)
	plan.Timeout, err = parseTimeout(f.Get("timeout"))
	note("timeout", err)

	plan.Retry.Attempts, err = strconv.Atoi(f.Get("attempts"))
	if err != nil || plan.Retry.Attempts < 1 || plan.Retry.Attempts > MaxAttempts {
		errs["attempts"] = fmt.Sprintf("attempts must be a whole number from 1 to %d", MaxAttempts)
	}
	low, high, err := flags.ParseDelay(f.Get("backoff"))
	if err != nil || low != high {
		errs["backoff"] = fmt.Sprintf("backoff must be seconds from 0 to %g", flags.MaxDelay.Seconds())
	}
	plan.Retry.Backoff = low
	return plan, errs
}

// Expected is what the weather lets a run come to, known before it begins: the
// counts, and the least time that it can take.
func (p Plan) Expected(run string) (flags.Counts, time.Duration) {
	var c flags.Counts
	for _, cc := range p.Codes {
		switch _, err := p.expect(cc); {
		case err != nil:
			c.Errors++
		case flags.HasFlag(cc):
			c.OK++
		default:
			c.NotFound++
		}
	}
	return c, p.Ideal(run)
}
