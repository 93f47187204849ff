package flags2

import (
	"context"
	"time"

	"flaglab/app/bench"
	"flaglab/app/flags"
	"flaglab/app/form"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// experiment is one run of a program with certain settings. The plan that it embeds names its tasks in the exports.
type experiment struct {
	settings
	network bench.Network
	images  downloads.Images

	// The forecast for the run, computed once.
	expected flags.Counts
	least    time.Duration
	schedule []downloads.Span
}

func open(v form.Values, network bench.Network) (bench.Experiment, form.Errors) {
	s, errs := planOf(v)
	if s.Site == flags.Remote().Label && network.Setup().Static {
		errs["server"] = downloads.NoRemote
	}
	if len(errs) > 0 {
		return nil, errs
	}
	x := &experiment{settings: s, network: network}
	x.expected, x.least = x.Expected(x.run)
	if x.HasWeather() {
		x.schedule = x.Schedule(x.run)
	}
	return x, nil
}

// Do implements [bench.Experiment].
func (x *experiment) Do(ctx context.Context, w *runlog.Writer) error {
	connection, err := downloads.Connect(ctx, x.network, x.Plan, x.run)
	if err != nil {
		return err
	}
	downloads.Do(ctx, x.Plan, x.run, connection, &x.images, w)
	return nil
}

// Model implements [bench.Experiment].
func (x *experiment) Model() runlog.Model { return downloads.NewModel(x.Plan) }

// Files implements [bench.Filer].
func (x *experiment) Files() map[string][]byte { return x.images.Files() }
