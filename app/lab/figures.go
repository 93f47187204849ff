package lab

import (
	"fmt"
	"maps"
	"math"
	"time"

	"flaglab/app/flags"
)

// Figures compares the runs of a race.
type Figures struct {
	Speedup float64 // sequential elapsed / concurrent elapsed; 0 unless both are finished
	Share   float64 // of the ideal that the concurrent run reached, 0 to 1; 0 if there is no ideal
}

// Compare works out the figures. Runs that were cut short are not compared.
func Compare(plan Plan, sequential, concurrent *Snapshot) Figures {
	var f Figures
	if concurrent.State != Finished || concurrent.Elapsed <= 0 {
		return f
	}
	// A run that meets failures it did not expect, such as a lost server, may even
	// beat the ideal; no share is above 1.
	f.Share = min(1, plan.Ideal(Threads).Seconds()/concurrent.Elapsed.Seconds())
	if sequential.State == Finished {
		f.Speedup = sequential.Elapsed.Seconds() / concurrent.Elapsed.Seconds()
	}
	return f
}

// CacheUses counts, for each use, the tasks that a cache on the server's side had a
// part in.
func CacheUses(s *Snapshot) map[flags.CacheUse]int {
	uses := map[flags.CacheUse]int{}
	for _, task := range s.Tasks {
		if task.Detail.Cache != flags.CacheUnknown {
			uses[task.Detail.Cache]++
		}
	}
	return uses
}

// UnlikeCaches warns of a comparison in which the answers of one run were kept by a
// cache and those of the other were not; it is empty if there is nothing to warn of.
func UnlikeCaches(sequential, concurrent *Snapshot) string {
	if sequential.State != Finished || concurrent.State != Finished {
		return ""
	}
	a, b := CacheUses(sequential), CacheUses(concurrent)
	if maps.Equal(a, b) {
		return ""
	}
	return fmt.Sprintf("These runs do not compare: the server had kept %d of %d answers of the sequential run, and %d of %d of the concurrent one. Run both again, now that it has kept them.",
		a[flags.CacheHit]+a[flags.CacheStale], len(sequential.Tasks), b[flags.CacheHit]+b[flags.CacheStale], len(concurrent.Tasks))
}

// FormatSpeedup writes a speed-up with as many digits as it deserves: 1.04×, 9.7×, 31×.
func FormatSpeedup(x float64) string {
	switch {
	case x <= 0 || math.IsInf(x, 0) || math.IsNaN(x):
		return "–"
	case x < 2:
		return fmt.Sprintf("%.2f×", x)
	case x < 100:
		return fmt.Sprintf("%.1f×", x)
	}
	return fmt.Sprintf("%.0f×", x)
}

// FormatSeconds writes a time as the lecture's programs print it: 4.00s.
func FormatSeconds(d time.Duration) string {
	return fmt.Sprintf("%.2fs", d.Seconds())
}
