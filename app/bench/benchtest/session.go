package benchtest

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/recording"
	"flaglab/app/runlog"
)

// Session is an open lab, set up as by the bench.
type Session struct {
	Values     form.Values
	Experiment bench.Experiment
	Writer     *runlog.Writer

	t    *testing.T
	done chan struct{}
}

// Play opens a lab with the settings of a link and runs it once, on a clock of its own (testing/synctest). What a
// person does is in during, which is called in a goroutine when the run begins; it may sleep, and it may go on after
// the run. Play returns when both are over.
func Play(t *testing.T, lab bench.Lab, link string, network bench.Network, during func(*Session)) *Session {
	t.Helper()
	values, errs := form.Parse(lab.Fields, link)
	var experiment bench.Experiment
	if len(errs) == 0 {
		experiment, errs = lab.Open(values, network)
	}
	if len(errs) > 0 {
		t.Fatalf("the settings %q: %v", link, errs)
	}
	s := &Session{Values: values, Experiment: experiment, t: t, done: make(chan struct{})}
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s.done = make(chan struct{})
		s.Writer = runlog.NewWriter(func() time.Duration { return time.Since(began) })
		acted := make(chan struct{})
		go func() {
			defer close(acted)
			if during != nil {
				during(s)
			}
		}()
		if err := experiment.Do(t.Context(), s.Writer); err != nil {
			t.Error(err)
		}
		close(s.done)
		<-acted
		synctest.Wait()
	})
	checkTruths(t, lab, s)
	checkRecording(t, s)
	return s
}

// checkTruths checks that each prediction that the run answers names one of its options, and a reason.
func checkTruths(t *testing.T, lab bench.Lab, s *Session) {
	t.Helper()
	m, _ := s.End()
	questions := lab.Predictions(s.Values)
	if lab.Seen != nil {
		questions = append(questions, lab.Seen(s.Values)...)
	}
	for _, p := range questions {
		value, reason := p.Truth(m)
		if value == "" {
			continue
		}
		if !slices.ContainsFunc(p.Options, func(o form.Option) bool { return o.Value == value }) {
			t.Errorf("the prediction %s: the truth %q is none of its options", p.ID, value)
		}
		if !strings.HasSuffix(reason, ".") {
			t.Errorf("the prediction %s: the reason of %q is %q, and no sentence", p.ID, value, reason)
		}
		t.Logf("%s = %s: %s", p.ID, value, reason)
	}
}

// Act carries out a person's action. The lab must be an Actor.
func (s *Session) Act(id string) { s.Experiment.(bench.Actor).Act(id) }

// Over waits for the end of the run.
func (s *Session) Over() { <-s.done }

// Log returns the events so far.
func (s *Session) Log() []runlog.Event { return s.Writer.Since(0) }

// At returns the model at a time, and its view as it is during a replay.
func (s *Session) At(t time.Duration) (runlog.Model, bench.View) {
	return s.at(t, bench.Replay)
}

// End returns the model of the whole log, and its view.
func (s *Session) End() (runlog.Model, bench.View) {
	return s.at(s.end(), bench.AtEnd)
}

func (s *Session) end() (t time.Duration) {
	for _, e := range s.Log() {
		t = max(t, e.At)
	}
	return t
}

func (s *Session) at(t time.Duration, phase bench.Phase) (runlog.Model, bench.View) {
	m := s.Experiment.Model()
	runlog.Fold(m, s.Log(), t)
	return m, s.Experiment.View(m, bench.Moment{Phase: phase, T: t, End: s.end(), Values: s.Values})
}

// checkRecording checks that the run survives a link: its recording looks the same at its end.
func checkRecording(t *testing.T, s *Session) {
	t.Helper()
	recorder, ok := s.Experiment.(bench.Recorder)
	if !ok {
		return
	}
	text := recording.Encode("lab", recording.Recording{Events: s.Log()}, recorder.Details()...)
	t.Logf("%d events take %d characters", len(s.Log()), len(text))
	got, err := recording.Decode("lab", text, recorder.Details()...)
	if err != nil || len(got.Events) != len(s.Log()) {
		t.Errorf("a run of %d events comes out of a link with %d: %v", len(s.Log()), len(got.Events), err)
		return
	}
	m := s.Experiment.Model()
	for _, e := range got.Events {
		m.Apply(e)
	}
	_, want := s.End()
	at := bench.Moment{Phase: bench.AtEnd, T: s.end(), End: s.end(), Values: s.Values}
	if g, w := Text(s.Experiment.View(m, at)), Text(want); g != w {
		t.Errorf("a run that comes out of a link shows\n%s\nwhere it showed\n%s", g, w)
	}
}
