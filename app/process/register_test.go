package process_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"flaglab/app/futures"
	"flaglab/app/process"
)

func thrown(fn func()) (text string) {
	defer func() {
		if v := recover(); v != nil {
			text = fmt.Sprint(v)
		}
	}()
	fn()
	return ""
}

// These are refused at the start of a program. All but the last are tried before RunWorker.
var refused = func() map[string]string {
	captured := 1
	return map[string]string{
		"no name":     thrown(func() { process.Register("", double) }),
		"no function": thrown(func() { process.Register[int, int]("none", nil) }),
		"taken":       thrown(func() { process.Register("once", double); process.Register("once", double) }),
		"literal":     thrown(func() { process.Register("literal", func(_ context.Context, n int) (int, error) { return n, nil }) }),
		"closure": thrown(func() {
			process.Register("closure", func(_ context.Context, n int) (int, error) { captured++; return n + captured, nil })
		}),
		"made closure": thrown(func() { process.Register("made", adder(captured)) }),
		"wrapper": thrown(func() {
			process.Register("wrapper", func(ctx context.Context, n int) (int, error) { return double(ctx, n) })
		}),
		"method value": thrown(func() { process.Register("method", base(1).add) }),
	}
}()

func adder(n int) func(context.Context, int) (int, error) {
	return func(_ context.Context, m int) (int, error) { return n + m, nil }
}

type base int

func (b base) add(_ context.Context, n int) (int, error) { return int(b) + n, nil }

func TestRegisterRefusesWhatCouldLoseState(t *testing.T) {
	refused["too late"] = thrown(func() { process.Register("late", double) })
	for name, want := range map[string]string{
		"no name":      "a task needs a name and a function",
		"no function":  "a task needs a name and a function",
		"taken":        `process.Register("once"): the name is taken`,
		"literal":      "is not a declared function: what it may have captured does not cross",
		"closure":      "is not a declared function: what it may have captured does not cross",
		"made closure": "is not a declared function: what it may have captured does not cross",
		"wrapper":      "is not a declared function: what it may have captured does not cross",
		"method value": "is not a declared function: what it may have captured does not cross",
		"too late":     "the program has begun",
	} {
		if !strings.Contains(refused[name], want) {
			t.Errorf("%s: %q, want %q", name, refused[name], want)
		}
	}
}

// Generic functions are declared ones, in each of their forms.
var taskIdentity = process.Register("identity", identity[string])

func identity[T any](_ context.Context, v T) (T, error) { return v, nil }

type hidden struct{ N, n int }

func unexported(_ context.Context, h hidden) (int, error)       { return h.n, nil }
func channel(_ context.Context, c chan int) (int, error)        { return 0, nil }
func callback(_ context.Context, f []func()) (int, error)       { return 0, nil }
func anything(_ context.Context, v map[string]any) (int, error) { return 0, nil }
func returnsError(context.Context, int) (error, error)          { return nil, nil }
func cyclic(_ context.Context, v Nested) (int, error)           { return len(v), nil }

// Nested is a type that contains itself.
type Nested []Nested

var (
	taskUnexported = process.Register("unexported", unexported)
	taskChannel    = process.Register("channel", channel)
	taskCallback   = process.Register("callback", callback)
	taskAnything   = process.Register("anything", anything)
	taskError      = process.Register("error", returnsError)
	taskCyclic     = process.Register("cyclic", cyclic)
)

func TestSubmitRefusesWhatCannotCross(t *testing.T) {
	ex := newPool(t, 1)
	cycle := make(Nested, 1)
	cycle[0] = cycle
	var unregistered process.Task[int, int]
	for want, submitted := range map[string]func() error{
		"cannot pickle function flaglab/app/process_test.double: only a task that was registered": func() error { _, err := futures.Submit(ex, double, 1); return err },
		"adder": func() error { _, err := futures.Submit(ex, adder(1), 1); return err },
		"only a task that was registered with process.Register":                                             func() error { _, err := process.Submit(ex, &unregistered, 1); return err },
		"cannot pickle the input of unexported: the field process_test.hidden.n is unexported":              func() error { _, err := process.Submit(ex, taskUnexported, hidden{}); return err },
		"cannot pickle the input of channel: a chan (chan int) means nothing in another process":            func() error { _, err := process.Submit(ex, taskChannel, nil); return err },
		"cannot pickle the input of callback: a func (func()) means nothing in another process":             func() error { _, err := process.Submit(ex, taskCallback, nil); return err },
		"the other side cannot know what is in an interface (interface {})":                                 func() error { _, err := process.Submit(ex, taskAnything, nil); return err },
		"cannot pickle the output of error: the other side cannot know what is in an interface (error)":     func() error { _, err := process.Submit(ex, taskError, 1); return err },
		"cannot pickle the input of pointer: a pointer (*int) points into memory that workers do not share": func() error { _, err := process.Submit(ex, taskPointer, new(int)); return err },
		"cannot pickle a value that is nested more than 1000 levels deep":                                   func() error { _, err := process.Submit(ex, taskCyclic, cycle); return err },
	} {
		err := submitted()
		if !errors.Is(err, process.ErrPickling) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	// A method value of a task is a closure like any other.
	_, err := futures.Submit(ex, taskDouble.Call, 1)
	wantErr(t, err, process.ErrPickling)
	// In a map the error comes where the results would.
	for _, err := range futures.Map(t.Context(), ex, double, slices.Values([]int{1, 2})) {
		wantErr(t, err, process.ErrPickling)
	}
	// The pool is as good as before.
	wantEqual(t, result(t, submit(t, ex, taskIdentity, "héllo \xff")), "héllo \xff")
	wantEqual(t, result(t, submit(t, ex, taskCyclic, Nested{nil, {}, {nil}})), 3)
}

// The same calls work with either pool.
func TestBothPoolsTakeTasks(t *testing.T) {
	threads, err := futures.NewThreadPoolExecutor(2)
	wantErr(t, err, nil)
	for name, ex := range map[string]futures.Executor{"threads": threads, "processes": newPool(t, 2)} {
		t.Run(name, func(t *testing.T) {
			err := futures.With(ex, func() error {
				var fs []*futures.Future[int]
				sum := 0
				for i := range 5 {
					fs = append(fs, submit(t, ex, taskDouble, i))
				}
				for f, err := range futures.AsCompleted(t.Context(), fs) {
					wantErr(t, err, nil)
					sum += result(t, f)
				}
				wantEqual(t, sum, 20)
				done, notDone := futures.Wait(t.Context(), fs, futures.FirstException)
				wantEqual(t, len(done), 5)
				wantEqual(t, len(notDone), 0)
				var mapped []string
				for v, err := range process.Map(t.Context(), ex, taskPositive, slices.Values([]int{3, -1, 4}), futures.BufferSize(2)) {
					mapped = append(mapped, fmt.Sprint(v, err))
				}
				wantEqual(t, strings.Join(mapped, ", "), "3 <nil>, 0 task failed, 4 <nil>")
				return errTask
			})
			wantErr(t, err, errTask)
			_, err = process.Submit(ex, taskDouble, 1)
			wantErr(t, err, futures.ErrShutdown)
		})
	}
}
