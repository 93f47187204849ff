package downloads

import (
	"fmt"
	"maps"
	"math"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/runlog"
)

// Comparison compares two runs of one plan.
type Comparison struct {
	Speedup float64 // elapsed of the first / elapsed of the second; 0 if they do not compare
	Share   float64 // of the ideal that the second run reached, 0 to 1; 0 if that is not known
	Problem string  // why the runs do not compare; empty while they are not both over
}

// Compare compares two runs. They are comparable only if both finished, and each code ended in the same way in
// both, as the weather predicted.
func Compare(plan Plan, m *Model, first, second string) (c Comparison) {
	a, b := m.Run(first), m.Run(second)
	if !a.Done() || !b.Done() {
		return c
	}
	for _, run := range []string{first, second} {
		if why := plan.Unexpected(m.Run(run)); why != "" {
			c.Problem = fmt.Sprintf("There is nothing to compare: in the %s run, %s.", RunName(run), why)
			return c
		}
	}
	if c.Problem = unlikeCaches(a, b); c.Problem != "" {
		return c
	}
	if b.Elapsed <= 0 {
		return c
	}
	speedup := a.Elapsed.Seconds() / b.Elapsed.Seconds()
	if why := Doubt(plan.WorkersOf(second), speedup); why != "" {
		c.Problem = fmt.Sprintf("These runs do not count: %s. Run again.", why)
		return c
	}
	c.Speedup = speedup
	if ideal := plan.Ideal(second); ideal > 0 {
		c.Share = min(1, ideal.Seconds()/b.Elapsed.Seconds())
	}
	return c
}

// Doubt says why a pool of workers cannot have been so many times faster than one worker; "" if it can. A little more than their
// number may come of a first request that set up a connection.
func Doubt(workers int, speedup float64) string {
	const tolerance = 1.15
	if speedup <= tolerance*float64(workers) {
		return ""
	}
	return fmt.Sprintf("%s cannot be %s as fast as one. Something else kept this machine or the network busy meanwhile", chart.CountOf(workers, "worker"), FormatSpeedup(speedup))
}

// Slowed reports whether a hidden tab slowed the waits of the runs down: those that are simulated in the page.
func (p Plan) Slowed(network bench.Network, at bench.Moment) bool {
	return at.Hidden && bench.KindOf(network.Setup(), p.Site) == bench.SimulatedRun
}

// RunName is a run's name in a sentence.
func RunName(run string) string {
	switch run {
	case Sequential:
		return "one-at-a-time"
	case Threads:
		return "all-at-once"
	}
	return run
}

// Unexpected says, as the rest of a sentence, what in a finished run differs from its forecast, so that its time
// means nothing; "" if nothing does. Failures made by the weather are in the forecast.
func (p Plan) Unexpected(s *Snapshot) string {
	switch s.State {
	case runlog.Cancelled:
		return "somebody cancelled before the end"
	case runlog.Failed:
		return s.Message
	}
	wrong, first := 0, ""
	for i, task := range s.Tasks {
		if why := p.unexpected(p.Codes[i], task.Detail); why != "" {
			wrong++
			if first == "" {
				first = p.Codes[i] + " " + why
			}
		}
	}
	switch {
	case wrong == 0:
		return ""
	case wrong == 1:
		return first
	}
	return fmt.Sprintf("%d of %d downloads did not go as expected (%s)", wrong, len(s.Tasks), first)
}

func (p Plan) unexpected(cc string, got Detail) string {
	if !p.HasWeather() {
		// The forecast is only that there is an answer: the flag, or that there is none.
		if got.Cause == flags.CauseNone || got.Cause == flags.CauseNotFound && (p.Site == "REMOTE" || !flags.HasFlag(cc)) {
			return ""
		}
		return "got “" + got.Word() + "”"
	}
	want := flags.CauseNone
	_, err := p.expect(cc)
	switch {
	case err != nil:
		want = flags.CauseOf(err)
	case !flags.HasFlag(cc):
		want = flags.CauseNotFound
	}
	if got.Cause == want {
		return ""
	}
	if got.Cause == flags.CauseNone {
		return "arrived, though it should have failed"
	}
	return "got “" + got.Word() + "”"
}

// CacheUses counts, for each use, the downloads that a cache on the server's side had a part in.
func CacheUses(s *Snapshot) map[flags.CacheUse]int {
	uses := map[flags.CacheUse]int{}
	for _, task := range s.Tasks {
		if task.Detail.Cache != flags.CacheUnknown {
			uses[task.Detail.Cache]++
		}
	}
	return uses
}

// unlikeCaches says that a cache answered one run and not the other.
func unlikeCaches(first, second *Snapshot) string {
	a, b := CacheUses(first), CacheUses(second)
	if maps.Equal(a, b) {
		return ""
	}
	return fmt.Sprintf("The runs cannot be compared: the server had cached %d of %d answers of the first, and %d of %d of the second. Run again, now that they are cached.",
		a[flags.CacheHit]+a[flags.CacheStale], len(first.Tasks), b[flags.CacheHit]+b[flags.CacheStale], len(second.Tasks))
}

// FormatSpeedup writes a speed-up with a sensible number of digits: 1.04×, 9.7×, 31×.
func FormatSpeedup(x float64) string {
	switch {
	case x <= 0 || math.IsInf(x, 0) || math.IsNaN(x):
		return "–"
	case x < 2:
		return strconv.FormatFloat(x, 'f', 2, 64) + "×"
	case x < 10:
		return strconv.FormatFloat(x, 'f', 1, 64) + "×"
	}
	return strconv.FormatFloat(x, 'f', 0, 64) + "×"
}

// PrintedSeconds writes a time as the lecture's programs print it: 4.00s.
func PrintedSeconds(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', 2, 64) + "s"
}
