package machine

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/labs/machine/probe"
	"flaglab/app/runlog"
)

// experiment implements [bench.Experiment].
type experiment struct {
	plan    []step
	network bench.Network
	start   func(context.Context) (prober, error)
}

func open(v form.Values, network bench.Network) (bench.Experiment, form.Errors) {
	return &experiment{
		plan:    planOf(v.Int("memory") * megabyte),
		network: network,
		start:   func(ctx context.Context) (prober, error) { return newWorkers(ctx) },
	}, nil
}

// Model implements [bench.Experiment].
func (x *experiment) Model() runlog.Model { return newModel(x.plan) }

// Do implements [bench.Experiment].
func (x *experiment) Do(ctx context.Context, w *runlog.Writer) error {
	log := w.Begin(run)
	m := &measuring{experiment: x, log: log, rounds: map[kind]int{}}
	defer m.reach(ctx)()
	p, err := x.start(ctx)
	if err != nil {
		if ctx.Err() != nil {
			log.End(runlog.Cancelled, nil)
			return nil
		}
		log.End(runlog.Failed, nil)
		return bench.Problem("Nothing was measured: no worker could be started. " + err.Error())
	}
	defer p.Close()
	m.prober = p
	for i := range x.plan {
		log.Add(i, runlog.NoLane, runlog.Pending, nil)
	}
	for i, s := range x.plan {
		problem := m.do(ctx, i)
		if problem == "" && s.Kind == latency && s.Size == x.largest() {
			m.repair(ctx)
		}
		if problem == "" && log.Elapsed() > longest && i+1 < len(x.plan) {
			problem = fmt.Sprintf("Other programs keep this machine busy. After %s, only %d of %d measurements are done. Close those programs and measure again.",
				formatSpan(log.Elapsed().Seconds()), i+1, len(x.plan))
		}
		if ctx.Err() != nil || problem != "" {
			for i++; i < len(x.plan); i++ {
				log.Add(i, runlog.NoLane, runlog.Cancelled, nil)
			}
		}
		switch {
		case ctx.Err() != nil:
			log.End(runlog.Cancelled, nil)
			return nil
		case problem != "":
			log.End(runlog.Failed, problem)
			return nil
		}
	}
	log.End(runlog.Finished, nil)
	return nil
}

// do carries out a step. The problem is why the figures of the whole run are invalid; empty: they are valid so far.
func (m *measuring) do(ctx context.Context, task int) (problem string) {
	s := m.plan[task]
	m.log.Add(task, 0, runlog.Running, nil)
	r, err := m.measure(ctx, s)
	switch {
	case ctx.Err() != nil:
		m.log.Add(task, runlog.NoLane, runlog.Cancelled, nil)
		return ""
	case err == nil && s.alone() && r.High > worstSpread*r.Low:
		err = errDisturbed
	}
	if err != nil {
		m.log.Add(task, 0, runlog.Failed, err.Error())
	} else {
		m.log.Add(task, 0, runlog.Finished, r)
		if s.Kind == latency {
			m.trips = append(m.trips, trip{task, r})
		}
	}
	return m.refuse(s, r, err)
}

// trip is a trip to memory that was measured.
type trip struct {
	task int
	reading
}

// repair measures again, twice, what may have been disturbed for longer than its blocks took: a memory that seems farther away than a
// larger one, which cannot be, and one that is much farther away than the next smaller one, as if others had the cache. The middle of the
// three counts, and their range is its uncertainty. If a memory still seems much farther away than a larger one, it has no figure.
func (m *measuring) repair(ctx context.Context) {
	for i, t := range m.trips {
		doubtful := i > 0 && t.Value > steep*m.trips[i-1].Value || m.beyond(i, nearer)
		list := []reading{t.reading}
		for len(list) < 3 && doubtful && ctx.Err() == nil && m.log.Elapsed() < hurry {
			if r, err := m.measure(ctx, m.plan[t.task]); err == nil {
				list = append(list, r)
			}
		}
		if len(list) < 3 {
			continue
		}
		sort.Slice(list, func(i, j int) bool { return list[i].Value < list[j].Value })
		middle := list[1]
		middle.Low, middle.High = min(list[0].Low, middle.Low), max(list[2].High, middle.High)
		m.log.Add(t.task, 0, runlog.Finished, middle)
		m.trips[i].reading = middle
	}
	for i, t := range m.trips {
		if m.beyond(i, sameLevel) {
			m.log.Add(t.task, 0, runlog.Failed, errDisturbed.Error())
		}
	}
}

// beyond reports whether a memory seems so many times farther away than a larger one.
func (m *measuring) beyond(i int, times float64) bool {
	for _, larger := range m.trips[i+1:] {
		if m.trips[i].Value > times*larger.Value {
			return true
		}
	}
	return false
}

// measuring is a run under way.
type measuring struct {
	*experiment
	prober
	log *runlog.Run

	tick       time.Duration // of the clock
	rounds     map[kind]int  // of the newest sample of each kind of work
	first      reading       // of the operations
	trips      []trip        // the smallest memory first
	connecting chan bench.Connection
	connection bench.Connection
	deadline   time.Time // when what needs the server must be over
}

// measure carries out a step.
func (m *measuring) measure(ctx context.Context, s step) (reading, error) {
	switch s.Kind {
	case clock:
		sample, err := m.Sample(ctx, clock, probe.Request{})
		m.tick = time.Duration(sample.Middle)
		return timed(sample), err
	case calling:
		sample, err := m.Call(ctx, s.request(m.tick, 0))
		return timed(sample), err
	case cores:
		sample, n, err := m.Cores(ctx, 1e9/m.first.Value)
		if err != nil {
			return reading{}, err
		}
		r := rate(sample, flops)
		r.Block, r.Workers = coresSpan, n
		return r, nil
	case asking:
		return m.ask(ctx)
	case fetching:
		return m.fetch(ctx)
	}
	request := s.request(m.tick, m.rounds[s.Kind.work()])
	request.Room = max(m.largest(), 2*copied)
	if s.Kind == latency && m.log.Elapsed() > hurry {
		request.Most = 3
	}
	sample, err := m.Sample(ctx, s.Kind.work(), request)
	if err != nil {
		return reading{}, err
	}
	m.rounds[s.Kind.work()] = sample.Rounds
	switch s.Kind {
	case operations:
		m.first = rate(sample, flops)
		return m.first, nil
	case again:
		return rate(sample, flops), nil
	case copying:
		return rate(sample, bytesPerSec), nil
	}
	return timed(sample), nil
}

// once makes a reading of times that were each measured by themselves. They may be too short for the clock.
func (m *measuring) once(took []time.Duration) reading {
	ns := make([]float64, len(took))
	for i, t := range took {
		ns[i] = float64(t)
	}
	r := reading{Unit: nanoseconds, Blocks: len(took)}
	s := probe.Fastest(ns)
	r.Low, r.Value, r.High = s.Low, s.Middle, s.High
	if least := float64(fewestSteps * m.tick); r.Value < least {
		r.Value, r.Low, r.High, r.Bound = least, 0, least, true
	}
	return r
}

// refuse says why the figures of the whole run are invalid; empty: they are valid so far.
func (m *measuring) refuse(s step, r reading, err error) string {
	switch s.Kind {
	case clock:
		if err != nil {
			return "This browser's clock does not advance as it should, so nothing can be measured with it."
		}
		if m.tick > coarsest {
			return fmt.Sprintf("This browser's clock advances by %s at a time. That is too coarse to measure with.", formatValue(float64(m.tick), nanoseconds))
		}
	case operations:
		if err != nil {
			return "The operations could not be measured, and all other figures depend on them: " + err.Error() + "."
		}
		return unsteady(r)
	case latency:
		if err == nil && s.Size == m.largest() {
			return unsteady(r)
		}
	case again:
		if err != nil {
			return "The first measurement could not be repeated at the end: " + err.Error() + "."
		}
		if drift := max(r.Value/m.first.Value, m.first.Value/r.Value); drift > worstDrift {
			return fmt.Sprintf("The machine changed while it was measured. It did %s at first, then %s. Measure again when nothing else runs.",
				formatValue(m.first.Value, flops), formatValue(r.Value, flops))
		}
		return unsteady(r)
	}
	return ""
}

// unsteady says why blocks of the same work differ too much; empty: they do not.
func unsteady(r reading) string {
	if r.High <= worstSpread*r.Low {
		return ""
	}
	return fmt.Sprintf("Other programs keep this processor busy. One measurement gave %s, another %s. Close other programs and measure again.",
		formatValue(r.Low, r.Unit), formatValue(r.High, r.Unit))
}

// NoServer is what the log says where the server cannot be measured.
const NoServer = "the server does not answer"

var errNoServer = errors.New(NoServer)

// errDisturbed is what the log says of a step whose blocks took too different times.
var errDisturbed = errors.New("disturbed by other programs")
