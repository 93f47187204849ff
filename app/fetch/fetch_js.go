package fetch

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"syscall/js"
	"time"
)

// Response is the answer to a request. Its body must be read to the end, with
// ReadAll or Read, or closed.
type Response struct {
	Status      int
	ContentType string
	Length      int64 // Content-Length, -1 if unknown

	url   string
	began float64 // performance.now() before the request
	value js.Value
	body  body
}

var (
	global      = js.Global()
	object      = global.Get("Object")
	uint8Array  = global.Get("Uint8Array")
	controller  = global.Get("AbortController")
	performance = global.Get("performance")
)

// Get asks for a URL. Cancelling ctx aborts the request, also while its body is
// being read. The error is ctx's once ctx is done; otherwise there was no answer,
// and a browser does not say why.
func Get(ctx context.Context, url string) (*Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	abort := controller.New()
	stop := context.AfterFunc(ctx, func() { abort.Call("abort") })

	options := object.New()
	options.Set("cache", "no-store")
	options.Set("credentials", "omit")
	options.Set("signal", abort.Get("signal"))
	began := performance.Call("now").Float()
	value, err := await(global.Call("fetch", url, options))
	if err != nil {
		stop()
		return nil, failure(ctx, err)
	}
	headers := value.Get("headers")
	r := &Response{
		Status:      value.Get("status").Int(),
		ContentType: header(headers, "content-type"),
		Length:      -1,
		url:         value.Get("url").String(),
		began:       began,
		value:       value,
		body:        body{ctx: ctx, stop: stop},
	}
	if n, err := strconv.ParseInt(header(headers, "content-length"), 10, 64); err == nil {
		r.Length = n
	}
	return r, nil
}

// Header returns a header of the answer; empty if there is none, or if another
// origin does not let us see it.
func (r *Response) Header(name string) string { return header(r.value.Get("headers"), name) }

// failure prefers ctx's error to what the browser says of an aborted request.
func failure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("fetch: %w", err)
}

func header(headers js.Value, name string) string {
	value := headers.Call("get", name)
	if value.IsNull() {
		return ""
	}
	return value.String()
}

// TooLargeError reports a body longer than the limit that the caller set.
type TooLargeError struct{ Limit int64 }

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("fetch: the answer is longer than %d bytes", e.Limit)
}

// ReadAll reads the body and closes it. A body longer than limit is a
// *TooLargeError.
func (r *Response) ReadAll(limit int64) ([]byte, error) {
	if r.Length < 0 || r.Length > limit {
		// Chunk by chunk, so that an endless body stops at the limit.
		defer r.Close()
		data, err := io.ReadAll(io.LimitReader(r, limit+1))
		if err == nil && int64(len(data)) > limit {
			return nil, &TooLargeError{limit}
		}
		return data, err
	}
	// One step where a reader needs at least three: this is the way of every flag.
	defer r.body.stop()
	buffer, err := await(r.value.Call("arrayBuffer"))
	if err != nil {
		return nil, failure(r.body.ctx, err)
	}
	array := uint8Array.New(buffer)
	data := make([]byte, array.Length())
	js.CopyBytesToGo(data, array)
	return data, nil
}

// body is the stream of a response: the reader, and what of the last chunk is unread.
type body struct {
	ctx    context.Context
	stop   func() bool
	reader js.Value
	chunk  js.Value // Uint8Array
	rest   int      // bytes of the chunk that are unread
}

// Read implements [io.Reader] chunk by chunk, as they arrive.
func (r *Response) Read(p []byte) (int, error) {
	b := &r.body
	if len(p) == 0 {
		return 0, nil
	}
	if b.reader.IsUndefined() {
		stream := r.value.Get("body")
		if stream.IsNull() {
			return 0, io.EOF
		}
		b.reader = stream.Call("getReader")
	}
	for b.rest == 0 {
		result, err := await(b.reader.Call("read"))
		if err != nil {
			return 0, failure(b.ctx, err)
		}
		if result.Get("done").Bool() {
			b.stop()
			return 0, io.EOF
		}
		b.chunk = result.Get("value")
		b.rest = b.chunk.Length()
	}
	length := b.chunk.Length()
	n := js.CopyBytesToGo(p, b.chunk.Call("subarray", length-b.rest))
	b.rest -= n
	return n, nil
}

// Close gives up what was not read and frees the connection.
func (r *Response) Close() error {
	r.body.stop()
	if !r.body.reader.IsUndefined() {
		_, err := await(r.body.reader.Call("cancel"))
		return err
	}
	if stream := r.value.Get("body"); !stream.IsNull() && !r.value.Get("bodyUsed").Bool() {
		_, err := await(stream.Call("cancel"))
		return err
	}
	return nil
}

// Timing is what the browser measured of one request. A browser that keeps
// something from us (another origin without Timing-Allow-Origin) says 0.
type Timing struct {
	Stalled   time.Duration // from the call to the request: waiting for a connection
	Waiting   time.Duration // from the request to the first byte of the answer
	Receiving time.Duration // from the first byte to the last
	Protocol  string        // http/1.1, h2, h3
}

// Timing looks the request up in the browser's Resource Timing. It is false if
// the browser has no entry for it: not yet, or because its buffer is full.
func (r *Response) Timing() (Timing, bool) {
	entries := performance.Call("getEntriesByName", r.url, "resource")
	n := entries.Length()
	if n == 0 {
		return Timing{}, false
	}
	entry := entries.Index(n - 1)
	start := entry.Get("startTime").Float()
	request := entry.Get("requestStart").Float()
	if start < r.began-1 || request == 0 {
		return Timing{}, false
	}
	response := entry.Get("responseStart").Float()
	return Timing{
		Stalled:   milliseconds(request - start),
		Waiting:   milliseconds(response - request),
		Receiving: milliseconds(entry.Get("responseEnd").Float() - response),
		Protocol:  entry.Get("nextHopProtocol").String(),
	}, true
}

func milliseconds(x float64) time.Duration { return time.Duration(x * float64(time.Millisecond)) }

// KeepTimings empties the browser's buffer of Resource Timing and makes room for n
// entries; beyond its limit a browser drops what is new.
func KeepTimings(n int) {
	performance.Call("clearResourceTimings")
	performance.Call("setResourceTimingBufferSize", n)
}
