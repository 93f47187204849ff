package pool

import (
	"context"

	"flaglab/app/futures"
)

// A boundedPool is a thread pool whose queue has a bound. There are three things that it can do with a task for which there
// is no place.
type boundedPool struct {
	workers *futures.ThreadPoolExecutor
	places  chan struct{} // one is taken by each task that runs or is queued
}

type task func(context.Context, []byte) ([]byte, error)

// block waits for a place: the caller becomes as slow as the workers.
func (p *boundedPool) block(t task) (accepted bool) {
	p.places <- struct{}{}
	return p.start(t)
}

// reject refuses the task: the caller goes on, and has to do without.
func (p *boundedPool) reject(t task) (accepted bool) {
	select {
	case p.places <- struct{}{}:
		return p.start(t)
	default:
		return false
	}
}

// callerRuns has the caller carry out the task, and thereby ask for nothing else meanwhile.
func (p *boundedPool) callerRuns(t task) (accepted bool) {
	if !p.reject(t) {
		t(context.Background(), nil)
	}
	return true
}

// start queues a task that has its place.
func (p *boundedPool) start(t task) bool {
	future, err := futures.Submit(p.workers, t, nil)
	if err != nil {
		<-p.places
		return false
	}
	future.AddDoneCallback(func(*futures.Future[[]byte]) { <-p.places })
	return true
}
