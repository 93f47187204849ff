package scenes

import (
	"context"
	"errors"
	"fmt"

	"flaglab/app/futures"
)

// What a person can do to a scene while it plays, and after. Each writes what was
// done and what came of it into the log.

// future returns the i-th future; nil if it has not been shown yet.
func (s *Stage) future(i int) *Future {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i < 0 || i >= len(s.futures) {
		return nil
	}
	return s.futures[i]
}

func (s *Stage) answer(i, worker int, format string, args ...any) {
	s.add(Event{Kind: Answered, Future: i, Worker: worker, Text: fmt.Sprintf(format, args...)})
}

// Cancel asks the future to cancel.
func (s *Stage) Cancel(i int) {
	future := s.future(i)
	if future == nil {
		return
	}
	before := future.State()
	switch ok := future.Cancel(); {
	case ok:
		s.answer(i, Main, "cancel() → true: it will never start")
	case before == futures.Running:
		s.answer(i, Main, "cancel() → false: it is running, and a running task is not stopped from outside")
	default:
		s.answer(i, Main, "cancel() → false: it is done")
	}
}

// Result asks for the result, and waits for it no longer than the stage's
// Timeout.
func (s *Stage) Result(ctx context.Context, i int) {
	future := s.future(i)
	if future == nil {
		return
	}
	ctx, cancel := s.Limit(ctx)
	defer cancel()
	s.answer(i, Main, "result(%s) …", limitText(s.Timeout.Seconds()))
	result, err := future.Result(ctx)
	switch {
	case errors.Is(err, futures.ErrTimeout):
		s.answer(i, Main, "result() raised %v after %gs; the task goes on: %v", err, s.Timeout.Seconds(), future)
	case errors.Is(err, futures.ErrCancelled):
		s.answer(i, Main, "result() raised %v: it was cancelled", err)
	case err != nil:
		s.answer(i, Main, "result() raised %T: %v", err, err)
	default:
		s.answer(i, Main, "result() → %q", result)
	}
}

func limitText(seconds float64) string {
	if seconds <= 0 {
		return ""
	}
	return fmt.Sprintf("timeout=%g", seconds)
}

// AddCallback attaches a callback to the future; it panics if told so.
func (s *Stage) AddCallback(i int, panics bool) {
	future := s.future(i)
	if future == nil {
		return
	}
	done := future.Done()
	s.answer(i, Main, "add_done_callback(%s)", map[bool]string{false: "got", true: "faulty"}[panics])
	var adding = true
	future.AddDoneCallback(func(f *Future) {
		where := "the worker that finished it"
		switch {
		case adding && done:
			where = "the caller, at once: it was done already"
		case f.Cancelled():
			where = "whoever cancelled it"
		}
		if panics {
			s.answer(i, Main, "faulty(%v), run by %s: panics; it is logged, and the next callback still runs", f, where)
			panic("a faulty callback")
		}
		s.answer(i, Main, "got(%v), run by %s", f, where)
	})
	adding = false
}

// SubmitMore submits one more download to the scene's pool.
func (s *Stage) SubmitMore(cc string) {
	s.mu.Lock()
	pool := s.pool
	s.mu.Unlock()
	if pool == nil {
		return
	}
	future, err := futures.Submit(pool, s.Download, cc)
	if err != nil {
		s.answer(-1, Main, "submit(download, %q) raised: %v", cc, err)
		return
	}
	s.Scheduled(cc, future)
}

// Shutdown shuts the scene's pool down.
func (s *Stage) Shutdown(wait, cancelFutures bool) {
	s.mu.Lock()
	pool := s.pool
	s.mu.Unlock()
	if pool == nil {
		return
	}
	var opts []futures.ShutdownOption
	if !wait {
		opts = append(opts, futures.NoWait)
	}
	if cancelFutures {
		opts = append(opts, futures.CancelFutures)
	}
	call := fmt.Sprintf("shutdown(wait=%v, cancel_futures=%v)", title(wait), title(cancelFutures))
	s.answer(-1, Main, "%s …", call)
	pool.Shutdown(opts...)
	s.answer(-1, Main, "%s returned", call)
}

// title writes a truth as Python does.
func title(b bool) string {
	if b {
		return "True"
	}
	return "False"
}
