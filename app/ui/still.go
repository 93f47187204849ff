package ui

import (
	"context"
	"errors"
	"time"

	"flaglab/app/bench"
)

// still is a browser in which nothing moves: a page is rendered for it on the server.
type still struct{}

func (still) Now() time.Duration          { return 0 }
func (still) Frame(func())                {}
func (still) After(time.Duration, func()) {}
func (still) Hidden() bool                { return false }
func (still) CalmMotion() bool            { return true }
func (still) Refresh()                    {}
func (still) Paint(bench.Frame) bool      { return false }
func (still) Idle()                       {}
func (still) Announce(string)             {}
func (still) ReplaceURL(string, string)   {}
func (still) Load(string) string          { return "" }
func (still) Store(string, string)        {}
func (still) CopyLink()                   {}
func (still) Save(string, string, []byte) {}
func (still) SavePNG(string, string)      {}

// stillNetwork knows only what the build knows.
type stillNetwork struct{}

func (stillNetwork) Setup() bench.Setup { return bench.Setup{Known: true, Static: static()} }

func (stillNetwork) Connect(context.Context, int) (bench.Connection, error) {
	return nil, errors.New("nothing is downloaded on the server")
}
