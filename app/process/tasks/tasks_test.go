package tasks

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"flaglab/app/futures"
	"flaglab/app/process"
)

var (
	taskPrimes     = process.Register("primes", CountPrimes)
	taskSHA256     = process.Register("sha256", ComputeSHA256)
	taskMandelbrot = process.Register("mandelbrot", ComputeBand)
)

func TestMain(m *testing.M) {
	process.RunWorker()
	os.Exit(m.Run())
}

// executors are those that these tests find here.
func executors(t *testing.T) map[string]futures.Executor {
	t.Helper()
	threads, err := futures.NewThreadPoolExecutor(2)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]futures.Executor{"threads": threads}
	processes, err := process.NewProcessPoolExecutor(2)
	if err == nil {
		all["processes"] = processes
	} else if !errors.Is(err, process.ErrNoWorkers) {
		t.Fatal(err)
	}
	for _, ex := range all {
		t.Cleanup(func() { ex.Shutdown() })
	}
	return all
}

func collect[In, Out any](t *testing.T, ex futures.Executor, task *process.Task[In, Out], inputs []In) (all []Out) {
	t.Helper()
	for v, err := range process.Map(t.Context(), ex, task, slices.Values(inputs)) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

func TestPrimes(t *testing.T) {
	for name, ex := range executors(t) {
		got := collect(t, ex, taskPrimes, []Range{{-5, 2}, {2, 3}, {0, 100}, {0, 10_000}, {10_000, 10_000}, {999_000, 1_000_000}})
		if want := []int{0, 1, 25, 1229, 0, 65}; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if _, err := CountPrimes(t.Context(), Range{2, 1}); err == nil {
		t.Error("a range that ends before it begins")
	}
}

func TestSHA256(t *testing.T) {
	buffer := make([]byte, 3*block+17)
	for i := range buffer {
		buffer[i] = byte(i * 7)
	}
	var inputs [][]byte
	for _, n := range []int{0, 1, 55, 56, 63, 64, 65, 119, 120, 128, block - 1, block, len(buffer)} {
		inputs = append(inputs, buffer[:n])
	}
	for name, ex := range executors(t) {
		got := collect(t, ex, taskSHA256, inputs)
		for i, in := range inputs {
			if want := sha256.Sum256(in); !bytes.Equal(got[i], want[:]) {
				t.Errorf("%s: of %d bytes %x, want %x", name, len(in), got[i], want)
			}
		}
	}
}

func TestMandelbrot(t *testing.T) {
	whole := Band{Width: 96, Height: 64, Left: -2.2, Top: 1.1, Side: 2.2 / 64, Limit: 200}
	whole.To = whole.Height
	one, err := ComputeBand(t.Context(), whole)
	if err != nil || len(one) != 96*64 {
		t.Fatal(len(one), err)
	}
	inside := 0
	for _, n := range one {
		if n == 0 {
			inside++
		}
	}
	// The set's area is about 1.51; near its border the limit decides.
	if area := float64(inside) * whole.Side * whole.Side; area < 1.4 || area > 1.7 {
		t.Errorf("area %.2f", area)
	}
	for i, want := range map[int]byte{0: 1, 32*96 + 64: 0} { // a corner, the origin
		if got := one[i]; got != want {
			t.Errorf("pixel %d: %d, want %d", i, got, want)
		}
	}
	var bands []Band
	for row := 0; row < whole.Height; row += 7 {
		b := whole
		b.From, b.To = row, min(row+7, whole.Height)
		bands = append(bands, b)
	}
	for name, ex := range executors(t) {
		if parts := slices.Concat(collect(t, ex, taskMandelbrot, bands)...); !slices.Equal(parts, one) {
			t.Errorf("%s: the bands do not make the picture", name)
		}
	}
	for _, b := range []Band{{}, {Width: 1, Height: 1, From: 1, To: 0, Limit: 1}, {Width: 1, Height: 1, To: 2, Limit: 1}, {Width: 1, Height: 1, To: 1, Limit: 256}, {Width: 1 << 40, Height: 1, To: 1, Limit: 1}} {
		if _, err := ComputeBand(t.Context(), b); err == nil {
			t.Errorf("%+v", b)
		}
	}
}

// Each task ends soon after its context: here it would go on for days otherwise.
func TestTasksCanBeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	paused := process.WithPause(ctx, 0, func(time.Time) {
		if calls++; calls == 3 {
			cancel()
		}
	})
	buffer := make([]byte, 10*block)
	for name, call := range map[string]func() error{
		"primes": func() error { _, err := CountPrimes(paused, Range{1 << 40, 1 << 41}); return err },
		"sha256": func() error { _, err := ComputeSHA256(paused, buffer); return err },
		"mandelbrot": func() error {
			_, err := ComputeBand(paused, Band{Width: 8000, Height: 8000, To: 8000, Limit: 255})
			return err
		},
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
