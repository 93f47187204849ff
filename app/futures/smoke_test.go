package futures

import ("testing";"context")

func TestSmoke(t *testing.T) {
	ex, _ := NewThreadPoolExecutor(3)
	defer ex.Shutdown()
	var fs []*Future[int]
	for i := range 100 {
		f, err := Submit(ex, func(_ context.Context, n int) (int, error) { return n * 2, nil }, i)
		if err != nil { t.Fatal(err) }
		fs = append(fs, f)
	}
	n := 0
	for f, err := range AsCompleted(t.Context(), fs) { if err != nil { t.Fatal(err) }; _ = f; n++ }
	if n != 100 { t.Fatal(n) }
	i := 0
	for v, err := range Map(t.Context(), ex, func(_ context.Context, n int) (int, error) { return n * 2, nil }, func(y func(int) bool) { for i := 0; y(i); i++ {} }, BufferSize(5)) {
		if v != 2*i || err != nil { t.Fatal(v, err) }
		if i++; i == 50 { break }
	}
	t.Log(fs[0])
}

func BenchmarkBurst(b *testing.B) {
	ex, _ := NewThreadPoolExecutor(8)
	defer ex.Shutdown()
	fs := make([]*Future[int], 1000)
	b.ReportAllocs()
	for b.Loop() {
		for i := range fs { fs[i], _ = Submit(ex, work, i) }
		for _, f := range fs { f.Result(context.Background()) }
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*1000), "ns/future")
}
func work(_ context.Context, n int) (int, error) { return n * 2, nil }

type chanFuture struct { done chan struct{}; v int; err error }
type chanItem struct { f *chanFuture; fn func(context.Context, int)(int,error); in int }
func BenchmarkChan(b *testing.B) {
	ch := make(chan chanItem, 1000)
	for range 8 { go func(){ for it := range ch { it.f.v, it.f.err = it.fn(context.Background(), it.in); close(it.f.done) } }() }
	fs := make([]*chanFuture, 1000)
	b.ReportAllocs()
	for b.Loop() {
		for i := range fs { f := &chanFuture{done: make(chan struct{})}; fs[i]=f; ch <- chanItem{f, work, i} }
		for _, f := range fs { <-f.done }
	}
	close(ch)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*1000), "ns/future")
}
