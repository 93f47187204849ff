//go:build js && wasm

package edge

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"syscall/js"
)

// Fetch is the Worker's fetch. It implements the Doer of package proxy.
type Fetch struct {
	// Limit is how many bytes are read of a body. Of a longer one it reads more, but
	// not all.
	Limit int
}

// Do sends one request, follows no redirects, and reads the body too: it has all
// ended when Do returns, or when the request's context is done. Of the answer's
// header only those fields are there that a proxy for flags looks at.
func (f Fetch) Do(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	abort := js.Global().Get("AbortController").New()
	defer abort.Call("abort") // nothing, if all has ended
	headers := js.Global().Get("Headers").New()
	for key, values := range r.Header {
		headers.Call("set", key, values[0])
	}
	// Not Call: fetch wants no object, and js.Global is one of the Worker's making.
	answer, err := await(ctx, js.Global().Get("fetch").Invoke(r.URL.String(), map[string]any{
		"method":   r.Method,
		"headers":  headers,
		"redirect": "manual",
		"signal":   abort.Get("signal"),
	}))
	if err != nil {
		return nil, err
	}
	response := &http.Response{StatusCode: answer.Get("status").Int(), Header: header(answer), ContentLength: -1, Body: http.NoBody}
	if length, err := strconv.ParseInt(response.Header.Get("Content-Length"), 10, 64); err == nil {
		response.ContentLength = length
	}
	if response.StatusCode != http.StatusOK || response.ContentLength > int64(f.Limit) {
		return response, nil // the body is of no use, and aborted
	}
	body, err := readAll(ctx, answer, f.Limit)
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

func header(answer js.Value) http.Header {
	h := http.Header{}
	for _, key := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Location"} {
		if value := answer.Get("headers").Call("get", key); !value.IsNull() {
			h.Set(key, value.String())
		}
	}
	return h
}
