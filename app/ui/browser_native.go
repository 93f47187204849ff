//go:build !js

package ui

import (
	"net/url"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
)

// On the server a page is rendered once, and nothing runs.

func connect(bench.Lab, *url.URL) (*bench.Bench, func()) {
	panic("ui: a page is connected in a browser only")
}

func mounted(app.Context) {}

// Pause has no browser to wait for.
func Pause() {}

// Open has no browser that shows anything.
func Open() {}

// prefix is empty on the server: package page knows under which path the lab is.
func prefix() string { return "" }

func static() bool { return app.Getenv("FLAGLAB_KIND") == "static" }
