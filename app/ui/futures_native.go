//go:build !js

package ui

import (
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/scenes"
)

// performance holds the place of the one in the browser.
type performance struct{}

func perform(app.Context, *Futures) *performance { return nil }

func (p *performance) cancel()                {}
func (p *performance) cancelled() bool        { return false }
func (p *performance) events() []scenes.Event { return nil }
func (p *performance) elapsed() time.Duration { return 0 }
func (p *performance) now() time.Duration     { return 0 }
func (p *performance) ended() time.Duration   { return 0 }
func (p *performance) image(string) string    { return "" }
func (p *performance) cancelFuture(int)       {}
func (p *performance) result(int)             {}
func (p *performance) addCallback(int, bool)  {}
func (p *performance) submitMore()            {}
func (p *performance) shutdown(_, _ bool)     {}
