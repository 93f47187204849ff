package process_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"flaglab/app/futures"
	"flaglab/app/process"
)

// TestMain is the main of these tests' workers too.
func TestMain(m *testing.M) {
	process.RunWorker()
	code := m.Run()
	if leaked := leaks(); leaked != "" && code == 0 {
		fmt.Fprintf(os.Stderr, "goroutines left behind:\n%s\n", leaked)
		code = 1
	}
	os.Exit(code)
}

// leaks returns the stacks of the goroutines that run code of this package.
func leaks() string {
	var found []string
	for range 200 {
		found = found[:0]
		buf := make([]byte, 1<<20)
		buf = buf[:runtime.Stack(buf, true)]
		for _, g := range strings.Split(string(buf), "\n\n")[1:] {
			if strings.Contains(g, "app/process.") {
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

// The tasks of the tests.
var (
	taskDouble   = process.Register("double", double)
	taskFail     = process.Register("fail", fail)
	taskPanic    = process.Register("panic", panics)
	taskNilError = process.Register("nil error", nilError)
	taskGoexit   = process.Register("goexit", goexits)
	taskExit     = process.Register("exit", exits)
	taskWho      = process.Register("who", who)
	taskCount    = process.Register("count", raise)
	taskWait     = process.Register("wait", waitForEnd)
	taskCompute  = process.Register("compute", compute)
	taskReverse  = process.Register("reverse", reverse)
	taskRecurse  = process.Register("recurse", recurse)
	taskMark     = process.Register("mark", mark)

	taskPositive   = process.Register("positive", positive)
	taskPointer    = process.Register("pointer", pointer)
	taskSmallStack = process.Register("small stack", smallStack)
	taskHog        = process.Register("hog", hog)
)

func double(_ context.Context, n int) (int, error) { return 2 * n, nil }

var errTask = errors.New("task failed")

func fail(_ context.Context, name string) (int, error) {
	return 0, fmt.Errorf("%w: %w", errTask, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist})
}

func nilError(context.Context, int) (int, error) {
	var err *fs.PathError
	return 0, err
}

func panics(_ context.Context, text string) (int, error) { panic(text) }

func goexits(context.Context, int) (int, error) {
	runtime.Goexit()
	return 0, nil
}

func exits(_ context.Context, code int) (int, error) {
	os.Exit(code)
	return 0, nil
}

// Who is the identity of a worker, as the worker sees it.
type Who struct {
	Worker futures.Worker
	Tasks  int // that it has done
}

var done int

func who(ctx context.Context, nap time.Duration) (Who, error) {
	time.Sleep(nap)
	w, ok := futures.WorkerFrom(ctx)
	if !ok {
		return Who{}, errors.New("no worker in the context")
	}
	done++
	return Who{w, done}, nil
}

var counter int

func raise(_ context.Context, n int) (int, error) {
	counter += n
	return counter, nil
}

// waitForEnd waits for the end of its context, which is its error.
func waitForEnd(ctx context.Context, _ int) (int, error) {
	<-ctx.Done()
	return 0, ctx.Err()
}

// compute computes until its context ends.
func compute(ctx context.Context, _ int) (int, error) {
	for n := 0; ; n++ {
		if err := process.Checkpoint(ctx); err != nil {
			return n, err
		}
	}
}

func reverse(_ context.Context, b []byte) ([]byte, error) {
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return b, nil
}

func recurse(_ context.Context, n int) (int, error) { return deeper(n), nil }

//go:noinline
func deeper(n int) int {
	if n < 0 {
		return 0
	}
	var pad [64]int
	pad[n&63] = deeper(n + 1)
	return pad[(n+1)&63] + pad[n&63] + 1
}

// mark remembers that this worker was initialised.
var marked string

func mark(_ context.Context, s string) (string, error) {
	if s == "fail" {
		return "", errTask
	}
	if s != "" {
		marked = s
	}
	return marked, nil
}

func positive(_ context.Context, n int) (int, error) {
	if n < 0 {
		return 0, errTask
	}
	return n, nil
}

func pointer(_ context.Context, n *int) (int, error) { return *n, nil }

// smallStack has runaway recursion end before it takes all memory.
func smallStack(context.Context, int) (int, error) { return debug.SetMaxStack(8 << 20), nil }

// hog takes memory until there is no more.
func hog(context.Context, int) (int, error) {
	limitMemory()
	var all [][]byte
	for {
		all = append(all, make([]byte, 1<<30)) // untouched, so it is taken from nobody else
		if len(all) > 1000 {
			return len(all), nil
		}
	}
}

func newPool(t testing.TB, workers int, opts ...process.Option) *process.ProcessPoolExecutor {
	t.Helper()
	ex, err := process.NewProcessPoolExecutor(workers, opts...)
	if errors.Is(err, process.ErrNoWorkers) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ex.KillWorkers(); ex.Shutdown() })
	return ex
}

func submit[In, Out any](t testing.TB, ex futures.Executor, task *process.Task[In, Out], in In) *futures.Future[Out] {
	t.Helper()
	f, err := process.Submit(ex, task, in)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func result[T any](t testing.TB, f *futures.Future[T]) T {
	t.Helper()
	v, err := f.Result(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// failure is the error of a future's task.
func failure[T any](t testing.TB, f *futures.Future[T]) error {
	t.Helper()
	taskErr, err := f.Exception(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return taskErr
}

func wantErr(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error is %v, want %v", err, want)
	}
}

func wantEqual[T comparable](t testing.TB, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}
