package ui

import (
	"errors"
	"syscall/js"
)

// saveFile offers a file to the person, as a download of the browser.
func saveFile(name, media string, data []byte) {
	url := js.Global().Get("URL")
	address := url.Call("createObjectURL", blobOf(media, data))
	link := js.Global().Get("document").Call("createElement", "a")
	link.Set("href", address)
	link.Set("download", name)
	link.Call("click")
	// The download has begun, but may not have read the blob yet.
	var release js.Func
	release = js.FuncOf(func(js.Value, []js.Value) any {
		url.Call("revokeObjectURL", address)
		release.Release()
		return nil
	})
	js.Global().Call("setTimeout", release, 60_000)
}

func blobOf(media string, data []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(array, data)
	return js.Global().Get("Blob").New([]any{array}, map[string]any{"type": media})
}

// canSaveToFolder reports whether the browser lets a person pick a folder to write to.
func canSaveToFolder() bool { return js.Global().Get("showDirectoryPicker").Type() == js.TypeFunction }

// saveToFolder asks for a folder and writes each flag there as downloaded/BR.gif. It
// must not be called on the UI goroutine: it waits for the person. It returns how many
// it wrote; nothing is written, and there is no error, if the person changes their mind.
func saveToFolder(images map[string][]byte) (n int, err error) {
	folder, err := awaitPromise(js.Global().Call("showDirectoryPicker", map[string]any{"mode": "readwrite"}))
	if err != nil {
		var why *promiseError
		if errors.As(err, &why) && why.name == "AbortError" {
			return 0, nil
		}
		return 0, err
	}
	create := map[string]any{"create": true}
	if folder, err = awaitPromise(folder.Call("getDirectoryHandle", "downloaded", create)); err != nil {
		return 0, err
	}
	for cc, image := range images {
		file, err := awaitPromise(folder.Call("getFileHandle", cc+".gif", create))
		if err != nil {
			return n, err
		}
		writer, err := awaitPromise(file.Call("createWritable"))
		if err != nil {
			return n, err
		}
		if _, err := awaitPromise(writer.Call("write", blobOf("image/gif", image))); err != nil {
			return n, err
		}
		if _, err := awaitPromise(writer.Call("close")); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// awaitPromise blocks until the promise is settled. It must not be called on the
// browser's own thread of callbacks.
func awaitPromise(promise js.Value) (js.Value, error) {
	type end struct {
		value js.Value
		ok    bool
	}
	settled := make(chan end, 1)
	callback := func(ok bool) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			settled <- end{append(args, js.Undefined())[0], ok}
			return nil
		})
	}
	resolve, reject := callback(true), callback(false)
	defer resolve.Release()
	defer reject.Release()
	promise.Call("then", resolve, reject)
	e := <-settled
	if !e.ok {
		return js.Undefined(), &promiseError{e.value.Get("name").String(), e.value.Get("message").String()}
	}
	return e.value, nil
}

// promiseError is the Error that a promise was rejected with.
type promiseError struct{ name, message string }

func (e *promiseError) Error() string { return e.message }

// copyText puts a text on the clipboard, where the browser allows it.
func copyText(text string) {
	if clipboard := js.Global().Get("navigator").Get("clipboard"); clipboard.Truthy() {
		clipboard.Call("writeText", text)
	}
}
