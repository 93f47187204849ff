package process

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/futures"
)

// Of units that take next to nothing a worker holds more, but leaves others their share.
func TestC53_ShortUnitsGoSeveralAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := testPool(t, 2, new(goroutines))
		most := 0
		for _, d := range []time.Duration{100 * time.Microsecond, 20 * time.Microsecond, 0} {
			var fs []*futures.Future[time.Duration]
			for range 1000 {
				fs = append(fs, submitNap(t, ex, d))
			}
			futures.Wait(t.Context(), fs, futures.AllCompleted)
			ex.mu.Lock()
			w := ex.lanes[0]
			queue := units{first: new(unit), n: 1000}
			most = w.room(&queue, 2)
			few := units{first: new(unit), n: 20}
			large := units{first: &unit{frame: make([]byte, smallFrame+1)}, n: 1000}
			want(t, w.room(&few, 2) <= 5, true)
			want(t, w.room(&large, 2), inFlight)
			ex.mu.Unlock()
			if d == 100*time.Microsecond {
				want(t, most, 5) // half a millisecond
			}
		}
		want(t, most, mostInFlight)
		ex.Shutdown()
	})
}

// An answer waits for the next one only where that will follow at once.
func TestAnswersThatMayWaitForTheNext(t *testing.T) {
	call := func(task string) []byte { return callHeader(1, task, 1) }
	long, short := 10*time.Millisecond, 10*time.Microsecond
	for name, test := range map[string]struct {
		calls []time.Duration
		next  []byte
		since time.Duration // the oldest answer has waited
		want  bool
	}{
		"a short call follows":       {[]time.Duration{short, short, short, short}, call("a"), 0, true},
		"too little is known":        {[]time.Duration{short, short, short}, call("a"), 0, false},
		"nothing follows":            {[]time.Duration{short, short, short, short}, nil, 0, false},
		"another task follows":       {[]time.Duration{short, short, short, short}, call("b"), 0, false},
		"something else follows":     {[]time.Duration{short, short, short, short}, []byte{frameHello}, 0, false},
		"one of the calls took long": {[]time.Duration{short, short, short, long}, call("a"), 0, false},
		"an answer has waited":       {[]time.Duration{short, short, short, short}, call("a"), burst, false},
	} {
		t.Run(name, func(t *testing.T) {
			var r recent
			now := time.Now()
			for _, took := range test.calls {
				r.call("a", took)
			}
			if test.since > 0 {
				r.held = now.Add(-test.since)
			}
			inbox := newMailbox[[]byte]()
			if test.next != nil {
				inbox.put(test.next)
			}
			want(t, r.more(inbox, now), test.want)
			want(t, r.held.IsZero(), !test.want)
		})
	}
}

// Callbacks that end the pool's goroutine take no answers along that came with theirs.
func TestNoAnswerIsLostToACallbackThatEndsTheGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ex := testPool(t, 1, new(goroutines))
		fs := []*futures.Future[time.Duration]{submitNap(t, ex, time.Millisecond)} // until then the others have their callbacks
		for range 200 {
			f := submitNap(t, ex, 0)
			f.AddDoneCallback(func(*futures.Future[time.Duration]) { runtime.Goexit() })
			fs = append(fs, f)
		}
		futures.Wait(t.Context(), fs, futures.AllCompleted)
		for _, f := range fs {
			_, err := f.Result(t.Context())
			want(t, err, nil)
		}
		ex.Shutdown()
	})
}
