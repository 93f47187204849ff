package futures

import "context"

// ReturnWhen is the condition that ends Wait.
type ReturnWhen int

const (
	AllCompleted   ReturnWhen = iota // all are finished or cancelled
	FirstCompleted                   // any one is finished or cancelled
	FirstException                   // any one finished with an error; all, if none does. A cancelled one does not count as an error
)

// Wait blocks until the condition holds or ctx ends, whichever is first, and
// returns the futures that are done and those that are not. Each set is in the
// order of fs, without repetitions. The end of ctx is not an error: it shows in
// notDone. With no futures Wait returns at once.
func Wait[T any](ctx context.Context, fs []*Future[T], when ReturnWhen) (done, notDone []*Future[T]) {
	unique, cores := distinct(fs)
	w, already := newWaiter(when, cores)
	if !satisfied(when, cores, already) {
		w.block(ctx)
	}
	w.forget(cores)
	for _, f := range unique {
		if f.Done() {
			done = append(done, f)
		} else {
			notDone = append(notDone, f)
		}
	}
	return done, notDone
}

// satisfied reports whether the futures that were already done are enough.
func satisfied(when ReturnWhen, cores []*core, done []int) bool {
	switch when {
	case FirstCompleted:
		return len(done) > 0
	case FirstException:
		for _, i := range done {
			if cores[i].err != nil { // a cancelled one has none
				return true
			}
		}
	}
	return len(done) == len(cores)
}

// block waits for the signal or the end of ctx.
func (w *waiter) block(ctx context.Context) {
	defer reportBlocked(ctx, 0)()
	select {
	case <-w.wake:
	case <-ctx.Done():
	}
}
