package process

import "sync"

// A transport starts workers and carries frames to and from them: operating-system
// processes and pipes, or Web Workers and messages. In tests there is a third.
type transport interface {
	// start starts a worker and returns at once. It reports everything about the
	// worker as events; the last one says that the worker has ended, even if it
	// never began. The goroutines of the transport are counted in running.
	start(h hello, running *sync.WaitGroup, tell func(event)) link

	// clock is the time in ns that a worker's host reports to its pool.
	clock() int64
}

// A link is the pool's end of the line to one worker. Its methods do not block, and
// report no event before they return.
type link interface {
	// send sends frames, in one message where possible. They are lost if the worker has
	// ended.
	send(frames ...[]byte)

	// finish ends a worker that has nothing to do.
	finish()

	// terminate asks the worker to end, whatever it does; kill forces it. Where
	// the system has no such difference they do the same.
	terminate()
	kill()
}

// An event of a worker, for its pool: a frame, or the worker's end.
type event struct {
	w     *worker
	frame []byte // nil: it has ended
	how   error  // how it ended; nil if it ended by itself, without complaint
}
