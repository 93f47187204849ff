package processes

import (
	"fmt"
	"math"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/runlog"
)

func (p price) String() string {
	switch {
	case p.Bytes >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(p.Bytes)/(1<<20))
	case p.Bytes > 0:
		return fmt.Sprintf("%.1f KB", float64(p.Bytes)/(1<<10))
	}
	return short(p.Took)
}

// priceList is the state of the measurement at one moment.
type priceList struct {
	prices  []price
	state   runlog.State
	message string // why it failed
}

// Apply implements [runlog.Model].
func (m *priceList) Apply(e runlog.Event) {
	if e.Task == runlog.Whole {
		m.state = e.State
	}
	switch d := e.Detail.(type) {
	case *price:
		m.prices = append(m.prices, *d)
	case *outcome:
		m.message = d.Message
	}
}

func (m *priceList) took(name string) time.Duration {
	for _, p := range m.prices {
		if p.Name == name {
			return p.Took
		}
	}
	return 0
}

// ratio is how many goroutines start in the time of one worker; 0 if that is not known.
func (m *priceList) ratio() float64 {
	one, worker := m.took(aGoroutine), m.took(aWorker)
	if one <= 0 {
		return 0
	}
	return float64(worker) / float64(one)
}

// Model implements bench.Experiment.
func (prices) Model() runlog.Model { return &priceList{} }

// View implements bench.Experiment.
func (prices) View(m runlog.Model, at bench.Moment) bench.View {
	list := m.(*priceList)
	v := bench.View{Status: fmt.Sprintf("%d prices measured", len(list.prices))}
	switch {
	case list.message != "":
		v.Verdict.Problem = problem(list.message)
	case at.Phase == bench.Stopped:
		v.Verdict.Problem = "The measurement was cancelled."
	case list.state == runlog.Finished && list.ratio() > 0:
		v.Verdict = bench.Verdict{
			Figures:  []string{round(list.ratio())},
			Sentence: "goroutines start in the time of one worker.",
			Note:     fmt.Sprintf("A worker pays off if its work takes much longer than %s.", short(list.took(aWorker))),
		}
	}
	table := chart.Table{Caption: "What each costs", Head: []string{"What", "Price"}}
	for i := range at.Ghosts {
		table.Head = append(table.Head, fmt.Sprintf("Link %d", i+1))
	}
	for i, p := range list.prices {
		row := []string{p.Name, p.String()}
		for _, ghost := range at.Ghosts { // other machines
			theirs := ""
			if other := ghost.(*priceList).prices; i < len(other) && other[i].Name == p.Name {
				theirs = other[i].String()
			}
			row = append(row, theirs)
		}
		table.Rows = append(table.Rows, row)
	}
	if len(list.prices) == 0 {
		table.Head = table.Head[:2]
		table.Rows = [][]string{{"Nothing yet: everything here is measured when you press Run.", ""}}
	}
	note := "measured on this machine, when you ask"
	if at.Example {
		note = "recorded"
	}
	v.Panels = []bench.Panel{{Title: "The price list", Note: note, Run: priced, State: list.state, Body: []bench.Body{
		bench.Table{Table: table},
		bench.Prose{Text: "A worker has its own instance of this program and its own memory; a goroutine has a stack that grows. Copied data exists twice; transferred data changes hands, and its sender loses it."},
	}}}
	return v
}

// guessPrice asks how dear a worker is.
func guessPrice() []bench.Prediction {
	return []bench.Prediction{bench.PredictNumber("price", "A worker costs as much as", []float64{10, 100, 1000, 10_000}, " goroutines", func(m runlog.Model) (float64, string) {
		r := m.(*priceList).ratio()
		return r, fmt.Sprintf("%s goroutines start in the time of one worker.", round(r))
	})}
}

// round writes a number with two digits that count.
func round(x float64) string {
	if x < 10 {
		return chart.FormatNumber(math.Round(x*10) / 10)
	}
	unit := 1.0
	for x/unit >= 100 {
		unit *= 10
	}
	return chart.FormatNumber(float64(int(x/unit+0.5)) * unit)
}
