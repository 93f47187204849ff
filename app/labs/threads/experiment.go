package threads

import (
	"context"
	"slices"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/runlog"
	"flaglab/app/threading"
	"flaglab/app/threading/programs"
	"flaglab/app/threading/schedule"
)

// experiment is a scene with certain settings.
type experiment struct {
	scene    scene
	values   form.Values
	settings *programs.Settings // of the program that can be changed while it runs
	orders   []order            // of the program that a person schedules
	puzzle   *puzzle
}

func open(v form.Values, _ bench.Network) (bench.Experiment, form.Errors) {
	x := &experiment{scene: sceneOf(v), values: v, settings: settingsOf(v)}
	if x.scene.name == "scheduler" {
		x.orders = ordersOf(x.program())
	}
	x.puzzle = newPuzzle(v)
	if x.scene.name == "queue" {
		return adjustable{x}, nil
	}
	return x, nil
}

func settingsOf(v form.Values) *programs.Settings {
	seed, _ := strconv.ParseUint(v.Get("seed"), 10, 64)
	s := &programs.Settings{
		Threads: v.Int("threads"), Seed: seed, Maxsize: v.Int("size"),
		Producers: v.Int("producers"), Consumers: v.Int("consumers"), Items: v.Int("items"),
		WhenFull: programs.Policy(v.Get("full")), PutTimeout: v.Seconds("put"), GetTimeout: v.Seconds("get"),
		ForgetStop: v.Get("forget") == "stop", ForgetTaskDone: v.Get("forget") == "task_done",
		Lock: programs.Where(v.Get("lock")), Work: v.Seconds("work"),
	}
	s.SetMakeTime(v.Seconds("make"))
	s.SetUseTime(v.Seconds("use"))
	return s
}

// Model implements [bench.Experiment].
func (x *experiment) Model() runlog.Model { return &model{speed: x.values.Float("speed")} }

// View implements [bench.Experiment].
func (x *experiment) View(m runlog.Model, at bench.Moment) bench.View {
	v := x.scene.view(x, m.(*model), at)
	if hasClock(x.values) {
		v.Rate = x.values.Float("speed")
	}
	return v
}

// Do implements [bench.Experiment].
func (x *experiment) Do(ctx context.Context, w *runlog.Writer) error {
	switch x.scene.name {
	case "scheduler":
		x.repeat(ctx, w, x.countOnce)
	case "puzzles":
		x.repeat(ctx, w, x.puzzleOnce)
	case "lock":
		for _, where := range wheres {
			s := settingsOf(x.values)
			s.Lock = where
			x.play(ctx, w, string(where), "count", s)
		}
	case "queue":
		x.play(ctx, w, "producers", "producers", x.settings)
	default:
		for _, name := range x.scene.programs {
			x.play(ctx, w, name, name, settingsOf(x.values)) // with the same sleeps
		}
	}
	return nil
}

// hangTimeout is how long a program that hangs is shown before it is ended.
const hangTimeout = 2500 * time.Millisecond

// play runs a program and writes everything that its threads do.
func (x *experiment) play(ctx context.Context, w *runlog.Writer, name, program string, s *programs.Settings) {
	if ctx.Err() != nil {
		return
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	o := &observer{run: w.Begin(name), patience: hangTimeout, cancel: cancel}
	err := programOf(program).Run(inner, s, threading.Config{Observe: o.observe, Clock: threading.NewClock(x.values.Float("speed"))})
	hung := o.end()
	var d Detail
	if err != nil {
		d.Err = err.Error()
	}
	switch {
	case ctx.Err() != nil:
		o.run.End(runlog.Cancelled, nil)
	case hung:
		o.run.End(runlog.Failed, Detail{Err: "the program hangs"})
	case err != nil:
		o.run.End(runlog.Failed, d)
	default:
		o.run.End(runlog.Finished, nil)
	}
}

func programOf(name string) programs.Program {
	all := programs.Programs()
	return all[slices.IndexFunc(all, func(p programs.Program) bool { return p.Name == name })]
}

// manyRuns is the name of the runs of which only the outcome is kept.
const manyRuns = "runs"

// yieldEvery is how long the page is kept waiting by many short runs.
const yieldEvery = 12 * time.Millisecond

// repeat runs a program many times, each time with another seed.
func (x *experiment) repeat(ctx context.Context, w *runlog.Writer, once func(ctx context.Context, seed uint64) Outcome) {
	run := w.Begin(manyRuns)
	var rested time.Duration
	for i := 0; i < x.values.Int("runs") && ctx.Err() == nil; i++ {
		outcome := once(ctx, x.settings.Seed+uint64(i))
		if ctx.Err() == nil {
			run.Add(i, runlog.NoLane, runlog.Finished, Detail{Outcome: &outcome})
		}
		if run.Elapsed()-rested > yieldEvery {
			time.Sleep(time.Millisecond)
			rested = run.Elapsed()
		}
	}
	end := runlog.Finished
	if ctx.Err() != nil {
		end = runlog.Cancelled
	}
	run.End(end, nil)
}

// countOnce runs the program that counts and notes only what is lost.
func (x *experiment) countOnce(ctx context.Context, seed uint64) Outcome {
	s := settingsOf(x.values)
	s.Seed, s.Work = seed, 0
	var r run
	programOf("count").Run(ctx, s, threading.Config{Observe: func(rec threading.Record) {
		if rec.Object.Kind == threading.KindVariable {
			r.access(rec)
		}
	}})
	value, writes := r.Count()
	return Outcome{Count: value, Lost: writes - value}
}

// TaskName names the threads, and the runs of many.
func (x *experiment) TaskName(run string, task int) string {
	if run == manyRuns {
		return "run " + strconv.Itoa(task+1)
	}
	return "thread " + strconv.Itoa(task+1)
}

// Columns are what a CSV file says of an event besides its state.
func (x *experiment) Columns() []string {
	return []string{"clock", "op", "phase", "object", "item", "size", "value", "text", "line", "count", "lost"}
}

// Cells are the values of Columns for one event. The clock is the program's, in milliseconds.
func (x *experiment) Cells(e runlog.Event) []string {
	cells := make([]string, len(x.Columns()))
	d, _ := e.Detail.(Detail)
	if r := d.Record; r != nil {
		copy(cells, []string{form.FormatNumber(float64(r.At) / float64(time.Millisecond)), string(r.Op), string(r.Phase), r.Object.String(),
			strconv.Itoa(r.Item), strconv.Itoa(r.Size), strconv.Itoa(r.Value), r.Text, strconv.Itoa(r.Line)})
	}
	if o := d.Outcome; o != nil {
		copy(cells[9:], []string{strconv.Itoa(o.Count), strconv.Itoa(o.Lost)})
		cells[7] = o.Text
	}
	if d.Hang {
		cells[1] = "hang"
	}
	return cells
}

// Settings are what the JSON file says of the experiment: the settings that differ from the defaults.
func (x *experiment) Settings() any {
	settings := map[string]string{"scene": x.scene.name}
	for name, values := range x.values.Query() {
		settings[name] = values[0]
	}
	return settings
}

// program is the program that a person schedules in the first scene.
func (x *experiment) program() schedule.Program {
	ops := []schedule.Op{schedule.Read("count"), schedule.Add(1), schedule.Write("count")}
	if x.values.Get("lock") != string(programs.Nowhere) {
		ops = slices.Concat([]schedule.Op{schedule.Acquire("lock")}, ops, []schedule.Op{schedule.Release("lock")})
	}
	return schedule.Program{ops, ops}
}

// Details implements [bench.Recorder].
func (x *experiment) Details() []any { return []any{Detail{}} }
