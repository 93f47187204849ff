package process

import (
	"os"
	"syscall/js"
)

const workerVariable = "PROCESS_POOL_WORKER"

var inWorker bool

func runWorker() {
	if os.Getenv(workerVariable) == "" {
		return
	}
	inWorker = true
	global := js.Global()
	pool := global.Get("pool")
	array := global.Get("Uint8Array")
	scratch := pool.Get("scratch")
	small := scratch.Length()
	sendSmall, sendLarge := pool.Get("sendSmall"), pool.Get("sendLarge")

	// This message is delivered after all events that are already queued, such as
	// a cancellation.
	resumed := make(chan struct{}, 1)
	channel := global.Get("MessageChannel").New()
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		resumed <- struct{}{}
		return nil
	}))
	port := channel.Get("port2")

	h := newHost(func(frame []byte) {
		if len(frame) <= small {
			js.CopyBytesToJS(scratch, frame)
			sendSmall.Invoke(len(frame))
			return
		}
		b := array.New(len(frame))
		js.CopyBytesToJS(b, frame)
		sendLarge.Invoke(b)
	}, epoch, func() {
		port.Call("postMessage", nil)
		<-resumed
	}, nil)

	receive := func(data js.Value) {
		frame := make([]byte, data.Length())
		js.CopyBytesToGo(frame, data)
		h.receive(frame)
	}
	global.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		receive(args[0].Get("data"))
		return nil
	}))
	early := pool.Get("early")
	for i := range early.Length() {
		receive(early.Index(i))
	}
	go h.serve()
	select {} // the browser ends it
}
