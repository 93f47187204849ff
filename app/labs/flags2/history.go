package flags2

import (
	"fmt"
	"strings"
	"time"

	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
)

// facts are what is known of a download besides its attempts. Times are since the run began.
func facts(task downloads.Task) (lines []string) {
	if task.State == "" {
		return nil
	}
	waited := "Has waited for a worker since " + formatTime(task.Submitted) + "."
	switch {
	case task.Lane >= 0:
		waited = fmt.Sprintf("Waited %s for worker %d.", formatTime(task.Started-task.Submitted), task.Lane)
	case task.State.Done():
		waited = "No worker ever took it."
	}
	lines = append(lines, waited)
	if !task.State.Done() {
		return lines
	}
	d := task.Detail
	var parts []string
	if d.HTTP != 0 {
		parts = append(parts, "HTTP status "+flags.StatusText(d.HTTP))
	}
	if d.Bytes > 0 {
		parts = append(parts, fmt.Sprintf("%d bytes", d.Bytes))
	}
	if d.Protocol != "" && d.Protocol != "simulated" {
		parts = append(parts, "by "+d.Protocol)
	}
	if d.Cache != "" {
		parts = append(parts, "server's cache: "+string(d.Cache))
	}
	if len(parts) > 0 {
		lines = append(lines, strings.Join(parts, ", ")+".")
	}
	if d.Stalled+d.Waiting+d.Receiving > 0 {
		text := fmt.Sprintf("In the browser %s, waiting for the site %s, receiving %s", formatTime(d.Stalled), formatTime(d.Waiting), formatTime(d.Receiving))
		if busy := task.Ended - task.Began - d.Stalled - d.Waiting - d.Receiving; busy > time.Millisecond {
			text += ", waiting for this page's thread " + formatTime(busy)
		}
		lines = append(lines, text+".")
	}
	return lines
}

// attempts are the rows of the table of attempts.
func attempts(task downloads.Task) (rows [][]string) {
	if task.Lane < 0 {
		return nil
	}
	for i, a := range task.Earlier {
		rows = append(rows, []string{fmt.Sprint(i + 1), formatTime(a.Began), formatTime(a.Ended - a.Began), ending(a.Detail), formatTime(a.Detail.Backoff)})
	}
	switch {
	case task.Waiting && !task.State.Done():
		return rows
	case task.Waiting: // cancelled between two attempts
		rows[len(rows)-1][4] = "until it was cancelled"
	case task.State.Done():
		rows = append(rows, []string{fmt.Sprint(len(rows) + 1), formatTime(task.Began), formatTime(task.Ended - task.Began), ending(task.Detail), ""})
	default:
		rows = append(rows, []string{fmt.Sprint(len(rows) + 1), formatTime(task.Began), "", "", ""})
	}
	return rows
}

// ending says how an attempt ended: 200 OK, 418 I'm a Teapot, timed out after 3.1s.
func ending(d downloads.Detail) string {
	switch d.Cause {
	case flags.CauseNone:
		return "OK"
	case flags.CauseNotFound, flags.CauseHTTP:
		if d.HTTP != 0 {
			return flags.StatusText(d.HTTP)
		}
	case flags.CauseCancelled:
		return "cancelled"
	}
	return d.Message
}
