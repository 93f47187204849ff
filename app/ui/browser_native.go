//go:build !js

package ui

import (
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// On the server nothing runs: these hold the places of what needs a browser.

type session struct{}

func startSession(app.Context, *desk, []string, *session) *session { return nil }

func (s *session) cancel()             {}
func (s *session) release()            {}
func (s *session) showAll()            {}
func (s *session) album(string) *album { return nil }
func (s *session) events() []lab.Event { return nil }

func (r *Race) draw() {}

func listenKeys(func(string)) (stop func()) { return func() {} }

func onFrame(app.Context, func(app.Context) bool, func(time.Duration) time.Duration) {}

func everyFrame(time.Duration) time.Duration { return 0 }

type surface struct{}

func (*surface) forget() {}

func loadConfig() flags.Config { return flags.Config{} }

func capacity(flags.Config) int { return 0 }

// prefix is empty on the server: package page knows under which path the lab is.
func prefix() string { return "" }
