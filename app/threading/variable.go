package threading

import (
	"context"
	"sync"
)

// A Variable is a number that threads share without protection, such as a global
// variable in Python. Each Read and each Write is atomic, so there is no data race in
// the sense of Go; but the value may be stale by the time it is written back, and then
// an update is lost. Updates finds it in the log. The zero Variable is 0.
type Variable struct {
	object

	mu      sync.Mutex
	value   int
	version int // the number of writes
}

// Read returns the value.
func (v *Variable) Read(ctx context.Context) int {
	c := newCall(ctx, OpRead, KindVariable, &v.object)
	v.mu.Lock()
	defer v.mu.Unlock()
	c.value, c.item = v.value, v.version
	c.report(Done)
	return v.value
}

// Write changes the value.
func (v *Variable) Write(ctx context.Context, value int) {
	c := newCall(ctx, OpWrite, KindVariable, &v.object)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.value = value
	v.version++
	c.value, c.item = v.value, v.version
	c.report(Done)
}

// Value returns the value without a record in the log.
func (v *Variable) Value() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.value
}
