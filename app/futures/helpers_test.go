package futures_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"flaglab/app/futures"
)

var errTask = errors.New("task failed")

// TestMain fails the run if a goroutine of the package outlives the tests.
func TestMain(m *testing.M) {
	code := m.Run()
	if leaked := leaks(); leaked != "" && code == 0 {
		fmt.Fprintf(os.Stderr, "goroutines left behind:\n%s\n", leaked)
		code = 1
	}
	os.Exit(code)
}

// leaks returns the stacks of the goroutines that run code of this package. A
// worker is counted as ended a moment before its goroutine is gone: that moment
// is granted.
func leaks() string {
	var found []string
	for range 100 {
		found = found[:0]
		buf := make([]byte, 1<<20)
		buf = buf[:runtime.Stack(buf, true)]
		for _, g := range strings.Split(string(buf), "\n\n")[1:] {
			if strings.Contains(g, "app/futures.") {
				found = append(found, g)
			}
		}
		if len(found) == 0 {
			return ""
		}
		time.Sleep(time.Millisecond)
	}
	return strings.Join(found, "\n\n")
}

func newPool(t testing.TB, workers int, opts ...futures.Option) *futures.ThreadPoolExecutor {
	t.Helper()
	ex, err := futures.NewThreadPoolExecutor(workers, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return ex
}

func submit[In, Out any](t testing.TB, ex futures.Executor, fn func(context.Context, In) (Out, error), in In) *futures.Future[Out] {
	t.Helper()
	f, err := futures.Submit(ex, fn, in)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// timeout is a context that ends after d, for the life of the test.
func timeout(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

// expired is a context whose deadline has passed.
func expired(t testing.TB) context.Context {
	ctx, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	t.Cleanup(cancel)
	return ctx
}

// The tasks of the tests.

func double(_ context.Context, n int) (int, error) { return 2 * n, nil }

func fail(context.Context, int) (int, error) { return 0, errTask }

// nap sleeps and returns how long. It does not look at its context: a task of
// another mind about cancellation would not tell much about the executor.
func nap(_ context.Context, d time.Duration) (time.Duration, error) {
	time.Sleep(d)
	return d, nil
}

// wait returns when the channel is closed.
func wait(_ context.Context, gate chan struct{}) (int, error) {
	<-gate
	return 42, nil
}

func finished[T any](v T) *futures.Future[T] {
	f := futures.NewFuture[T]()
	f.SetResult(v)
	return f
}

func failed(err error) *futures.Future[int] {
	f := futures.NewFuture[int]()
	f.SetError(err)
	return f
}

func cancelled() *futures.Future[int] {
	f := futures.NewFuture[int]()
	f.Cancel()
	return f
}

func notified() *futures.Future[int] {
	f := cancelled()
	f.SetRunningOrNotifyCancel()
	return f
}

func running() *futures.Future[int] {
	f := futures.NewFuture[int]()
	f.SetRunningOrNotifyCancel()
	return f
}

// inEachState gives one future for each state of the machine.
func inEachState() map[futures.State]*futures.Future[int] {
	return map[futures.State]*futures.Future[int]{
		futures.Pending:              futures.NewFuture[int](),
		futures.Running:              running(),
		futures.Cancelled:            cancelled(),
		futures.CancelledAndNotified: notified(),
		futures.Finished:             finished(42),
	}
}

func wantErr(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error is %v, want %v", err, want)
	}
}

func wantEqual[T any](t testing.TB, got, want T) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Fatalf("got %s, want %s", g, w)
	}
}

// journal keeps what an observer is told.
type journal struct {
	mu          sync.Mutex
	transitions []futures.Transition
	blockings   []futures.Blocking
}

func (j *journal) note(t futures.Transition) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.transitions = append(j.transitions, t)
}

func (j *journal) noteBlocking(b futures.Blocking) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.blockings = append(j.blockings, b)
}

func (j *journal) blocked() []futures.Blocking {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.blockings)
}

func (j *journal) of(id uint64) []futures.Transition {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(j.transitions), func(t futures.Transition) bool { return t.Future != id })
}

// count is the number of transitions into a state.
func (j *journal) count(to futures.State) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := 0
	for _, t := range j.transitions {
		if t.To == to && t.From != to {
			n++
		}
	}
	return n
}
