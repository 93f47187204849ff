package processes

import (
	"context"
	"syscall/js"
)

// post is a browser channel, of the kind through which a page and its workers exchange messages, and a buffer to
// send through it.
type post struct {
	channel, buffer js.Value
	transfer        bool
	arrived         chan struct{}
	receive         js.Func
}

// newPost returns a post for a buffer of so many bytes. If it is transferred, and not copied, each message has the buffer
// that came with the last one.
func newPost(size int, transfer bool) *post {
	p := &post{transfer: transfer, arrived: make(chan struct{}, 1)}
	p.channel = js.Global().Get("MessageChannel").New()
	p.buffer = js.Global().Get("ArrayBuffer").New(size)
	p.receive = js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.buffer = args[0].Get("data")
		p.arrived <- struct{}{}
		return nil
	})
	p.channel.Get("port2").Set("onmessage", p.receive)
	return p
}

// send sends the buffer and waits until it is there.
func (p *post) send(ctx context.Context) error {
	moved := []any{}
	if p.transfer {
		moved = []any{p.buffer}
	}
	p.channel.Get("port1").Call("postMessage", p.buffer, moved)
	select {
	case <-p.arrived:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *post) close() {
	p.channel.Get("port2").Set("onmessage", nil)
	p.channel.Get("port1").Call("close")
	p.receive.Release()
}
