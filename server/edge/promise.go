//go:build js && wasm

package edge

import (
	"context"
	"fmt"
	"syscall/js"
)

// await waits for a promise, or for ctx. The error is the promise's reason, or ctx's
// own.
func await(ctx context.Context, promise js.Value) (js.Value, error) {
	type settled struct {
		value js.Value
		err   error
	}
	done := make(chan settled, 1)
	var fulfilled, rejected js.Func
	release := func() {
		fulfilled.Release()
		rejected.Release()
	}
	fulfilled = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		done <- settled{value: args[0]}
		return nil
	})
	rejected = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		done <- settled{err: fmt.Errorf("rejected: %s", js.Global().Call("String", args[0]).String())}
		return nil
	})
	promise.Call("then", fulfilled, rejected)
	select {
	case s := <-done:
		return s.value, s.err
	case <-ctx.Done():
		return js.Value{}, ctx.Err()
	}
}

// readAll reads the body of a Response, but not much more than limit bytes. What is
// left of it is cancelled, also when ctx ends.
func readAll(ctx context.Context, response js.Value, limit int) ([]byte, error) {
	stream := response.Get("body")
	if stream.IsNull() {
		return nil, nil
	}
	reader := stream.Call("getReader")
	var body []byte
	for len(body) <= limit {
		chunk, err := await(ctx, reader.Call("read"))
		if err != nil {
			await(ctx, reader.Call("cancel"))
			return nil, err
		}
		if chunk.Get("done").Bool() {
			return body, nil
		}
		bytes := chunk.Get("value")
		start := len(body)
		body = append(body, make([]byte, bytes.Get("byteLength").Int())...)
		js.CopyBytesToGo(body[start:], bytes)
	}
	await(ctx, reader.Call("cancel"))
	return body, nil
}
