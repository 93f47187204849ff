// Package tasks holds the work on which the pools are compared: it uses the processor, and
// no network. Each task is an ordinary function of its input, so its result does not depend
// on where it ran; each stops when its context ends. They run in goroutines as well as in
// processes: each program registers the tasks that it uses.
package tasks

import (
	"context"
	"fmt"

	"flaglab/app/process"
)

// A Range is the numbers from From up to, but not including, To.
type Range struct{ From, To int }

// checkEvery is how many numbers are tried between two checks of the context: at most a
// few tenths of a millisecond for the numbers that the lab offers.
const checkEvery = 64

// CountPrimes counts the primes in a range by trial division. That is slow on purpose: it
// needs no memory, so only the processor limits it.
func CountPrimes(ctx context.Context, r Range) (int, error) {
	if r.To < r.From {
		return 0, fmt.Errorf("a range from %d to %d", r.From, r.To)
	}
	count := 0
	for n := r.From; n < r.To; n++ {
		if n%checkEvery == 0 {
			if err := process.Checkpoint(ctx); err != nil {
				return count, err
			}
		}
		if isPrime(n) {
			count++
		}
	}
	return count, nil
}

func isPrime(n int) bool {
	if n < 4 {
		return n > 1
	}
	if n%2 == 0 {
		return false
	}
	for d := 3; d*d <= n; d += 2 {
		if n%d == 0 {
			return false
		}
	}
	return true
}
