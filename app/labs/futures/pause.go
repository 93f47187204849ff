package futures

import (
	"context"
	"time"

	"flaglab/app/runlog"
)

// pause is a moment in which the program waits for a person.
type pause struct {
	over  chan struct{}    // closed when the person goes on
	acted chan struct{}    // the person did something: the waiting begins anew
	about map[*Future]bool // futures that the person has not tried to cancel yet
}

// Pause lets a person act, and waits until the person has done nothing for the program's patience. It goes on at once
// when the person says so, or when each of the futures that the question is about was asked to cancel.
func (p *program) Pause(ctx context.Context, question string, about ...*Future) {
	if p.patience <= 0 {
		return
	}
	w := &pause{over: make(chan struct{}), acted: make(chan struct{}, 1), about: map[*Future]bool{}}
	for _, future := range about {
		w.about[future] = true
	}
	p.mu.Lock()
	p.pause = w
	p.mu.Unlock()
	p.log.Add(runlog.Whole, runlog.NoLane, "", Detail{Kind: Paused, Text: question, Patience: p.patience, By: p.who.here(), Line: p.line()})
	p.wait(ctx, w)
	p.mu.Lock()
	p.pause = nil
	p.mu.Unlock()
	p.log.Add(runlog.Whole, runlog.NoLane, "", Detail{Kind: Resumed})
}

func (p *program) wait(ctx context.Context, w *pause) {
	timer := time.NewTimer(p.patience)
	defer timer.Stop()
	for {
		select {
		case <-w.acted:
			timer.Reset(p.patience)
		case <-w.over:
			return
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// resume ends the pause, if there is one.
func (p *program) resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pause != nil {
		p.pause.end()
	}
}

// acted tells the pause what the person did: to the future, if there is one, and whether that was to cancel it.
func (p *program) acted(future *Future, cancelled bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.pause
	if w == nil {
		return
	}
	if cancelled && w.about[future] {
		delete(w.about, future)
		if len(w.about) == 0 {
			w.end()
		}
	}
	select {
	case w.acted <- struct{}{}:
	default:
	}
}

// end lets the program go on. The caller holds the program's lock.
func (w *pause) end() {
	select {
	case <-w.over:
	default:
		close(w.over)
	}
}
