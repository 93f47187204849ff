package futures_test

import (
	"context"
	"errors"
	"io/fs"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/futures"
)

func TestC01_TheTableAllowsTheseTransitionsOnly(t *testing.T) {
	type outcome struct {
		to  futures.State
		err error
	}
	ok := func(s futures.State) outcome { return outcome{s, nil} }
	refused := func(s futures.State) outcome { return outcome{s, futures.ErrInvalidState} }
	tests := map[futures.State]struct{ start, result, fail outcome }{
		futures.Pending:              {ok(futures.Running), ok(futures.Finished), ok(futures.Finished)},
		futures.Running:              {refused(futures.Running), ok(futures.Finished), ok(futures.Finished)},
		futures.Cancelled:            {ok(futures.CancelledAndNotified), refused(futures.Cancelled), refused(futures.Cancelled)},
		futures.CancelledAndNotified: {refused(futures.CancelledAndNotified), refused(futures.CancelledAndNotified), refused(futures.CancelledAndNotified)},
		futures.Finished:             {refused(futures.Finished), refused(futures.Finished), refused(futures.Finished)},
	}
	check := func(from futures.State, what string, f *futures.Future[int], err error, want outcome) {
		if !errors.Is(err, want.err) || f.State() != want.to {
			t.Errorf("%s of a %v future (%d): state %d, error %v; want state %d, error %v", what, from, from, f.State(), err, want.to, want.err)
		}
	}
	for from, want := range tests {
		f := inEachState()[from]
		_, err := f.SetRunningOrNotifyCancel()
		check(from, "SetRunningOrNotifyCancel", f, err, want.start)
		f = inEachState()[from]
		check(from, "SetResult", f, f.SetResult(1), want.result)
		f = inEachState()[from]
		check(from, "SetError", f, f.SetError(errTask), want.fail)
	}
	wantErr(t, futures.NewFuture[int]().SetError(nil), futures.ErrInvalidState)
}

func TestC02_CancelSucceedsBeforeTheStartOnly(t *testing.T) {
	want := map[futures.State]bool{
		futures.Pending: true, futures.Cancelled: true, futures.CancelledAndNotified: true,
		futures.Running: false, futures.Finished: false,
	}
	for s, f := range inEachState() {
		if got := f.Cancel(); got != want[s] {
			t.Errorf("Cancel of a %v future is %v", s, got)
		}
	}
}

// TestC03to05 has the three questions in one table, as their answers exclude each other.
func TestC03_C04_C05_CancelledDoneRunning(t *testing.T) {
	type answers struct{ cancelled, done, running bool }
	want := map[futures.State]answers{
		futures.Pending:              {},
		futures.Running:              {running: true},
		futures.Cancelled:            {cancelled: true, done: true},
		futures.CancelledAndNotified: {cancelled: true, done: true},
		futures.Finished:             {done: true},
	}
	for s, f := range inEachState() {
		got := answers{f.Cancelled(), f.Done(), f.Running()}
		if got != want[s] || f.State() != s {
			t.Errorf("a %v future: %+v, state %v", s, got, f.State())
		}
	}
}

func TestC06_ResultChecksTheStateFirst(t *testing.T) {
	f := finished(42)
	for range 1000 { // a select would lose about half of them
		v, err := f.Result(expired(t))
		if v != 42 || err != nil {
			t.Fatal(v, err)
		}
	}
	_, err := failed(errTask).Result(expired(t))
	wantErr(t, err, errTask)
	_, err = cancelled().Result(expired(t))
	wantErr(t, err, futures.ErrCancelled)
}

func TestC06_ATimeoutLeavesTheTaskAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := newPool(t, 1)
		defer ex.Shutdown()
		f := submit(t, ex, nap, 5*time.Second)
		start := time.Now()
		_, err := f.Result(timeout(t, 3*time.Second))
		wantErr(t, err, futures.ErrTimeout)
		wantErr(t, err, context.DeadlineExceeded)
		wantEqual(t, time.Since(start), 3*time.Second)
		if !f.Running() {
			t.Fatal("the task was disturbed:", f)
		}
		v, err := f.Result(context.Background())
		wantErr(t, err, nil)
		wantEqual(t, v, 5*time.Second)
		wantEqual(t, time.Since(start), 5*time.Second)
	})
}

func TestC06_ACancelledContextIsNoTimeout(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := futures.NewFuture[int]().Result(ctx)
	wantErr(t, err, context.Canceled)
	if errors.Is(err, futures.ErrTimeout) || errors.Is(err, futures.ErrCancelled) {
		t.Fatal(err)
	}
}

func TestC06_ATasksOwnDeadlineIsNoTimeoutOfTheWait(t *testing.T) {
	_, err := failed(context.DeadlineExceeded).Result(context.Background())
	wantErr(t, err, context.DeadlineExceeded)
	if errors.Is(err, futures.ErrTimeout) {
		t.Fatal("the error of the task is taken for a timeout of the wait")
	}
}

// photoFinish is a context that ends in the moment in which its future finishes.
type photoFinish struct {
	context.Context
	f     *futures.Future[int]
	ended chan struct{}
}

func (c photoFinish) Done() <-chan struct{} {
	if c.f.SetResult(42) == nil {
		close(c.ended)
	}
	return c.ended
}

func (c photoFinish) Err() error {
	if c.f.Done() {
		return context.DeadlineExceeded
	}
	return nil
}

func TestC06_TheStateHasTheLastWordToo(t *testing.T) {
	for range 100 {
		f := futures.NewFuture[int]()
		v, err := f.Result(photoFinish{t.Context(), f, make(chan struct{})})
		wantErr(t, err, nil)
		wantEqual(t, v, 42)
	}
}

func TestC07_ResultWakesOnSuccessErrorAndCancel(t *testing.T) {
	for name, c := range map[string]struct {
		act  func(*futures.Future[int])
		want error
	}{
		"success": {func(f *futures.Future[int]) { f.SetResult(42) }, nil},
		"error":   {func(f *futures.Future[int]) { f.SetError(errTask) }, errTask},
		"cancel":  {func(f *futures.Future[int]) { f.Cancel() }, futures.ErrCancelled},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := futures.NewFuture[int]()
				errs := make(chan error)
				for range 3 {
					go func() {
						_, err := f.Result(t.Context())
						errs <- err
					}()
				}
				synctest.Wait()
				c.act(f)
				for range 3 {
					wantErr(t, <-errs, c.want)
				}
			})
		})
	}
}

func TestC08_ExceptionKeepsTheTasksErrorApart(t *testing.T) {
	tests := []struct {
		f       *futures.Future[int]
		task, e error
	}{
		{finished(1), nil, nil},
		{failed(errTask), errTask, nil},
		{cancelled(), nil, futures.ErrCancelled},
		{notified(), nil, futures.ErrCancelled},
		{running(), nil, futures.ErrTimeout},
		{futures.NewFuture[int](), nil, futures.ErrTimeout},
	}
	for _, c := range tests {
		task, err := c.f.Exception(expired(t))
		if !errors.Is(task, c.task) || !errors.Is(err, c.e) {
			t.Errorf("%v: %v, %v", c.f, task, err)
		}
	}
}

func TestC13_StringHasPythonsFormAndGosTypes(t *testing.T) {
	tests := []struct{ got, want string }{
		{futures.NewFuture[int]().String(), "state=pending"},
		{running().String(), "state=running"},
		{cancelled().String(), "state=cancelled"},
		{notified().String(), "state=cancelled"},
		{finished("BR").String(), "state=finished returned string"},
		{finished(42).String(), "state=finished returned int"},
		{failed(&fs.PathError{}).String(), `state=finished raised \*fs\.PathError`},
	}
	for _, c := range tests {
		if !regexp.MustCompile(`^<Future at 0x[0-9a-f]+ ` + c.want + `>$`).MatchString(c.got) {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	f, g := futures.NewFuture[int](), futures.NewFuture[int]()
	if f.String() == g.String() || f.ID() >= g.ID() {
		t.Error("two futures look the same", f, g, f.ID(), g.ID())
	}
}

func TestC14_TheFirstResultStays(t *testing.T) {
	f := finished("first")
	wantErr(t, f.SetResult("second"), futures.ErrInvalidState)
	wantErr(t, f.SetError(errTask), futures.ErrInvalidState)
	v, err := f.Result(t.Context())
	wantErr(t, err, nil)
	wantEqual(t, v, "first")

	g := failed(errTask)
	wantErr(t, g.SetResult(1), futures.ErrInvalidState)
	_, err = g.Result(t.Context())
	wantErr(t, err, errTask)
}

func TestC15_AStartedFutureCannotBeStarted(t *testing.T) {
	f := futures.NewFuture[int]()
	ok, err := f.SetRunningOrNotifyCancel()
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	ok, err = f.SetRunningOrNotifyCancel()
	wantErr(t, err, futures.ErrInvalidState)
	wantEqual(t, ok, false)

	ok, err = cancelled().SetRunningOrNotifyCancel()
	wantErr(t, err, nil) // nothing wrong: the executor learns that there is nothing to run
	wantEqual(t, ok, false)
}

func explode(_ context.Context, v any) (int, error) { panic(v) }

func TestC17_APanicIsTheFuturesError(t *testing.T) {
	ex := newPool(t, 1)
	defer ex.Shutdown()
	_, err := submit(t, ex, explode, any("doh!")).Result(t.Context())
	var p *futures.PanicError
	if !errors.As(err, &p) || p.Value != "doh!" || p.Error() != "panic: doh!" {
		t.Fatalf("%#v", err)
	}
	if !strings.Contains(string(p.Stack), "explode") {
		t.Fatalf("the stack does not lead to the task:\n%s", p.Stack)
	}
	_, err = submit(t, ex, explode, any(errTask)).Result(t.Context())
	wantErr(t, err, errTask)
	_, err = submit(t, ex, explode, nil).Result(t.Context())
	if !errors.As(err, &p) {
		t.Fatal(err)
	}
	v, err := submit(t, ex, double, 21).Result(t.Context()) // the worker lives on
	wantErr(t, err, nil)
	wantEqual(t, v, 42)
}

func TestC17_GoexitIsTheFuturesErrorToo(t *testing.T) {
	ex := newPool(t, 1)
	defer ex.Shutdown()
	quit := func(context.Context, int) (int, error) { runtime.Goexit(); return 0, nil }
	for range 3 {
		_, err := submit(t, ex, quit, 0).Result(t.Context())
		wantErr(t, err, futures.ErrGoexit)
	}
	f := submit(t, ex, func(ctx context.Context, _ int) (futures.Worker, error) {
		w, _ := futures.WorkerFrom(ctx)
		return w, nil
	}, 0)
	w, err := f.Result(t.Context())
	wantErr(t, err, nil)
	wantEqual(t, w.Index, 0) // a new goroutine, in the same lane
}
