package threading_test

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
	"testing/synctest"
	"time"

	"flaglab/app/threading"
)

// TestMain fails the run if a goroutine of the package outlives the tests, but for those
// that a test leaked for the runtime to find.
func TestMain(m *testing.M) {
	code := m.Run()
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	for _, g := range strings.Split(string(buf), "\n\n")[1:] {
		if strings.Contains(g, "app/threading.") && !strings.Contains(g, "(leaked)") && code == 0 {
			fmt.Fprintf(os.Stderr, "a goroutine is left behind:\n%s\n", g)
			code = 1
		}
	}
	os.Exit(code)
}

// run runs a program in a bubble with its own time, and returns its log. Within it,
// wait returns when nothing moves any more until time passes.
func run(t *testing.T, main func(context.Context)) []threading.Record {
	t.Helper()
	var log threading.Log
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		err := threading.Run(ctx, func(ctx context.Context) error {
			main(ctx)
			return nil
		}, threading.Config{Observe: log.Observe})
		if err != nil {
			t.Error(err)
		}
	})
	records := log.Records(0)
	checkLog(t, records)
	return records
}

// spawn starts a thread.
func spawn(ctx context.Context, target func(context.Context), name ...threading.Name) *threading.Thread {
	thread := threading.NewThread(ctx, func(ctx context.Context) error {
		target(ctx)
		return nil
	}, name...)
	if err := thread.Start(ctx); err != nil {
		panic(err)
	}
	return thread
}

func joinAll(t *testing.T, ctx context.Context, threads ...*threading.Thread) {
	t.Helper()
	for _, thread := range threads {
		wantErr(t, thread.Join(ctx), nil)
	}
}

// wait waits until nothing moves before time passes.
func wait() { synctest.Wait() }

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error is %v, want %v", err, want)
	}
}

func wantEqual[T any](t *testing.T, got, want T) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("got %s, want %s", g, w)
	}
}

// wantTook checks how long it is since start.
func wantTook(t *testing.T, start time.Time, want time.Duration) {
	t.Helper()
	if took := time.Since(start); took != want {
		t.Errorf("took %v, want %v", took, want)
	}
}

// A list may be appended to by several threads.
type list[T any] struct {
	mu    sync.Mutex
	items []T
}

func (l *list[T]) add(item T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.items = append(l.items, item)
}

func (l *list[T]) all() []T {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]T(nil), l.items...)
}

func sorted(numbers []int) []int {
	slices.Sort(numbers)
	return numbers
}

const (
	second = time.Second
	limit  = threading.Timeout(second)
)

// expired is ctx with a deadline that has passed.
func expired(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithDeadline(ctx, time.Now().Add(-second))
}

func cancelled(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}
