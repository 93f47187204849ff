package threads

import (
	"slices"
	"time"

	"flaglab/app/threading"
)

// queue is the queue of a program, and the fate of all items. Its times are the lab's: they say how far an
// item has come on its way.
type queue struct {
	Items   []item        // by number, from 1
	In      []int         // the numbers of those in the queue, in order
	Maxsize int           // as it was changed to; -1: as it was made
	GotAt   time.Duration // when one was got last

	Rejected, TimedOut int // puts that failed
	Unfinished         int
}

// item is one thing that was put into the queue.
type item struct {
	By, To int           // threads; To is -1 before it is got
	PutAt  time.Duration // on the lab's clock
	GotAt  time.Duration
	DoneAt time.Duration
	Done   bool // task_done was called for it
}

func (q *queue) apply(rec threading.Record, at time.Duration) {
	if rec.Object.Kind != threading.KindQueue {
		return
	}
	if rec.Item > 10_000 {
		panic("threads: a log has more items than a program")
	}
	switch {
	case rec.Op == threading.OpResize:
		if rec.Value > MaxPlaces {
			panic("threads: a log has a queue with more places than a program's")
		}
		q.Maxsize = rec.Value
	case rec.Op == threading.OpPut && rec.Phase == threading.Done:
		for len(q.Items) < rec.Item {
			q.Items = append(q.Items, item{To: -1})
		}
		q.Items[rec.Item-1] = item{By: rec.Thread, To: -1, PutAt: at}
		q.In = append(q.In, rec.Item)
	case rec.Op == threading.OpPut && rec.Phase == threading.Refused:
		q.Rejected++
	case rec.Op == threading.OpPut && rec.Phase == threading.TimedOut:
		q.TimedOut++
	case rec.Op == threading.OpGet && rec.Phase == threading.Done && rec.Item <= len(q.Items):
		q.In = slices.DeleteFunc(q.In, func(n int) bool { return n == rec.Item })
		i := &q.Items[rec.Item-1]
		i.To, i.GotAt, q.GotAt = rec.Thread, at, at
	case rec.Op == threading.OpTaskDone && rec.Phase == threading.Done:
		q.Unfinished = rec.Size
		if i := q.held(rec.Thread); i != nil {
			i.Done, i.DoneAt = true, at
		}
	}
}

// held is the newest item that a thread has got.
func (q *queue) held(thread int) *item {
	for k := len(q.Items) - 1; k >= 0; k-- {
		if q.Items[k].To == thread && !q.Items[k].Done {
			return &q.Items[k]
		}
	}
	return nil
}
