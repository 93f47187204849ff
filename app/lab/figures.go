package lab

import (
	"fmt"
	"math"
	"time"
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
