package downloads_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

func TestTheImagesOfARunAreKept(t *testing.T) {
	plan := delayed(letters(t, "a"), 26, 0)
	_, images := do(t, plan, []string{downloads.Threads}, site{})
	files := images.Files()
	if len(files) != 11 || !bytes.Equal(files["downloaded/AD.gif"], []byte("GIF89a AD")) {
		t.Errorf("%d files, AD is %q", len(files), files["downloaded/AD.gif"])
	}
	data, ok := strings.CutPrefix(images.URL("AD"), "data:image/gif;base64,")
	if image, err := base64.StdEncoding.DecodeString(data); !ok || err != nil || string(image) != "GIF89a AD" {
		t.Errorf("the URL of AD is %s", images.URL("AD"))
	}
	if url := images.URL("AA"); url != "" {
		t.Errorf("AA has no flag, but the URL %s", url)
	}
}

// Each worker has one task at a time, and all of them are used.
func TestARunHasItsWorkers(t *testing.T) {
	plan := delayed(flags.Pop20(), 7, 200*ms)
	m, _ := do(t, plan, both, site{}, site{})
	for run, workers := range map[string]int{downloads.Sequential: 1, downloads.Threads: 7} {
		bars := downloads.Bars(m.Run(run), m.Run(run).Elapsed)
		slices.SortFunc(bars, func(a, b downloads.Bar) int { return int(a.Start - b.Start) })
		free := map[int]int64{}
		for _, bar := range bars {
			if int64(bar.Start) < free[bar.Lane] {
				t.Errorf("%s: worker %d has two tasks at %v", run, bar.Lane, bar.Start)
			}
			free[bar.Lane] = int64(bar.End)
		}
		if len(free) != workers {
			t.Errorf("%s: %d workers, want %d", run, len(free), workers)
		}
	}
}

func TestExportsSayWhatIsKnown(t *testing.T) {
	plan, events := script()
	head := plan.Columns()
	for _, e := range events {
		if n := len(plan.Cells(e)); n != len(head) {
			t.Errorf("%+v has %d cells for %d columns", e, n, len(head))
		}
		if e.Task != runlog.Whole && plan.TaskName(e.Run, e.Task) != plan.Codes[e.Task] {
			t.Errorf("task %d is called %s", e.Task, plan.TaskName(e.Run, e.Task))
		}
	}
	for i, want := range map[int]string{
		6: "ok||200|5|20|160|5|0|h2|",
		8: "error|http|418|0|0|0|0|0||HTTP error 418 - I'm a Teapot",
		4: "|||||||||",
	} {
		if got := strings.Join(plan.Cells(events[i]), "|"); got != want {
			t.Errorf("event %d reads %s, want %s", i, got, want)
		}
	}
	_, events = retried()
	if got, want := strings.Join(plan.Cells(events[3]), "|"), "error|http|418|0|0|0|0|50||HTTP error 418 - I'm a Teapot"; got != want {
		t.Errorf("an attempt reads %s, want %s", got, want)
	}
}

// JavaScript's numbers are too short for a seed: it is a text.
func TestSettingsKeepTheSeed(t *testing.T) {
	plan := delayed(flags.Five(), 3, 200*ms)
	plan.Weather.Seed = 1<<64 - 1
	data, err := json.Marshal(plan.Settings())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"codes":["BR","CN","ID","IN","US"],"site":"DELAY","workers":3,"min_delay":200000000,"max_delay":200000000,"errors":0,` +
		`"seed":"18446744073709551615","timeout":3100000000,"attempts":1,"backoff":0}`
	if string(data) != want {
		t.Errorf("settings\n%s\nwant\n%s", data, want)
	}
}
