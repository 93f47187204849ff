package bench_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/runlog"
)

// The tiles of another run may look like those of the last one, and have other images.
func TestEachRunIsAGenerationOfPictures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "")
		var generations []int
		for range 2 {
			b.Dispatch(bench.ActRun, "", "")
			time.Sleep(time.Second)
			last := browser.Painted()[len(browser.Painted())-1]
			generations = append(generations, last.Pictures[0].Generation)
		}
		if generations[0] == generations[1] {
			t.Errorf("both runs are of generation %d", generations[0])
		}
	})
}

func TestNothingIsPaintedWhileNothingHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "")
		time.Sleep(time.Second)
		n := len(browser.Painted())
		time.Sleep(time.Minute)
		if n != 1 || len(browser.Painted()) != n {
			t.Errorf("%d frames in the first second, %d later", n, len(browser.Painted())-n)
		}
		b.Run()
		time.Sleep(time.Second)
		n = len(browser.Painted())
		time.Sleep(time.Minute)
		if len(browser.Painted()) != n {
			t.Errorf("%d frames after a run", len(browser.Painted())-n)
		}
	})
}

func TestDrawingTakesAShareOfTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "to=9")
		browser.Cost = func() time.Duration { return 20 * ms }
		b.Run()
		time.Sleep(899 * ms)
		// A frame that costs 20 ms is followed by four times as long a rest.
		if n := len(browser.Painted()); n < 5 || n > 10 {
			t.Errorf("%d frames of 20 ms in 900 ms", n)
		}
	})
}

// Where answers wait for the browser's layout, it counts as part of a drawing.
func TestLayoutTakesAShareOfTheTimeOfDownloads(t *testing.T) {
	frames := func(download bool, layout time.Duration) (n int) {
		synctest.Test(t, func(t *testing.T) {
			lab := tinyLab()
			if download {
				lab = tinyLabOf(func(x tiny) bench.Experiment { return downloads{x} })
			}
			b, browser := open(t, lab, "to=9")
			browser.Layout = layout
			b.Run()
			time.Sleep(899 * ms)
			n = len(browser.Painted())
		})
		return n
	}
	quick, slow, idle := frames(true, 0), frames(true, 40*ms), frames(false, 40*ms)
	if slow < 3 || slow > quick/2 {
		t.Errorf("%d frames with a layout of no time in 900 ms, %d with one of 40 ms", quick, slow)
	}
	if idle != quick {
		t.Errorf("%d frames where nothing is downloaded, want %d", idle, quick)
	}
}

// Tasks that compute on all cores are drawn less often than downloads.
func TestComputingIsDrawnLessOften(t *testing.T) {
	frames := func(experiment func(tiny) bench.Experiment) (n int) {
		synctest.Test(t, func(t *testing.T) {
			b, browser := open(t, tinyLabOf(experiment), "")
			b.Run()
			time.Sleep(999 * ms)
			n = len(browser.Painted())
			b.Cancel()
			b.Wait()
		})
		return n
	}
	computing := frames(func(x tiny) bench.Experiment { return busy{x} })
	downloading := frames(func(x tiny) bench.Experiment { return busy{downloads{x}} })
	if computing < 6 || computing > 10 || downloading <= computing {
		t.Errorf("in a second %d frames of tasks that compute, want at most 10; %d of downloads, want more", computing, downloading)
	}
}

// busy is an experiment in which something happens all the time, until it is cancelled.
type busy struct{ bench.Experiment }

func (busy) Do(ctx context.Context, w *runlog.Writer) error {
	run := w.Begin("count")
	for ctx.Err() == nil {
		run.Add(0, 0, runlog.Running, nil)
		time.Sleep(5 * ms)
	}
	run.End(runlog.Cancelled, nil)
	return nil
}

// A painting that took long is followed by a long rest; the end of the run is shown without it.
func TestTheEndOfARunIsShownAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "to=9")
		browser.Cost = func() time.Duration { return 100 * ms }
		b.Run()
		time.Sleep(350 * ms) // it was painted, and rests
		n := len(browser.Painted())
		b.Cancel()
		time.Sleep(150 * ms)
		if len(browser.Painted()) == n {
			t.Error("150 ms after the run was cancelled, its end is not painted")
		}
		n = len(browser.Painted())
		time.Sleep(time.Minute)
		if late := len(browser.Painted()) - n; late > 1 {
			t.Errorf("%d frames more were painted after it", late)
		}
	})
}
