package pool

import (
	"context"
	"encoding/binary"

	"flaglab/app/process"
)

// collatz is the task of the pools that compute, in goroutines and in processes. Its input and its output are bytes, as
// processes share no memory: here the first start and the one after the last, there how many steps all need together.
var collatz = process.Register("collatz", countSteps)

// countSteps halves each start that is even, and triples it and adds one if it is odd, until it is one.
func countSteps(ctx context.Context, in []byte) (out []byte, err error) {
	turn := tokenOf(ctx) // goroutines take turns, processes need not
	turn.acquire()
	defer turn.release()
	first, end, steps := binary.LittleEndian.Uint64(in), binary.LittleEndian.Uint64(in[8:]), uint64(0)
	for start := first; start < end; start++ {
		for n := start; n > 1; steps++ {
			if n%2 == 0 {
				n /= 2
			} else {
				n = 3*n + 1
			}
		}
		if start%256 == 0 {
			turn.pass()
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
		}
	}
	return binary.LittleEndian.AppendUint64(nil, steps), nil
}
