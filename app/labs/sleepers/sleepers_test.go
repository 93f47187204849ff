package sleepers

import "testing"

func TestSleepersHoldMemory(t *testing.T) {
	cost := Measure(t.Context(), 2000)
	// The stack of a goroutine has at least 2 KB.
	if cost.Count != 2000 || cost.Start <= 0 || cost.Bytes < 2000*2048 || cost.Bytes > 2000*64<<10 {
		t.Errorf("%+v", cost)
	}
}
