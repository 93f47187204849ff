package ui

import (
	"fmt"
	"syscall/js"
)

// draw paints the timeline. It reads the view and changes nothing.
func (f *Flags2) draw() {
	if !f.surface.open() {
		return
	}
	strips, axis := f.strips()
	p := painter{surface: &f.surface, axis: axis}
	p.fit(strips)
	p.paint(strips)
}

// listenTiles calls pick with the code of a tile that is clicked, or on which Enter is
// pressed, and lets the arrow keys move from tile to tile. It returns a function
// that ends it.
func listenTiles(pick func(cc string)) (stop func()) {
	document := js.Global().Get("document")
	tileOf := func(event js.Value) js.Value {
		target := event.Get("target")
		if target.Get("closest").Type() != js.TypeFunction {
			return js.Null()
		}
		return target.Call("closest", `.tile[role="option"]`)
	}
	click := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if tile := tileOf(args[0]); !tile.IsNull() {
			focusTile(tile)
			pick(tile.Get("dataset").Get("cc").String())
		}
		return nil
	})
	key := js.FuncOf(func(_ js.Value, args []js.Value) any {
		event := args[0]
		tile := tileOf(event)
		if tile.IsNull() || event.Get("ctrlKey").Bool() || event.Get("metaKey").Bool() || event.Get("altKey").Bool() {
			return nil
		}
		name := event.Get("key").String()
		if name == "Enter" {
			event.Call("preventDefault")
			pick(tile.Get("dataset").Get("cc").String())
		} else if next := neighbour(tile, name); !next.IsNull() {
			event.Call("preventDefault")
			focusTile(next)
		}
		return nil
	})
	document.Call("addEventListener", "click", click)
	document.Call("addEventListener", "keydown", key)
	return func() {
		document.Call("removeEventListener", "click", click)
		document.Call("removeEventListener", "keydown", key)
		click.Release()
		key.Release()
	}
}

// focusTile makes the tile the one that Tab comes back to.
func focusTile(tile js.Value) {
	if old := tile.Get("parentElement").Call("querySelector", `[tabindex="0"]`); !old.IsNull() {
		old.Set("tabIndex", -1)
	}
	tile.Set("tabIndex", 0)
	tile.Call("focus")
}

// neighbour is the tile that a key leads to; null if the key is none of ours or
// there is nothing there. Tiles that a filter hides are passed over.
func neighbour(tile js.Value, key string) js.Value {
	step, sameColumn := 1, false
	switch key {
	case "ArrowLeft":
		step = -1
	case "ArrowRight":
	case "ArrowUp":
		step, sameColumn = -1, true
	case "ArrowDown":
		sameColumn = true
	case "Home", "End":
		tiles := tile.Get("parentElement").Get("children")
		n := tiles.Length()
		for i := range n {
			if key == "End" {
				i = n - 1 - i
			}
			if t := tiles.Index(i); t.Get("offsetWidth").Int() > 0 {
				return t
			}
		}
		return js.Null()
	default:
		return js.Null()
	}
	side := "nextElementSibling"
	if step < 0 {
		side = "previousElementSibling"
	}
	column, row := tile.Get("offsetLeft").Int(), tile.Get("offsetTop").Int()
	for t := tile.Get(side); !t.IsNull(); t = t.Get(side) {
		if t.Get("offsetWidth").Int() == 0 {
			continue
		}
		if !sameColumn || t.Get("offsetLeft").Int() == column && t.Get("offsetTop").Int() != row {
			return t
		}
	}
	return js.Null()
}

// markTile marks the tile of cc as the one that is told of, and no other.
func markTile(run, cc string) {
	board := js.Global().Get("document").Call("getElementById", boardID(run))
	if board.IsNull() {
		return
	}
	if old := board.Call("querySelector", `[aria-selected="true"]`); !old.IsNull() {
		old.Call("setAttribute", "aria-selected", "false")
	}
	if tile := board.Call("querySelector", fmt.Sprintf("[data-cc=%q]", cc)); !tile.IsNull() {
		tile.Call("setAttribute", "aria-selected", "true")
	}
}
