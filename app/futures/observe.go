package futures

import "context"

// A Transition is one change of state of one future.
type Transition struct {
	Future   uint64 // the future's ID
	From, To State  // Submit itself is reported as Pending → Pending
	Worker   int    // the lane of the worker that runs the future, or -1
	Err      error  // the task's error, when To is Finished and the task failed
}

// An Observer is called for each Transition of the futures of one executor, in
// the goroutine that makes it and before anybody can see the new state. For one
// future the calls come one after the other and in order; those for different
// futures may overlap.
//
// It runs under the future's lock, and for the first transition under the
// executor's: it must be quick, and must call neither the future nor the
// executor. It should only record the transition and return.
type Observer func(Transition)

func (c *core) report(from, to State) {
	c.observer(Transition{Future: c.id, From: from, To: to, Worker: int(c.worker), Err: c.err})
}

// A Blocking reports that a task has begun or stopped waiting for a future.
// These waits are the edges of the wait-for graph, in which a cycle is a
// deadlock (C51).
type Blocking struct {
	Worker  int    // the lane of the task that waits
	Task    uint64 // ID of that task's future
	On      uint64 // ID of the future it waits for; 0 if for several, in Wait or AsCompleted
	Blocked bool   // false when the wait is over
}

// reportBlocked tells the executor whose worker's context ctx is that its task
// blocks, and returns the function that reports the end of the wait.
func reportBlocked(ctx context.Context, on uint64) (unblock func()) {
	l := laneFrom(ctx)
	if l == nil || l.blocked == nil {
		return func() {}
	}
	b := Blocking{Worker: l.Index, Task: l.task.Load(), On: on, Blocked: true}
	l.blocked(b)
	return func() {
		b.Blocked = false
		l.blocked(b)
	}
}
