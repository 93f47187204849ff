package ui

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
)

// What is exported is opened by readers that are not ours, or checked against its format's own rules.

// played are runs of labs whose clock can be that of a test.
func played(t *testing.T) map[string]*benchtest.Session {
	t.Helper()
	sessions := map[string]*benchtest.Session{}
	for _, link := range []string{"/?delay=0.1-0.3", "/?cc=A&site=ERROR&errors=0.5&timeout=0.3", "/futures?", "/futures?scene=callbacks&pause=0", "/flags2?cc=a", "/flags2?server=ERROR&attempts=3", "/pool?sizes=1+2+5", "/threads?scene=threads", "/threads?scene=lock&threads=9"} {
		path, query, _ := strings.Cut(link, "?")
		sessions[link] = benchtest.Play(t, labAt(path), query, &benchtest.Network{}, nil)
	}
	return sessions
}

// The rules are those of Chrome's "Trace Event Format": times and durations are microseconds and not negative, each event has a
// phase, a process and a thread, names of processes and threads are metadata, and the complete events (X) of a thread lie
// within each other or side by side.
func TestChromeTracesFollowTheirFormat(t *testing.T) {
	for link, s := range played(t) {
		type event struct {
			Name     *string        `json:"name"`
			Phase    string         `json:"ph"`
			Begin    *float64       `json:"ts"`
			Duration *float64       `json:"dur"`
			Process  *int           `json:"pid"`
			Thread   *int           `json:"tid"`
			Args     map[string]any `json:"args"`
		}
		var trace struct {
			Events []event `json:"traceEvents"`
			Unit   string  `json:"displayTimeUnit"`
		}
		exporter, _ := s.Experiment.(bench.Exporter)
		if err := json.Unmarshal(bench.ExportTrace(exporter, s.Log()), &trace); err != nil {
			t.Errorf("%s: %v", link, err)
			continue
		}
		if trace.Unit != "ms" && trace.Unit != "ns" {
			t.Errorf("%s: the unit is %q", link, trace.Unit)
		}
		threads := map[[2]int][]event{}
		named := map[int]bool{}
		for _, e := range trace.Events {
			if e.Name == nil || e.Process == nil || e.Thread == nil || e.Begin == nil || *e.Begin < 0 {
				t.Fatalf("%s: incomplete: %+v", link, e)
			}
			switch e.Phase {
			case "M":
				if name, _ := e.Args["name"].(string); (*e.Name != "process_name" && *e.Name != "thread_name") || name == "" {
					t.Errorf("%s: metadata %s without a name: %v", link, *e.Name, e.Args)
				}
				named[*e.Process] = true
			case "X":
				if e.Duration == nil || *e.Duration < 0 {
					t.Errorf("%s: %s has no duration", link, *e.Name)
				}
				threads[[2]int{*e.Process, *e.Thread}] = append(threads[[2]int{*e.Process, *e.Thread}], e)
			default:
				t.Errorf("%s: phase %q", link, e.Phase)
			}
		}
		if len(threads) == 0 {
			t.Errorf("%s: no slices", link)
		}
		for id, slicesOf := range threads {
			if !named[id[0]] {
				t.Errorf("%s: process %d has no name", link, id[0])
			}
			slices.SortStableFunc(slicesOf, func(a, b event) int {
				return cmp.Or(cmp.Compare(*a.Begin, *b.Begin), cmp.Compare(*b.Duration, *a.Duration))
			})
			var open []float64 // ends
			for _, e := range slicesOf {
				const rounding = 1e-3
				for len(open) > 0 && open[len(open)-1] <= *e.Begin+rounding {
					open = open[:len(open)-1]
				}
				end := *e.Begin + *e.Duration
				if len(open) > 0 && end > open[len(open)-1]+rounding {
					t.Errorf("%s: %s of thread %v ends at %v, after the slice around it at %v", link, *e.Name, id, end, open[len(open)-1])
				}
				open = append(open, end)
			}
		}
	}
}

func TestPicturesAreXML(t *testing.T) {
	for link, s := range played(t) {
		_, view := s.End()
		d := xml.NewDecoder(strings.NewReader(string(bench.ExportSVG("A <question> & more", view))))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Errorf("%s: %v", link, err)
				break
			}
		}
	}
}

func TestUnzipReadsTheFlags(t *testing.T) {
	unzip, err := exec.LookPath("unzip")
	if err != nil {
		t.Skip("there is no unzip")
	}
	files := map[string][]byte{"downloaded/BR.gif": []byte("GIF89a"), "downloaded/ÅX.gif": {}, "big": make([]byte, 1<<17)}
	name := filepath.Join(t.TempDir(), "flags.zip")
	if err := os.WriteFile(name, bench.Zip(files), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(unzip, "-t", name).CombinedOutput(); err != nil || !strings.Contains(string(out), "No errors") {
		t.Errorf("%v\n%s", err, out)
	}
	out, err := exec.Command(unzip, "-p", name, "downloaded/BR.gif").Output()
	if err != nil || string(out) != "GIF89a" {
		t.Errorf("%v, %q", err, out)
	}
}
