//go:build !js

package processes

import (
	"bytes"
	"context"
)

// post is a channel and a buffer that goes through it. Where there is no browser it is one of Go.
type post struct {
	channel  chan []byte
	buffer   []byte
	transfer bool
}

func newPost(size int, transfer bool) *post {
	return &post{make(chan []byte, 1), make([]byte, size), transfer}
}

// send sends the buffer, or a copy of it.
func (p *post) send(ctx context.Context) error {
	if !p.transfer {
		p.buffer = bytes.Clone(p.buffer)
	}
	p.channel <- p.buffer
	<-p.channel
	return ctx.Err()
}

func (p *post) close() {}
