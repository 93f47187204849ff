package ui

import (
	"syscall/js"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// board changes the tiles of one run in the page.
type board struct {
	codes []string
	tiles js.Value // of the tasks in their order
	shown []look
}

var idle = lookOf(lab.Task{})

// openBoard takes hold of the board that boardHTML drew. It is nil if the page
// does not show it.
func openBoard(run string, codes []string) *board {
	root := js.Global().Get("document").Call("getElementById", boardID(run))
	if root.IsNull() {
		return nil
	}
	b := &board{codes: codes, tiles: root.Get("children"), shown: make([]look, len(codes))}
	if b.tiles.Length() != len(codes) {
		return nil
	}
	for i := range b.shown {
		b.shown[i] = idle
	}
	return b
}

// used returns the tasks whose tiles are not as boardHTML drew them.
func (b *board) used() []int {
	var tasks []int
	for i, look := range b.shown {
		if look != idle {
			tasks = append(tasks, i)
		}
	}
	return tasks
}

// show makes the tile of a task look as the task is now, with its image from the
// album, and reports whether anything changed.
func (b *board) show(task int, state lab.Task, images *album) bool {
	now, was := lookOf(state), b.shown[task]
	if now == was {
		return false
	}
	b.shown[task] = now
	url := ""
	if now.status == "ok" {
		url = images.url(b.codes[task])
	}
	js.Global().Call("goShowTile", b.tiles, task, now.state, now.status, string(now.cause), now.word, url, "Flag of "+flags.Country(b.codes[task]))
	return true
}
