package downloads

import (
	"fmt"
	"strings"

	"flaglab/app/chart"
	"flaglab/app/runlog"
)

// Transcript writes what the lecture's program prints for a run: the codes in the order in
// which their flags arrived, and how long it took.
func Transcript(plan Plan, s *Snapshot) string {
	var b strings.Builder
	for _, task := range s.Order {
		if s.Tasks[task].State == runlog.Finished && s.Tasks[task].Detail.Status() == "ok" {
			b.WriteString(plan.Codes[task])
			b.WriteByte(' ')
		}
	}
	if !s.Done() {
		return b.String()
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s downloaded in %s\n", chart.CountOf(s.Counts.OK, "flag"), PrintedSeconds(s.Elapsed))
	if n := s.Counts.NotFound; n > 0 {
		fmt.Fprintf(&b, "%d not found\n", n)
	}
	if n := s.Counts.Errors; n > 0 {
		fmt.Fprintf(&b, "%s\n", chart.CountOf(n, "error"))
	}
	if s.State == runlog.Cancelled {
		fmt.Fprintf(&b, "cancelled: %d never came\n", s.Counts.Cancelled)
	}
	if s.State == runlog.Failed {
		fmt.Fprintf(&b, "%s\n", s.Message)
	}
	return b.String()
}
