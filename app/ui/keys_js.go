package ui

import (
	"slices"
	"syscall/js"
)

// labKeys are the keys that the page listens to.
var labKeys = []string{" ", "Escape", "r", ".", ",", "p", "?", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

// listenKeys calls handle for each of labKeys, unless the person types in a field
// or the key belongs to the control that has the focus. It returns a function
// that ends it.
func listenKeys(handle func(key string)) (stop func()) {
	document := js.Global().Get("document")
	// Not go-app's OnKeyDown: that runs its handler later, when it is too late to
	// keep Space from scrolling the page.
	listener := js.FuncOf(func(_ js.Value, args []js.Value) any {
		event := args[0]
		key := event.Get("key").String()
		if len(key) == 1 && 'A' <= key[0] && key[0] <= 'Z' {
			key = string(key[0] + 'a' - 'A')
		}
		if !slices.Contains(labKeys, key) || event.Get("ctrlKey").Bool() || event.Get("metaKey").Bool() || event.Get("altKey").Bool() {
			return nil
		}
		switch event.Get("target").Get("tagName").String() {
		case "INPUT", "SELECT", "TEXTAREA":
			if key != "Escape" {
				return nil
			}
		case "BUTTON", "A", "SUMMARY":
			if key == " " {
				return nil
			}
		}
		event.Call("preventDefault")
		handle(key)
		return nil
	})
	document.Call("addEventListener", "keydown", listener)
	return func() {
		document.Call("removeEventListener", "keydown", listener)
		listener.Release()
	}
}
