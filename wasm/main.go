// Command wasm is the page's binary: it runs the labs in a browser.
package main

import (
	"runtime/debug"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/process"
	"flaglab/app/ui"
)

func main() {
	// A worker of a process pool is this program too, without a page.
	process.RunWorker()

	// The page has one thread, and a collection stops the downloads. The heap is a
	// few megabytes: letting it grow further before each collection took a run of
	// 20 flags of 0.2 s from 0.39 to 0.32 s.
	debug.SetGCPercent(800)
	ui.Open()
	ui.Register()
	app.RunWhenOnBrowser()
}
