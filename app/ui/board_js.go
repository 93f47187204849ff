package ui

import (
	"syscall/js"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// board changes the tiles of one run in the page.
type board struct {
	codes []string
	tiles []js.Value
	shown []look
	album *album
}

// openBoard takes hold of the board that boardHTML drew. It is nil if the page
// does not show it.
func openBoard(run string, codes []string, images *album) *board {
	root := js.Global().Get("document").Call("getElementById", boardID(run))
	if root.IsNull() {
		return nil
	}
	children := root.Get("children")
	if children.Length() != len(codes) {
		return nil
	}
	b := &board{codes: codes, tiles: make([]js.Value, len(codes)), shown: make([]look, len(codes)), album: images}
	for i := range b.tiles {
		b.tiles[i] = children.Index(i)
		b.shown[i] = look{state: "idle"}
	}
	return b
}

// show makes the tile of a task look as the task is now, and reports whether
// anything changed.
func (b *board) show(task int, state lab.Task) bool {
	now, was := lookOf(state), b.shown[task]
	if now == was {
		return false
	}
	b.shown[task] = now
	tile := b.tiles[task]
	tile.Call("setAttribute", "data-state", now.state)
	if now.status != "" {
		tile.Call("setAttribute", "data-status", now.status)
	} else if was.status != "" {
		tile.Call("removeAttribute", "data-status")
	}
	if now.cause != was.cause {
		tile.Call("setAttribute", "data-cause", string(now.cause))
	}
	tile.Get("lastElementChild").Set("textContent", now.word)
	switch pic := tile.Get("firstElementChild"); {
	case now.status == "ok":
		cc := b.codes[task]
		if url := b.album.url(cc); url != "" {
			image := js.Global().Get("document").Call("createElement", "img")
			image.Set("alt", "Flag of "+flags.Country(cc))
			image.Set("src", url)
			pic.Call("replaceChildren", image)
		}
	case was.status == "ok":
		pic.Call("replaceChildren")
	}
	return true
}
