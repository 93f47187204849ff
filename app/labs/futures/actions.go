package futures

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"flaglab/app/flags"
	"flaglab/app/futures"
	"flaglab/app/runlog"
)

// What a person can do, as the controls name it. Those in the first group need a future: cancel:0 is about the first.
const (
	actResult    = "result"
	actTimeout   = "timeout"
	actException = "exception"
	actCancel    = "cancel"
	actCallback  = "callback"
	actFaulty    = "faulty"

	actContinue       = "continue"
	actSubmit         = "submit"
	actShutdown       = "shutdown"
	actShutdownNoWait = "shutdown-no-wait"
	actShutdownCancel = "shutdown-cancel"
)

// act carries out a person's action, in a new goroutine for which the run waits. After the run nothing is left that an
// action could wait for: then act does it before it returns.
func (p *program) act(id string) {
	do := func() {
		p.who.enter(person)
		defer p.who.leave()
		p.perform(id)
	}
	p.mu.Lock()
	over := p.ended
	if !over {
		p.actions.Go(do)
	}
	p.mu.Unlock()
	if over {
		do()
	}
}

func (p *program) perform(id string) {
	action, number, _ := strings.Cut(id, ":")
	switch action {
	case actContinue:
		p.resume()
		return
	case actSubmit:
		p.submitMore()
	case actShutdown:
		p.shutdown(true, false)
	case actShutdownNoWait:
		p.shutdown(false, false)
	case actShutdownCancel:
		p.shutdown(false, true)
	}
	i, err := strconv.Atoi(number)
	if err != nil {
		p.acted(nil, false)
		return
	}
	future := p.futureOf(i)
	if future == nil {
		return
	}
	switch action {
	case actResult:
		p.result(i, future, 0)
	case actTimeout:
		p.result(i, future, p.limit())
	case actException:
		p.exception(i, future)
	case actCancel:
		p.cancel(i, future)
	case actCallback, actFaulty:
		p.addCallback(i, future, action == actFaulty)
	}
	p.acted(future, action == actCancel)
}

// futureOf returns the future of a task; nil if the program has not shown it.
func (p *program) futureOf(i int) *Future {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i < 0 || i >= len(p.tasks) {
		return nil
	}
	return p.tasks[i].future
}

// limit is how long result(timeout) waits: as long as the scene does, or a second.
func (p *program) limit() time.Duration {
	if p.timeout > 0 {
		return p.timeout
	}
	return time.Second
}

func (p *program) answer(i int, format string, args ...any) {
	p.log.Add(i, runlog.NoLane, "", Detail{Kind: Answered, Text: fmt.Sprintf(format, args...), By: person})
}

func (p *program) cancel(i int, future *Future) {
	before := future.State()
	switch ok := future.Cancel(); {
	case ok:
		p.answer(i, "cancel() → true: it will never start")
	case before == futures.Running:
		p.answer(i, "cancel() → false: it is running, and a running task is not stopped from outside")
	default:
		p.answer(i, "cancel() → false: it is done")
	}
}

// result asks for the result, and waits for it no longer than the limit if there is one.
func (p *program) result(i int, future *Future, limit time.Duration) {
	ctx, call := p.ctx, "result()"
	if limit > 0 {
		call = fmt.Sprintf("result(timeout=%g)", limit.Seconds())
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, limit)
		defer stop()
	}
	if !future.Done() {
		p.answer(i, "%s …", call)
	}
	result, err := future.Result(ctx)
	if p.waitFailed(i, call, future, err) {
		return
	}
	p.open(i)
	if err != nil {
		p.answer(i, "%s raised %T: %v", call, err, err)
		return
	}
	p.answer(i, "%s → %q", call, result)
}

// exception asks for the error, and waits for it.
func (p *program) exception(i int, future *Future) {
	const call = "exception()"
	if !future.Done() {
		p.answer(i, "%s …", call)
	}
	taskErr, err := future.Exception(p.ctx)
	if p.waitFailed(i, call, future, err) {
		return
	}
	p.open(i)
	if taskErr != nil {
		p.answer(i, "%s → %T: %v", call, taskErr, taskErr)
		return
	}
	p.answer(i, "%s → None: it did not fail", call)
}

// waitFailed reports whether the wait itself failed, not the task, and if so writes the answer.
func (p *program) waitFailed(i int, call string, future *Future, err error) bool {
	switch {
	case errors.Is(err, futures.ErrCancelled):
		p.answer(i, "%s raised %v", call, err)
	case future.Done():
		return false
	case errors.Is(err, futures.ErrTimeout):
		p.answer(i, "%s raised %v; the task goes on: %v", call, err, future)
	default:
		p.answer(i, "%s stopped waiting: the run was cancelled", call)
	}
	return true
}

// addCallback attaches a callback, which panics if it is faulty.
func (p *program) addCallback(i int, future *Future, faulty bool) {
	name := "got"
	if faulty {
		name = "faulty"
	}
	p.answer(i, "add_done_callback(%s)", name)
	caller := goroutine()
	future.AddDoneCallback(func(f *Future) {
		by, where := p.who.here(), ", the worker that finished it"
		switch {
		case goroutine() == caller:
			where = ", the caller, at once: it was done already"
		case f.Cancelled():
			where = ", who cancelled it"
		}
		p.log.Add(i, runlog.NoLane, "", Detail{Kind: Called, Text: name, By: by, Panics: faulty})
		p.open(i)
		if faulty {
			p.answer(i, "faulty(%v), run by %s%s: panics; that is logged, and the next callback still runs", f, nameOf(by), where)
			panic("a faulty callback")
		}
		p.answer(i, "got(%v), run by %s%s", f, nameOf(by), where)
	})
}

// submitMore submits the download of one more flag.
func (p *program) submitMore() {
	p.mu.Lock()
	pool := p.pool
	var cc string
	if len(p.more) > 0 {
		cc, p.more = p.more[0], p.more[1:]
	}
	p.mu.Unlock()
	switch {
	case pool == nil:
		return
	case cc == "":
		p.answer(runlog.Whole, "there are no more flags to submit")
		return
	}
	future, err := futures.Submit(pool, p.Download, cc)
	if err != nil {
		p.answer(runlog.Whole, "submit(download, %q) raised: %v", cc, err)
		return
	}
	p.Scheduled(cc, future)
}

// moreCodes are those that a person can submit besides the scene's own.
func moreCodes(codes []string) (more []string) {
	for _, cc := range flags.Pop20() {
		if !slices.Contains(codes, cc) {
			more = append(more, cc)
		}
	}
	return more[:min(10, len(more))]
}

// shutdown shuts down the pool.
func (p *program) shutdown(wait, cancelFutures bool) {
	p.mu.Lock()
	pool := p.pool
	p.mu.Unlock()
	if pool == nil {
		return
	}
	var options []futures.ShutdownOption
	if !wait {
		options = append(options, futures.NoWait)
	}
	if cancelFutures {
		options = append(options, futures.CancelFutures)
	}
	call := fmt.Sprintf("shutdown(wait=%s, cancel_futures=%s)", python(wait), python(cancelFutures))
	p.answer(runlog.Whole, "%s …", call)
	pool.Shutdown(options...)
	p.answer(runlog.Whole, "%s returned", call)
}

// python writes a truth as Python does.
func python(b bool) string {
	if b {
		return "True"
	}
	return "False"
}
