//go:build !js

package machine

import (
	"context"
	"errors"

	"flaglab/app/labs/machine/probe"
)

// download has nothing to do where there is no browser: there is no server either.
func download(context.Context, probe.Request) (probe.Sample, error) {
	return probe.Sample{}, errors.New("not measured here")
}
