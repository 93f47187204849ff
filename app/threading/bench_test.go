package threading_test

import (
	"context"
	"testing"

	"flaglab/app/threading"
)

// The cost of a call, without and with an observer.
func BenchmarkPutGet(b *testing.B) {
	for name, observe := range map[string]threading.Observer{"unobserved": nil, "observed": func(threading.Record) {}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			threading.Run(b.Context(), func(ctx context.Context) error {
				q := threading.NewQueue[int](1)
				for b.Loop() {
					q.Put(ctx, 1)
					q.Get(ctx)
				}
				return nil
			}, threading.Config{Observe: observe})
		})
	}
}
