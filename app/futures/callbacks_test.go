package futures_test

import (
	"bytes"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"flaglab/app/futures"
)

func TestC09_CallbacksRunInOrderWithTheFuture(t *testing.T) {
	for name, act := range map[string]func(*futures.Future[int]){
		"result": func(f *futures.Future[int]) { f.SetResult(1) },
		"error":  func(f *futures.Future[int]) { f.SetError(errTask) },
		"cancel": func(f *futures.Future[int]) { f.Cancel() },
	} {
		f := futures.NewFuture[int]()
		var order []int
		for i := range 5 {
			f.AddDoneCallback(func(got *futures.Future[int]) {
				if got != f || !got.Done() {
					t.Errorf("%s: callback with %v", name, got)
				}
				order = append(order, i)
			})
		}
		act(f)
		wantEqual(t, order, []int{0, 1, 2, 3, 4})
		f.Cancel()
		f.SetRunningOrNotifyCancel() // the executor's late look at a cancelled one
		wantEqual(t, len(order), 5)
	}
}

// captureLog returns what is logged from now on.
func captureLog(t *testing.T) *bytes.Buffer {
	var text bytes.Buffer
	futures.LogTo(&text)
	t.Cleanup(func() { futures.LogTo(os.Stderr) })
	return &text
}

func TestC10_AFailingCallbackIsLoggedAndLaterOnesRun(t *testing.T) {
	log := captureLog(t)
	f := futures.NewFuture[int]()
	var ran []string
	note := func(s string) func(*futures.Future[int]) {
		return func(*futures.Future[int]) { ran = append(ran, s) }
	}
	f.AddDoneCallback(note("first"))
	f.AddDoneCallback(func(*futures.Future[int]) { panic("doh!") })
	f.AddDoneCallback(note("last"))
	wantErr(t, f.SetResult(1), nil)
	wantEqual(t, ran, []string{"first", "last"})
	if !strings.Contains(log.String(), "exception calling callback") || !strings.Contains(log.String(), "doh!") {
		t.Fatal("log:", log)
	}
}

func TestC10_ACallbackThatEndsItsGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 1)
		defer ex.Shutdown()
		gate := make(chan struct{})
		f := submit(t, ex, wait, gate)
		later := false
		f.AddDoneCallback(func(*futures.Future[int]) { runtime.Goexit() })
		f.AddDoneCallback(func(*futures.Future[int]) { later = true })
		close(gate)
		synctest.Wait()
		if !later {
			t.Fatal("the second callback was lost")
		}
		v, err := submit(t, ex, double, 21).Result(t.Context())
		wantErr(t, err, nil)
		wantEqual(t, v, 42)
	})
}

func TestC11_ACallbackOnADoneFutureRunsAtOnceInTheCaller(t *testing.T) {
	log := captureLog(t)
	for _, f := range []*futures.Future[int]{finished(1), failed(errTask), cancelled(), notified()} {
		ran := false // unsynchronised: the race detector would object to another goroutine
		f.AddDoneCallback(func(*futures.Future[int]) { ran = true })
		if !ran {
			t.Error("not called for", f)
		}
		f.AddDoneCallback(func(*futures.Future[int]) { panic("doh!") })
	}
	wantEqual(t, strings.Count(log.String(), "exception calling callback"), 4)
}

func TestC12_WaitersAreNotifiedBeforeCallbacksRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, act := range []func(*futures.Future[int]){
			func(f *futures.Future[int]) { f.SetResult(1) },
			func(f *futures.Future[int]) { f.Cancel() },
		} {
			f := futures.NewFuture[int]()
			gate := make(chan struct{})
			f.AddDoneCallback(func(*futures.Future[int]) { <-gate })
			woken := 0
			results := make(chan struct{}, 2)
			go func() { f.Result(t.Context()); results <- struct{}{} }()
			go func() {
				futures.Wait(t.Context(), []*futures.Future[int]{f}, futures.AllCompleted)
				results <- struct{}{}
			}()
			synctest.Wait()
			go act(f)
			for range 2 { // a deadlock if they waited for the callback
				<-results
				woken++
			}
			wantEqual(t, woken, 2)
			close(gate)
		}
	})
}

func TestC12_CallbacksRunInTheWorkerOrInTheCanceller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 1)
		defer ex.Shutdown()
		gate := make(chan struct{})
		f := submit(t, ex, wait, gate)
		queued := submit(t, ex, double, 1)
		here := ""
		queued.AddDoneCallback(func(*futures.Future[int]) { here = stack() })
		queued.Cancel()
		if !strings.Contains(here, "TestC12") {
			t.Fatal("not in the canceller:", here)
		}
		there := ""
		f.AddDoneCallback(func(*futures.Future[int]) { there = stack() })
		close(gate)
		synctest.Wait()
		if !strings.Contains(there, "ThreadPoolExecutor") {
			t.Fatal("not in the worker:", there)
		}
	})
}

func stack() string {
	buf := make([]byte, 1<<14)
	return string(buf[:runtime.Stack(buf, false)])
}
