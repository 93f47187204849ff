package downloads

import (
	"fmt"
	"strings"
	"time"

	"flaglab/app/chart"
	"flaglab/app/flags"
	"flaglab/app/runlog"
)

// Opening is what a flags2 program prints before it begins. URL is where the site is.
func Opening(plan Plan, run, url string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s site: %s\n", plan.Site, url)
	var which string
	switch n := len(plan.Codes); {
	case n == 0:
	case n <= 10:
		which = strings.Join(plan.Codes, ", ")
	default:
		which = fmt.Sprintf("from %s to %s", plan.Codes[0], plan.Codes[n-1])
	}
	fmt.Fprintf(&b, "Searching for %s: %s\n", chart.CountOf(len(plan.Codes), "flag"), which)
	if n := plan.WorkersOf(run); n == 1 {
		b.WriteString("1 connection will be used.\n")
	} else {
		fmt.Fprintf(&b, "%d concurrent connections will be used.\n", n)
	}
	return b.String()
}

// VerboseLine is what a flags2 program says of one code with -v: BR OK, ZZ not
// found, or CD error and what went wrong. The task must be done.
func VerboseLine(cc string, task Task) string {
	switch {
	case task.State == runlog.Cancelled:
		return cc + " cancelled"
	case task.Detail.Cause == flags.CauseNone:
		return cc + " OK"
	case task.Detail.Cause == flags.CauseNotFound:
		return cc + " not found"
	}
	return cc + " error: " + task.Detail.Message
}

// Closing is what a flags2 program prints at the end; nothing before that. The
// book's programs know no line for what was cancelled: it is ours.
func Closing(s *Snapshot) string {
	if !s.Done() {
		return ""
	}
	var b strings.Builder
	b.WriteString(strings.Repeat("-", 20) + "\n")
	noun := "flags"
	if s.Counts.OK == 1 {
		noun = "flag"
	}
	fmt.Fprintf(&b, "%3d %s downloaded.\n", s.Counts.OK, noun)
	if n := s.Counts.NotFound; n > 0 {
		fmt.Fprintf(&b, "%3d not found.\n", n)
	}
	if n := s.Counts.Errors; n == 1 {
		b.WriteString("  1 error.\n")
	} else if n > 1 {
		fmt.Fprintf(&b, "%3d errors.\n", n)
	}
	if n := s.Counts.Cancelled; n > 0 {
		fmt.Fprintf(&b, "%3d cancelled.\n", n)
	}
	if s.State == runlog.Failed && s.Message != "" {
		fmt.Fprintf(&b, "*** %s\n", s.Message)
	}
	fmt.Fprintf(&b, "Elapsed time: %s\n", PrintedSeconds(s.Elapsed))
	return b.String()
}

// ProgressLine writes how far a run is in the manner of tqdm, the library whose
// bar the book's programs show:
//
//	3%|▎         | 2/78 [00:00<00:04, 16.27it/s]
//
// that is, the share done, done of total, elapsed<remaining, rate. The rate is that of
// the whole run so far; tqdm smooths it a little.
func ProgressLine(done, total int, elapsed time.Duration) string {
	var share float64
	if total > 0 {
		share = float64(done) / float64(total)
	}
	remaining, speed := "?", "?it/s"
	if done > 0 && elapsed > 0 {
		perSecond := float64(done) / elapsed.Seconds()
		left := time.Duration(float64(total-done) / perSecond * float64(time.Second))
		remaining, speed = clock(left), fmt.Sprintf("%5.2fit/s", perSecond)
		if perSecond < 1 {
			speed = fmt.Sprintf("%5.2fs/it", 1/perSecond)
		}
	}
	return fmt.Sprintf("%3.0f%%|%s| %d/%d [%s<%s, %s]", 100*share, progressBar(share), done, total, clock(elapsed), remaining, speed)
}

// progressBar draws a share from 0 to 1 in ten characters, to the eighth of one.
func progressBar(share float64) string {
	const width = 10
	eighths := []rune(" ▏▎▍▌▋▊▉")
	n := int(min(max(share, 0), 1) * width * 8)
	bar := strings.Repeat("█", n/8)
	if n/8 < width {
		bar += string(eighths[n%8]) + strings.Repeat(" ", width-n/8-1)
	}
	return bar
}

// clock writes a time as 01:02, or 1:02:03.
func clock(d time.Duration) string {
	s := int(d.Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}
