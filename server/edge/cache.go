//go:build js && wasm

package edge

import (
	"context"
	"strconv"
	"syscall/js"
	"time"

	"flaglab/server/proxy"
)

// Cache is the Cache API, which the Workers of one data centre share. It implements
// the Cache of package proxy.
type Cache struct {
	// Base is a URL of the Worker's own. The entries' keys are below it.
	Base string
}

// The headers of an entry, beside its body. Times are in milliseconds since 1970. The
// status is there too: the platform does not keep answers of every status for the same time.
const (
	statusHeader  = "x-status"
	fetchedHeader = "x-fetched"
	freshHeader   = "x-fresh"
	staleHeader   = "x-stale"
)

// cacheTimeout bounds how long the cache may take. It is there to save time.
const cacheTimeout = 2 * time.Second

// Get implements the Cache of package proxy. A cache that fails has nothing.
func (c Cache) Get(ctx context.Context, file string) (proxy.Entry, bool) {
	ctx, cancel := context.WithTimeout(ctx, cacheTimeout)
	defer cancel()
	answer, err := await(ctx, caches().Call("match", c.Base+file))
	if err != nil || answer.IsUndefined() {
		return proxy.Entry{}, false
	}
	body, err := readAll(ctx, answer, proxy.MaxBody)
	if err != nil {
		return proxy.Entry{}, false
	}
	number := func(key string) int64 {
		n, _ := strconv.ParseInt(answer.Get("headers").Call("get", key).String(), 10, 64) // 0 is long ago
		return n
	}
	return proxy.Entry{
		Status:  int(number(statusHeader)),
		Body:    body,
		Fetched: time.UnixMilli(number(fetchedHeader)),
		Fresh:   time.UnixMilli(number(freshHeader)),
		Stale:   number(staleHeader) != 0,
	}, true
}

// Put implements the Cache of package proxy.
func (c Cache) Put(ctx context.Context, file string, e proxy.Entry) {
	ctx, cancel := context.WithTimeout(ctx, cacheTimeout)
	defer cancel()
	stale := "0"
	if e.Stale {
		stale = "1"
	}
	body := js.Global().Get("Uint8Array").New(len(e.Body))
	js.CopyBytesToJS(body, e.Body)
	answer := js.Global().Get("Response").New(body, map[string]any{
		"headers": map[string]any{
			// How long the entry is there. Whether it is still fresh, or good
			// enough while the upstream is down, is for the proxy to say.
			"cache-control": "max-age=" + strconv.Itoa(int(e.Keep().Seconds())),
			statusHeader:    strconv.Itoa(e.Status),
			fetchedHeader:   strconv.FormatInt(e.Fetched.UnixMilli(), 10),
			freshHeader:     strconv.FormatInt(e.Fresh.UnixMilli(), 10),
			staleHeader:     stale,
		},
	})
	await(ctx, caches().Call("put", c.Base+file, answer)) // without it all goes on as before
}

func caches() js.Value { return js.Global().Get("caches").Get("default") }
