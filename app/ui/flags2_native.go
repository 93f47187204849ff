//go:build !js

package ui

func (f *Flags2) draw() {}

func listenTiles(func(string)) (stop func()) { return func() {} }

func markTile(run, cc string) {}
