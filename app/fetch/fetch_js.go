package fetch

import (
	"context"
	"errors"
	"sync"
	"syscall/js"
	"time"

	"flaglab/app/flags"
)

// Response is the answer to a request, read to its end.
type Response struct {
	Status      int
	ContentType string
	CacheStatus string // the header Cache-Status; empty if there is none
	Body        []byte
	Timing      flags.Timing
}

// Get asks for a URL and reads the answer, of at most limit bytes. Cancelling ctx
// aborts the request, also while its body is being read. The error is ctx's once ctx
// is done; otherwise there was no answer, and a browser does not say why.
//
// It must not be called in a callback from JavaScript: that would block the event loop, and deadlock.
func Get(ctx context.Context, url string, limit int) (*Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	id, answered := pending.open()
	stop := context.AfterFunc(ctx, func() { browser().abort.Invoke(id) })
	browser().fetch.Invoke(id, url, limit, browser().answer)
	a := <-answered
	stop()
	if a.err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return a.response, a.err
}

// Block is a number of bytes received of a file, and how long that took.
type Block struct {
	Bytes int
	Took  time.Duration
}

// Measure fetches a file without compression, again and again, until it has so many blocks, or until most has gone by. A block
// is 2 MB, or what came within 60 ms, but takes at least least. There is at least one; the only one may be shorter. Nothing is
// kept of the file. Bytes that arrive together with the headers do not count.
func Measure(ctx context.Context, url string, blocks int, least, most time.Duration) ([]Block, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	type outcome struct {
		blocks []Block
		err    error
	}
	measured := make(chan outcome, 1) // room for one: a callback from JavaScript must not block
	answer := js.FuncOf(func(_ js.Value, args []js.Value) any {
		var o outcome
		if args[0].Type() == js.TypeString {
			o.err = errors.New("fetch: " + args[0].String())
		} else {
			for i := 0; i < len(args); i += 2 {
				o.blocks = append(o.blocks, Block{args[i].Int(), milliseconds(args[i+1])})
			}
		}
		measured <- o
		return nil
	})
	defer answer.Release()
	abort := js.Global().Get("AbortController").New()
	stop := context.AfterFunc(ctx, func() { abort.Call("abort") })
	defer stop()
	js.Global().Call("goMeasure", url, blocks, least.Seconds()*1000, most.Seconds()*1000, abort.Get("signal"), answer)
	o := <-measured
	if o.err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return o.blocks, o.err
}

// KeepTimings empties the browser's buffer of Resource Timing and makes room for n
// entries; a browser drops new entries when it is full.
func KeepTimings(n int) {
	performance := js.Global().Get("performance")
	performance.Call("clearResourceTimings")
	performance.Call("setResourceTimingBufferSize", n)
}

// browser is the browser's half of this package: web/fetch.js.
var browser = sync.OnceValue(func() (b struct {
	fetch, abort js.Value
	answer       js.Func
}) {
	b.fetch = js.Global().Get("goFetch")
	b.abort = js.Global().Get("goFetchAbort")
	b.answer = js.FuncOf(func(_ js.Value, args []js.Value) any {
		pending.take(args[0].Int()) <- newAnswer(args[1:])
		return nil
	})
	return b
})

// answer is the result of a request.
type answer struct {
	response *Response
	err      error
}

// newAnswer reads the arguments of goFetch's answer after the id.
func newAnswer(args []js.Value) answer {
	status := args[0].Int()
	if status == 0 {
		return answer{err: errors.New("fetch: " + args[1].String())}
	}
	r := &Response{Status: status, ContentType: text(args[1]), CacheStatus: text(args[3])}
	r.Body = make([]byte, args[2].Length())
	js.CopyBytesToGo(r.Body, args[2])
	if protocol := args[7]; !protocol.IsNull() {
		r.Timing = flags.Timing{
			Known:     true,
			Stalled:   milliseconds(args[4]),
			Waiting:   milliseconds(args[5]),
			Receiving: milliseconds(args[6]),
			Protocol:  protocol.String(),
		}
	}
	return answer{response: r}
}

func text(v js.Value) string {
	if v.IsNull() {
		return ""
	}
	return v.String()
}

func milliseconds(v js.Value) time.Duration {
	return time.Duration(v.Float() * float64(time.Millisecond))
}

// pending are the requests under way.
var pending = requests{waiting: map[int]chan<- answer{}}

type requests struct {
	mu      sync.Mutex
	newest  int
	waiting map[int]chan<- answer
}

// open makes a place for an answer.
func (r *requests) open() (id int, answered <-chan answer) {
	c := make(chan answer, 1) // room for one: a callback from JavaScript must not block
	r.mu.Lock()
	defer r.mu.Unlock()
	r.newest++
	r.waiting[r.newest] = c
	return r.newest, c
}

// take removes the place for the answer of a request.
func (r *requests) take(id int) chan<- answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.waiting[id]
	delete(r.waiting, id)
	return c
}
