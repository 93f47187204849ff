package bench

import (
	"context"
	"sync/atomic"
)

// attentiveNetwork remembers what the person should know of its last connection.
type attentiveNetwork struct {
	Network
	notice atomic.Pointer[string]
}

// Connect implements [Network].
func (n *attentiveNetwork) Connect(ctx context.Context, requests int) (Connection, error) {
	c, err := n.Network.Connect(ctx, requests)
	if err == nil {
		text := c.Notice()
		n.notice.Store(&text)
	}
	return c, err
}

// notices returns what the person should know; nothing if there was no connection.
func (n *attentiveNetwork) notices() []string {
	if n == nil {
		return nil
	}
	if text := n.notice.Load(); text != nil && *text != "" {
		return []string{*text}
	}
	return nil
}
