package main

import (
	"context"

	"flaglab/app/bench"
	"flaglab/app/flags"
)

// sites is a network without a server: each site waits and fails as its weather says.
type sites struct{}

func (sites) Setup() bench.Setup { return bench.Setup{Known: true, Static: true} }

func (sites) Connect(ctx context.Context, _ int) (bench.Connection, error) {
	return sites{}, ctx.Err()
}

func (sites) Source(site string, weather *flags.Weather) flags.Source {
	return flags.SimulatedSite(site, weather, image{})
}

func (sites) Notice() string { return "" }

// image is the shortest answer that begins like a flag.
type image struct{}

func (image) Get(ctx context.Context, _ string, _ int) (flags.Reply, error) {
	return flags.Reply{Status: 200, ContentType: "image/gif", Body: []byte("GIF89a")}, ctx.Err()
}
