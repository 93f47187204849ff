package scenes_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/flags"
	"flaglab/app/lab"
	"flaglab/app/scenes"
)

func TestMain(m *testing.M) {
	flag.Parse()
	log.SetOutput(io.Discard) // a faulty callback is logged, at length
	os.Exit(m.Run())
}

var update = flag.Bool("update", false, "write the golden files")

// play plays a scene on a clock of its own: five flags, three workers, delays that
// the code decides.
func play(t *testing.T, name string, change func(*scenes.Stage)) []scenes.Event {
	t.Helper()
	var events []scenes.Event
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s := scenes.NewStage(func() time.Duration { return time.Since(began) })
		s.Codes = flags.Five()
		s.Workers = 3
		s.Download = func(ctx context.Context, cc string) (string, error) {
			select {
			case <-time.After(map[string]time.Duration{"BR": 900, "CN": 600, "ID": 300, "IN": 500, "US": 1000}[cc] * time.Millisecond):
			case <-ctx.Done():
				return "", ctx.Err()
			}
			if cc == "IN" && strings.Contains(name, "errors") {
				return "", &flags.HTTPError{Status: 418}
			}
			return cc, nil
		}
		if change != nil {
			change(s)
		}
		i := slices.IndexFunc(scenes.Scenes(), func(scene scenes.Scene) bool { return scene.Name == name })
		scene := scenes.Scenes()[i]
		if scene.Workers > 0 {
			s.Workers = scene.Workers
		}
		if err := s.Play(t.Context(), scene); err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // for those who acted on the stage meanwhile
		events = s.Events(0)
	})
	return events
}

var addresses = regexp.MustCompile(`0x[0-9a-f]+`)

// screen draws a snapshot as text.
func screen(s *scenes.Snapshot) string {
	var b strings.Builder
	for i, f := range s.Futures {
		fmt.Fprintf(&b, "  %d %-8s %-9s %s\n", i, f.Name, f.State, f.Repr())
	}
	fmt.Fprintf(&b, "  map gives %v, as_completed gives %v, waits %v, over %v\n", s.InOrder(), s.Completed, s.Waits, s.Over)
	for _, line := range s.Lines {
		fmt.Fprintf(&b, "  | %s\n", line.Text)
	}
	return addresses.ReplaceAllString(b.String(), "0x…")
}

// settle puts what program and workers printed at the same moment into one order: which
// of them came first is the scheduler's choice.
func settle(events []scenes.Event) {
	slots := map[time.Duration][]int{}
	for i, e := range events {
		if e.Kind == scenes.Printed {
			slots[e.At] = append(slots[e.At], i)
		}
	}
	for _, slot := range slots {
		var printed []scenes.Event
		for _, i := range slot {
			printed = append(printed, events[i])
		}
		slices.SortFunc(printed, func(a, b scenes.Event) int { return strings.Compare(a.Text, b.Text) })
		for k, i := range slot {
			events[i] = printed[k]
		}
	}
}

// The lab is drawn from the log alone: the same log gives the same pictures.
func TestScenesAgainstGoldenFiles(t *testing.T) {
	for _, scene := range scenes.Scenes() {
		t.Run(scene.Name, func(t *testing.T) {
			events := play(t, scene.Name, func(s *scenes.Stage) {
				if scene.Name == "deadlock" {
					s.Timeout = 2 * time.Second
				}
			})
			// The log survives being written and read.
			data, err := json.Marshal(events)
			if err != nil {
				t.Fatal(err)
			}
			var read []scenes.Event
			if err := json.Unmarshal(data, &read); err != nil || !slices.Equal(events, read) {
				t.Fatalf("the log does not survive JSON: %v", err)
			}
			settle(read)
			var got strings.Builder
			for _, at := range []time.Duration{0, 4, 450, 1000, 1600, 3000} {
				fmt.Fprintf(&got, "%d ms\n%s", at, screen(scenes.At(read, at*time.Millisecond)))
			}
			path := filepath.Join("testdata", scene.Name+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != string(want) {
				t.Errorf("%s differs (go test ./app/scenes -update writes it):\n%s", path, got.String())
			}
		})
	}
}

func TestMarkedLinesAreThoseOfTheScene(t *testing.T) {
	for _, scene := range scenes.Scenes() {
		source, err := scenes.Code.ReadFile(scene.Name + ".go")
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(source), "\n")
		marked := 0
		for _, e := range play(t, scene.Name, func(s *scenes.Stage) { s.Timeout = time.Minute }) {
			if e.Line == 0 {
				continue
			}
			marked++
			text := lines[e.Line-1]
			if !strings.Contains(text, "s.Print") && !strings.Contains(text, "s.Scheduled") &&
				!strings.Contains(text, "futures.Submit") && !strings.Contains(text, "futures.Map") && !strings.Contains(text, "Cancel") && !strings.Contains(text, "Shutdown") {
				t.Errorf("%s: line %d is marked: %s", scene.Name, e.Line, text)
			}
		}
		if marked < 4 {
			t.Errorf("%s: only %d lines are marked", scene.Name, marked)
		}
		if _, err := scenes.Code.ReadFile(scene.Name + ".py"); err != nil {
			t.Error(err)
		}
	}
}

func TestATimeoutEndsTheWaitingNotTheTasks(t *testing.T) {
	events := play(t, "as_completed", func(s *scenes.Stage) { s.Timeout = 700 * time.Millisecond })
	s := scenes.At(events, time.Hour)
	var all []string
	for _, line := range s.Lines {
		all = append(all, line.Text)
	}
	if text := strings.Join(all, "\n"); !strings.Contains(text, "3 (of 5) futures unfinished") {
		t.Errorf("the transcript does not tell the time-out:\n%s", text)
	}
	for i, f := range s.Futures {
		if f.State != lab.Finished {
			t.Errorf("future %d is %s, want finished", i, f.State)
		}
	}
}

func TestDeadlockIsSeenAndLeft(t *testing.T) {
	events := play(t, "deadlock", func(s *scenes.Stage) {
		time.AfterFunc(5*time.Second, func() { s.Cancel(1) }) // the inner future
	})
	if s := scenes.At(events, 4*time.Second); !s.Deadlock(1) || s.Over {
		t.Errorf("at 4 s there is no deadlock: %+v", s)
	}
	s := scenes.At(events, time.Hour)
	if s.Deadlock(1) || !s.Over || s.Futures[1].State != lab.Cancelled || s.Futures[0].State != lab.Failed {
		t.Errorf("the deadlock was not left: %+v", s)
	}
}

func TestWhatAPersonCanDo(t *testing.T) {
	events := play(t, "as_completed", func(s *scenes.Stage) {
		time.AfterFunc(100*time.Millisecond, func() {
			s.Cancel(0)
			s.Cancel(4)
			s.AddCallback(1, true)
			s.AddCallback(1, false)
			s.SubmitMore("FR")
		})
		time.AfterFunc(200*time.Millisecond, func() { s.Shutdown(true, false) })
		time.AfterFunc(400*time.Millisecond, func() { s.SubmitMore("DE") })
		time.AfterFunc(700*time.Millisecond, func() { s.AddCallback(1, false); s.Result(context.Background(), 1) })
	})
	var all []string
	for _, line := range scenes.At(events, time.Hour).Lines {
		if line.Answer {
			all = append(all, addresses.ReplaceAllString(line.Text, "0x…"))
		}
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{
		"> BR: cancel() → false: it is running",
		"> US: cancel() → true",
		"> CN: faulty(<Future at 0x… state=finished returned string>), run by the worker that finished it",
		"> CN: got(<Future at 0x… state=finished returned string>), run by the worker that finished it",
		"> CN: got(<Future at 0x… state=finished returned string>), run by the caller, at once",
		`> CN: result() → "CN"`,
		"> shutdown(wait=True, cancel_futures=False) …",
		"> shutdown(wait=True, cancel_futures=False) returned",
		`> submit(download, "DE") raised:`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}
