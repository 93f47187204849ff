package process

import (
	"encoding/binary"
	"errors"
	"sync"
	"syscall/js"
)

// messages carries frames between the page and its workers, several at a time: each value
// that crosses between Go and JavaScript costs, and so does each message. Its other half is
// web/pool.js.
type messages struct {
	array, inbox, outbox    js.Value
	openWorker, closeWorker js.Value
	sendSmall, sendLarge    js.Value
	space                   int // of the outbox
	newest                  int
	workers                 map[int]listeningWorker
}

// listeningWorker is what becomes of a worker's messages.
type listeningWorker struct {
	receive func(frame []byte)
	end     func(how error)
}

// pageMessages are the messages of all pools of the page.
var pageMessages = sync.OnceValue(func() *messages {
	pool := js.Global().Get("goPool")
	m := &messages{
		array: js.Global().Get("Uint8Array"), inbox: pool.Get("inbox"), outbox: pool.Get("outbox"),
		openWorker: pool.Get("open"), closeWorker: pool.Get("close"), sendSmall: pool.Get("send"), sendLarge: pool.Get("sendLarge"),
		workers: map[int]listeningWorker{},
	}
	m.space = m.outbox.Length()
	pool.Set("receive", js.FuncOf(func(_ js.Value, args []js.Value) any {
		m.receive(args[0].Int())
		return nil
	}))
	pool.Set("receiveOne", js.FuncOf(func(_ js.Value, args []js.Value) any {
		m.receiveOne(args[0].Int(), args[1])
		return nil
	}))
	return m
})

// open listens to a worker, and returns its number.
func (m *messages) open(worker js.Value, receive func([]byte), end func(error)) (id int) {
	m.newest++
	m.workers[m.newest] = listeningWorker{receive, end}
	m.openWorker.Invoke(m.newest, worker)
	return m.newest
}

// close terminates a worker. Nothing more is heard of it.
func (m *messages) close(id int) {
	delete(m.workers, id)
	m.closeWorker.Invoke(id)
}

// receive takes n bytes from the inbox: messages with the worker's number and their length
// in front.
func (m *messages) receive(n int) {
	in := make([]byte, n)
	js.CopyBytesToGo(in, m.inbox)
	for len(in) > 0 {
		id, end := int(binary.LittleEndian.Uint32(in)), 8+binary.LittleEndian.Uint32(in[4:])
		w, ok := m.workers[id]
		for frame, rest := nextFrame(in[8:end]); ok && frame != nil; frame, rest = nextFrame(rest) {
			w.receive(frame)
		}
		in = in[end:]
	}
}

func (m *messages) receiveOne(id int, what js.Value) {
	w, ok := m.workers[id]
	switch {
	case !ok:
	case what.Type() == js.TypeString:
		w.end(errors.New(what.String()))
	default:
		frame := make([]byte, what.Length())
		js.CopyBytesToGo(frame, what)
		w.receive(frame)
	}
}

// send sends frames: all that are small in as few messages as they fit in, each large one
// in a message of its own.
func (m *messages) send(id int, frames [][]byte) (err error) {
	defer catch(&err)
	var message []byte
	flush := func() {
		if len(message) > 0 {
			js.CopyBytesToJS(m.outbox, message)
			m.sendSmall.Invoke(id, len(message))
			message = message[:0]
		}
	}
	for _, frame := range frames {
		if len(message)+4+len(frame) > m.space {
			flush()
		}
		if 4+len(frame) > m.space {
			m.sendLarge.Invoke(id, copyToJS(m.array, frame))
			continue
		}
		message = appendFrame(message, frame)
	}
	flush()
	return nil
}

// copyToJS copies a frame into JavaScript's memory, as a new Uint8Array.
func copyToJS(array js.Value, frame []byte) js.Value {
	b := array.New(len(frame))
	js.CopyBytesToJS(b, frame)
	return b
}
