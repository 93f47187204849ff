// Package process is Python's ProcessPoolExecutor in Go: a futures.Executor whose
// workers share no memory with their caller. They are processes of the operating system
// or, in a browser, Web Workers; either way they are this program once more, and compute at
// the same time on processors of their own. In a browser a Go program has one thread: this
// is the one way for it to use more than one processor.
//
//	var Primes = process.Register("primes", primes)
//
//	func main() {
//		process.RunWorker()
//		…
//		pool, err := process.NewProcessPoolExecutor(process.DefaultMaxWorkers())
//		if err != nil {
//			return err
//		}
//		defer pool.Shutdown()
//		for count, err := range process.Map(ctx, pool, Primes, slices.Values(ranges)) {
//			…
//		}
//	}
//
// Submit and Map take a registered task, and an executor of any kind: with a thread pool in
// the place of the process pool the program is the same. futures.AsCompleted, futures.Wait
// and all that futures have to offer do not know the difference.
//
// # What crosses
//
// The name of a task, its input and its output; types.go has the list of what these may be.
// A plain function is refused by the compiler, or by the pool if it comes by
// futures.Submit: it might have captured variables. What has no form outside of this
// process's memory is refused by Submit, with ErrPickling. Nothing is left out in silence.
// An error comes back in words, a panic with its stack.
//
// # How a pool ends
//
// With Shutdown, which waits for the work, or with TerminateWorkers and KillWorkers, which
// do not. If a worker ends otherwise (it was killed, ran out of memory or of stack, called
// os.Exit, never started) the pool is broken, and every future learns it: nobody waits for
// ever. RULES.md has the rules by their numbers, as package futures has the others.
//
// # How it works
//
// A pool sends frames of bytes to its workers and gets frames back (frame.go). A transport
// carries them: transport_native.go by pipes, transport_js.go by messages. A worker is a
// host (worker.go) behind the other end. One goroutine per pool, its manager, deals with
// all that comes back (manage.go). Nothing polls.
//
// In a browser the page's start script compiles the program, and leaves the compiled module
// where the pool finds it: workers then neither download nor compile anything.
package process
