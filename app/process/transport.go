package process

import "sync"

// A transport starts workers and carries frames to and from them: operating-system
// processes and pipes, or Web Workers and messages. In tests there is a third.
type transport interface {
	// start starts a worker and returns at once. Whatever becomes of it is an event;
	// the last one says that it has ended, also if it never began. What the
	// transport runs for it is counted in running.
	start(h hello, running *sync.WaitGroup, tell func(event)) link

	// clock is the time that is told to pools by the host of a worker, in ns.
	clock() int64
}

// A link is the pool's end of the line to one worker. Its methods do not block, and they
// tell nothing before they return.
type link interface {
	// send sends a frame. It is lost if the worker has ended.
	send(frame []byte)

	// finish ends a worker that has nothing to do.
	finish()

	// terminate asks the system to end the worker, whatever it does; kill does not
	// ask. Where there is no difference they are the same.
	terminate()
	kill()
}

// An event tells a pool of one of its workers: a frame, or its end.
type event struct {
	w     *worker
	frame []byte // nil: it has ended
	how   error  // how it ended; nil if it ended by itself, without complaint
}
