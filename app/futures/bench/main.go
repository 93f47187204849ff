package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

const stopTimeout = 5 * time.Second

func main() {
	n := flag.Int("n", 1000, "futures that are under way at a time")
	batches := flag.Int("batches", 20, "batches of n futures in a round")
	rounds := flag.Int("rounds", 15, "rounds; the table shows their median")
	flag.Parse()

	costs := measure(*n, *batches, *rounds)
	fmt.Printf("%s/%s, %s, GOMAXPROCS=%d, %d workers; per future, median of %d rounds\n",
		runtime.GOOS, runtime.GOARCH, runtime.Version(), runtime.GOMAXPROCS(0), workers, *rounds)
	tw := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "\tns\tratio\tB\tallocs\t")
	for i, c := range contenders {
		fmt.Fprintf(tw, "%s\t%.0f\t%.2f\t%.0f\t%.1f\t\n", c.name, costs[i].ns, costs[i].ns/costs[0].ns, costs[i].bytes, costs[i].allocs)
	}
	tw.Flush()
}

// A cost is that of one future.
type cost struct{ ns, bytes, allocs float64 }

// measure has the contenders take turns within each round, so that a busy machine
// hits them alike, and takes the median of each one's rounds.
func measure(n, batches, rounds int) []cost {
	times := make([][]float64, len(contenders))
	costs := make([]cost, len(contenders))
	for round := range rounds + 1 {
		for i, c := range contenders {
			run, stop := c.start()
			out := make([]int, n)
			run(out) // starts the workers
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			for range batches {
				run(out)
			}
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			stop()
			verify(c.name, out)
			if round == 0 {
				continue // warm-up
			}
			per := float64(n * batches)
			times[i] = append(times[i], float64(took.Nanoseconds())/per)
			costs[i].bytes = float64(after.TotalAlloc-before.TotalAlloc) / per
			costs[i].allocs = float64(after.Mallocs-before.Mallocs) / per
		}
	}
	for i, t := range times {
		slices.Sort(t)
		costs[i].ns = t[len(t)/2]
	}
	return costs
}

func verify(name string, out []int) {
	for i, v := range out {
		if v != 2*i+1 {
			panic(fmt.Sprintf("%s: result %d is %d", name, i, v))
		}
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
