package futures_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"flaglab/app/futures"
)

// doubling is a Callable that an executor knows by its name.
type doubling struct{ name string }

func (*doubling) Call(ctx context.Context, n int) (int, error) { return double(ctx, n) }

// fakeProcesses stands for a pool that shares no memory with its caller: it knows
// callables by name, and what crosses is text.
type fakeProcesses struct {
	batches []int
}

func (p *fakeProcesses) Shutdown(...futures.ShutdownOption) {}

func (p *fakeProcesses) Execute(item futures.Item) error { return p.ExecuteBatch([]futures.Item{item}) }

func (p *fakeProcesses) ExecuteBatch(items []futures.Item) error {
	p.batches = append(p.batches, len(items))
	for _, item := range items {
		if d, ok := item.Callable().(*doubling); !ok || d.name != "double" {
			return fmt.Errorf("cannot pickle %v", item.Callable())
		}
		sent := fmt.Sprint(item.Input())
		if !item.Start(0) {
			continue
		}
		item.Complete(func(out any) error { // what the worker does, and its answer
			n, err := strconv.Atoi(sent)
			*out.(*int) = 2 * n
			return err
		})
	}
	return nil
}

func TestAnotherKindOfExecutor(t *testing.T) {
	known := &doubling{"double"}
	p := new(fakeProcesses)
	f, err := futures.SubmitCallable(p, known, 21)
	wantErr(t, err, nil)
	v, err := f.Result(t.Context())
	wantErr(t, err, nil)
	wantEqual(t, v, 42)
	for name, fn := range map[string]func(context.Context, int) (int, error){
		"flaglab/app/futures_test.double":                                double, // what it does is not who it is
		"flaglab/app/futures_test.(*doubling).Call-fm":                   known.Call,
		"flaglab/app/futures_test.TestAnotherKindOfExecutor.adder.func1": adder(1),
	} {
		_, err = futures.Submit(p, fn, 0)
		wantEqual(t, err.Error(), "cannot pickle "+name)
	}
	ex := newPool(t, 1) // and where memory is shared
	defer ex.Shutdown()
	f, err = futures.SubmitCallable(ex, known, 4)
	wantErr(t, err, nil)
	v, err = f.Result(t.Context())
	wantErr(t, err, nil)
	wantEqual(t, v, 8)

	p.batches = nil
	inputs := slices.Values([]int{1, 2, 3, 4, 5})
	wantEqual(t, collect(futures.MapCallable(t.Context(), p, known, inputs, futures.ChunkSize(2))), []string{"2", "4", "6", "8", "10"})
	wantEqual(t, p.batches, []int{2, 2, 1})

	p.batches = nil
	fetched := 0
	seq := futures.MapCallable(t.Context(), p, known, count(&fetched), futures.ChunkSize(2), futures.BufferSize(3))
	wantEqual(t, fetched, 6)
	n := 0
	for v := range seq {
		wantEqual(t, v, 2*n)
		if n++; n == 10 {
			break
		}
	}
	if fetched < 14 || fetched > 16 {
		t.Error("fetched", fetched)
	}
}

func adder(n int) func(context.Context, int) (int, error) {
	return func(_ context.Context, m int) (int, error) { return n + m, nil }
}
