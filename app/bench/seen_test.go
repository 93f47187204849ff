package bench_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
)

// seenLab is the tiny lab with a question after a run: what did you see?
func seenLab() bench.Lab {
	lab := tinyLab()
	lab.Seen = lab.Predictions
	return lab
}

func TestAfterARunOneIsAskedWhatOneSaw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, seenLab(), "to=1")
		if b.Screen().Seen != nil {
			t.Error("asked before there was a run")
		}
		b.Run()
		time.Sleep(50 * time.Millisecond)
		if b.Screen().Seen != nil {
			t.Error("asked during the run")
		}
		time.Sleep(time.Second)
		if q := b.Screen().Seen; q == nil || q.Answer != "" || len(q.Options) != 2 {
			t.Fatalf("after the run: %+v", q)
		}
		b.Dispatch(bench.ActSee, "", "3")
		if q := b.Screen().Seen; q == nil || q.Answer != "You saw: 300 ms. The log says otherwise. Steps follow each other. Seen right so far: 0 of 1." {
			t.Errorf("wrong: %+v", q)
		}
		b.See("1") // once
		b.Run()
		time.Sleep(time.Second)
		b.See("1")
		if q := b.Screen().Seen; q == nil || !strings.HasPrefix(q.Answer, "You saw it right.") || !strings.HasSuffix(q.Answer, "Seen right so far: 1 of 2.") {
			t.Errorf("right: %+v", q)
		}
		b.Run()
		time.Sleep(time.Second)
		b.See("")
		if q := b.Screen().Seen; q != nil {
			t.Errorf("skipped: %+v", q)
		}
	})
}

func TestNobodyIsAskedWhereTheRunDoesNotTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, seenLab(), "")
		b.Run()
		time.Sleep(50 * time.Millisecond)
		b.Cancel()
		time.Sleep(time.Second)
		if q := b.Screen().Seen; q != nil {
			t.Errorf("after a cancelled run: %+v", q)
		}
		lab := seenLab()
		lab.Seen = func(form.Values) []bench.Prediction { return nil }
		b, _ = open(t, lab, "")
		b.Run()
		time.Sleep(time.Second)
		if q := b.Screen().Seen; q != nil {
			t.Errorf("without a question: %+v", q)
		}
	})
}
