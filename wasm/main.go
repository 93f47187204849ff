// Command wasm is the page's binary: it runs the labs in a browser.
package main

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/ui"
)

func main() {
	ui.Register()
	app.RunWhenOnBrowser()
}
