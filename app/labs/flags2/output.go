package flags2

import (
	"strings"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// beside is the panel beside the workers: what the program prints, or the history of the code that is selected.
func (v view) beside() bench.Panel {
	if v.task >= 0 {
		return v.history()
	}
	verbose := v.at.Values.On("verbose")
	return bench.Panel{
		Title: "Output", Wide: 4,
		Controls: []bench.Control{{Label: "-v", Set: map[string]string{"verbose": toggle[!verbose]}, Toggle: true, Pressed: verbose, Hint: "Verbose: a line for each code"}},
		Body:     []bench.Body{bench.Lines{Name: "Output of the program", Lines: v.output(), Scroll: true}},
	}
}

// output is what the book's program prints up to this moment, below its command.
func (v view) output() []bench.Line {
	lines := []bench.Line{{Text: "$ python3 " + commandLine(v.at.Values), Kind: runlog.Pending}}
	if v.s.State == "" {
		return lines
	}
	add := func(text string) {
		for line := range strings.Lines(text) {
			lines = append(lines, bench.Line{Text: strings.TrimSuffix(line, "\n")})
		}
	}
	add(downloads.Opening(v.Plan, v.run, v.url()))
	if v.at.Values.On("verbose") {
		for _, task := range v.s.Order {
			line := bench.Line{Text: downloads.VerboseLine(v.Codes[task], v.s.Tasks[task])}
			if v.s.Tasks[task].State == runlog.Failed {
				line.Kind = runlog.Failed
			}
			lines = append(lines, line)
		}
	} else {
		elapsed := v.s.Elapsed
		if !v.s.Done() {
			elapsed = max(elapsed, v.at.T)
		}
		add(downloads.ProgressLine(len(v.s.Order), len(v.s.Tasks), elapsed))
	}
	add(downloads.Closing(v.s))
	return lines
}

// url is where the site is.
func (v view) url() string {
	setup := v.network.Setup()
	site, _ := flags.SiteByLabel(v.Site)
	switch {
	case setup.Static:
		return "simulated in this page"
	case v.Site == flags.Remote().Label && setup.Upstream != "":
		return setup.Upstream
	}
	return setup.Origin + site.Path
}

// history is the life of one code: when it waited for whom, and how each attempt ended.
func (v view) history() bench.Panel {
	task, code := v.s.Tasks[v.task], v.Codes[v.task]
	panel := bench.Panel{Title: title(code), Wide: 4, Controls: []bench.Control{{Label: "Close", Set: map[string]string{"select": ""}}}}
	card := bench.Card{Code: code, State: task.State, Status: task.Detail.Status(), Title: sentenceCase(stateOf(task)), Lines: facts(task)}
	if !task.State.Done() {
		card.Status = ""
	}
	if card.Status == "ok" {
		card.Image = func() string { return v.image(v.task) }
	}
	panel.Body = []bench.Body{bench.Cards{Name: "History of " + code, Wide: 400, Cards: []bench.Card{card}}}
	if rows := attempts(task); len(rows) > 0 {
		panel.Body = append(panel.Body, bench.Table{Table: chart.Table{Caption: "Attempts", Head: []string{"", "Began", "Took", "Ended", "Then waited"}, Rows: rows}})
	}
	return panel
}

// title names a code: BR: Brazil.
func title(code string) string {
	if country := flags.Country(code); country != "" && country != code {
		return code + ": " + country
	}
	return code
}

func sentenceCase(text string) string {
	return strings.ToUpper(text[:1]) + text[1:]
}
