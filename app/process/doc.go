// Package process is Python's ProcessPoolExecutor in Go: a futures.Executor whose workers
// share no memory with their caller. They are processes of the operating system or, in a
// browser, Web Workers; either way each runs another copy of this program, and all compute
// at the same time on separate processors. In a browser a Go program has one thread: this
// is its only way to use more than one processor.
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
// place of the process pool the program is the same. futures.AsCompleted, futures.Wait and
// the methods of futures work with both.
//
// # What crosses
//
// The name of a task, its input and its output; types.go has the list of what these may be.
// The compiler refuses a plain function, and the pool refuses one that comes through
// futures.Submit: it might have captured variables. Submit refuses values that have no
// meaning outside this process's memory, with ErrPickling. Nothing is left out silently. An
// error comes back as text, a panic with its stack.
//
// # How a pool ends
//
// With Shutdown, which waits for the work, or with TerminateWorkers and KillWorkers, which
// do not. If a worker ends otherwise (it was killed, ran out of memory or of stack, called
// os.Exit, never started) the pool is broken, and every future gets that error, so no
// caller waits for ever. RULES.md lists the numbered rules; package futures has the
// others.
//
// # How it works
//
// A pool sends frames of bytes to its workers and gets frames back (frame.go). A transport
// carries them: transport_native.go by pipes, transport_js.go by messages. A worker is a
// host (worker.go) behind the other end. One goroutine per pool, its manager, handles all
// that comes back (manage.go). Nothing polls.
//
// In a browser the page's start script compiles the program, and leaves the compiled module
// where the pool finds it: workers then neither download nor compile anything.
package process
