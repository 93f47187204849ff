package process

import "syscall/js"

func runWorker() {
	global := js.Global()
	pool := global.Get("pool")
	array := global.Get("Uint8Array")
	scratch := pool.Get("scratch")
	small := scratch.Length()
	sendSmall, sendLarge, flush := pool.Get("sendSmall"), pool.Get("sendLarge"), pool.Get("flush")

	// This message is delivered after all events that are already queued, such as
	// a cancellation.
	resumed := make(chan struct{}, 1)
	channel := global.Get("MessageChannel").New()
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		resumed <- struct{}{}
		return nil
	}))
	port := channel.Get("port2")

	h := newHost(func(frame []byte, more bool) {
		if len(frame) <= small {
			js.CopyBytesToJS(scratch, frame)
			sendSmall.Invoke(len(frame), more)
			return
		}
		sendLarge.Invoke(copyToJS(array, frame))
	}, epoch, func() {
		flush.Invoke()
		port.Call("postMessage", nil)
		<-resumed
	}, nil)

	pool.Call("listen", js.FuncOf(func(_ js.Value, args []js.Value) any {
		message := make([]byte, args[0].Length())
		js.CopyBytesToGo(message, args[0])
		if single := args[1].Bool(); single {
			h.receive(message)
			return nil
		}
		for frame, rest := nextFrame(message); frame != nil; frame, rest = nextFrame(rest) {
			h.receive(frame)
		}
		return nil
	}))
	go h.serve()
	select {} // the browser ends it
}
