package futures

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"flaglab/app/bench"
	"flaglab/app/flags"
	"flaglab/app/futures"
	"flaglab/app/labs/downloads"
	"flaglab/app/runlog"
)

// experiment is a scene with certain settings.
type experiment struct {
	scene    scene
	plan     downloads.Plan
	fails    string        // the code whose task fails; empty: none
	timeout  time.Duration // how long the scene waits for results; 0: as long as it takes
	patience time.Duration // how long it waits for a person
	network  bench.Network

	images downloads.Images
	run    atomic.Pointer[program] // the newest; nil before the first
}

// site is where the flags come from. Its delays are those of the settings.
const site = "DELAY"

// Do implements [bench.Experiment].
func (x *experiment) Do(ctx context.Context, w *runlog.Writer) error {
	connection, err := x.network.Connect(ctx, x.plan.Workers)
	if err != nil {
		return err
	}
	p := &program{
		Codes: x.plan.Codes, Workers: x.plan.Workers,
		scene: x.scene, timeout: x.timeout, patience: x.patience, ctx: ctx,
		index: map[uint64]int{}, inputs: map[uint64]string{}, absent: map[int]bool{},
		more: moreCodes(x.plan.Codes),
	}
	p.Download = x.downloads(p, connection)
	p.log = w.Begin(downloads.Threads)
	x.run.Store(p)
	p.play()
	return nil
}

// downloads returns the task that the scenes submit. The code that is to fail meets a teapot.
func (x *experiment) downloads(p *program, connection bench.Connection) func(context.Context, string) (string, error) {
	teapot := x.plan.Weather
	teapot.ErrorRate = 1
	fair, foul := connection.Source(site, &x.plan.Weather), connection.Source(site, &teapot)
	return func(ctx context.Context, cc string) (string, error) {
		d := flags.Downloader{Source: fair, Save: x.images.Save}
		if cc == x.fails {
			d.Source = foul
		}
		result, err := d.DownloadOne(ctx, cc)
		if worker, ok := futures.WorkerFrom(ctx); ok && err == nil && !result.Found {
			p.mu.Lock()
			p.absent[worker.Index] = true
			p.mu.Unlock()
		}
		return cc, err
	}
}

// Act implements [bench.Actor].
func (x *experiment) Act(id string) {
	if p := x.run.Load(); p != nil {
		p.act(id)
	}
}

// Model implements [bench.Experiment].
func (x *experiment) Model() runlog.Model { return newModel(x.plan.Workers) }

// Files implements [bench.Filer].
func (x *experiment) Files() map[string][]byte { return x.images.Files() }

// TaskName names the task, as far as the settings tell: it is what the exports have beside each event.
func (x *experiment) TaskName(_ string, task int) string {
	names := x.names()
	if task >= 0 && task < len(names) {
		return names[task]
	}
	return "task " + strconv.Itoa(task+1)
}

// names are the futures that the scene's program submits, in order; a person may add others.
func (x *experiment) names() (names []string) {
	for _, label := range x.scene.labels {
		names = append(names, label+" "+x.plan.Codes[0])
	}
	if names == nil {
		names = x.plan.Codes
	}
	return names
}

// Columns are what a CSV file says of an event besides its state.
func (x *experiment) Columns() []string {
	return []string{"kind", "text", "by", "line", "status", "cause", "address"}
}

// Cells are the values of Columns for one event.
func (x *experiment) Cells(e runlog.Event) []string {
	d, ok := e.Detail.(Detail)
	if !ok {
		return make([]string, len(x.Columns()))
	}
	line, status := "", ""
	if d.Line > 0 {
		line = strconv.Itoa(d.Line)
	}
	if e.State == runlog.Finished || e.State == runlog.Failed {
		status = d.Status()
	}
	return []string{string(d.Kind), d.Text, nameOf(d.By), line, status, string(d.Cause), d.Address}
}

// Settings are what the JSON file says of the experiment. Times are nanoseconds.
func (x *experiment) Settings() any {
	return struct {
		Scene    string        `json:"scene"`
		Codes    []string      `json:"codes"`
		Workers  int           `json:"workers"`
		MinDelay time.Duration `json:"min_delay"`
		MaxDelay time.Duration `json:"max_delay"`
		Seed     string        `json:"seed"` // JavaScript's numbers are too short for it
		Fails    string        `json:"fails,omitempty"`
		Timeout  time.Duration `json:"timeout"`
		Patience time.Duration `json:"patience"`
	}{x.scene.name, x.plan.Codes, x.plan.Workers, x.plan.Weather.MinDelay, x.plan.Weather.MaxDelay,
		strconv.FormatUint(x.plan.Weather.Seed, 10), x.fails, x.timeout, x.patience}
}

// Details implements [bench.Recorder].
func (x *experiment) Details() []any { return []any{Detail{}} }
