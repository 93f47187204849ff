package machine

import (
	"context"
	"errors"
	"fmt"
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
	m := &measuring{experiment: x, prober: p, log: log, rounds: map[kind]int{}}
	for i := range x.plan {
		log.Add(i, runlog.NoLane, runlog.Pending, nil)
	}
	for i, s := range x.plan {
		log.Add(i, 0, runlog.Running, nil)
		r, err := m.measure(ctx, s)
		if ctx.Err() != nil {
			for ; i < len(x.plan); i++ {
				log.Add(i, runlog.NoLane, runlog.Cancelled, nil)
			}
			log.End(runlog.Cancelled, nil)
			return nil
		}
		if err != nil {
			log.Add(i, 0, runlog.Failed, err.Error())
		} else {
			log.Add(i, 0, runlog.Finished, r)
		}
		problem := m.refuse(s, r, err)
		if problem == "" && log.Elapsed() > longest && i+1 < len(x.plan) {
			problem = fmt.Sprintf("Other programs keep this machine busy: after %s, only %d of %d measurements are done. Close them and measure again.",
				formatSpan(log.Elapsed().Seconds()), i+1, len(x.plan))
		}
		if problem != "" {
			for i++; i < len(x.plan); i++ {
				log.Add(i, runlog.NoLane, runlog.Cancelled, nil)
			}
			log.End(runlog.Failed, problem)
			return nil
		}
	}
	log.End(runlog.Finished, nil)
	return nil
}

// measuring is a run under way.
type measuring struct {
	*experiment
	prober
	log *runlog.Run

	tick       time.Duration // of the clock
	rounds     map[kind]int  // of the newest sample of each kind
	first      reading       // of the operations
	connection bench.Connection
	deadline   time.Time // when what needs the server must be over
}

// measure carries out a step.
func (m *measuring) measure(ctx context.Context, s step) (reading, error) {
	switch s.Kind {
	case clock:
		c, err := m.Clock(ctx)
		m.tick = c.Step
		ns := float64(c.Step)
		return reading{Value: ns, Low: ns, High: ns, Unit: nanoseconds, Blocks: c.Steps}, err
	case calling:
		sample, err := m.Call(ctx, s.request(m.tick, 0))
		return timed(sample), err
	case cores:
		rate, n, err := m.Cores(ctx, 1e9/m.first.Value)
		return reading{Value: rate, Low: rate, High: rate, Unit: flops, Blocks: 1, Block: coresSpan, Workers: n}, err
	case asking:
		return m.ask(ctx)
	case fetching:
		return m.fetch(ctx)
	}
	sample, err := m.sample(ctx, s)
	switch {
	case err != nil:
		return reading{}, err
	case s.Kind == operations:
		m.first = rate(sample, flops)
		return m.first, nil
	case s.Kind == again:
		return rate(sample, flops), nil
	case s.Kind == copying:
		return rate(sample, bytesPerSec), nil
	}
	return timed(sample), nil
}

// sample takes a sample. The samples on which most figures depend, the operations and the trip to memory, are repeated
// if other programs disturb them: the steadiest counts.
func (m *measuring) sample(ctx context.Context, s step) (best probe.Sample, err error) {
	k, attempts := s.Kind, 1
	switch k {
	case operations:
		attempts = tries
	case again:
		k, attempts = operations, tries/2
	case latency:
		if s.Size == m.largest() {
			attempts = tries
		}
	}
	for range attempts {
		request := s.request(m.tick, m.rounds[k])
		if s.Kind != operations && m.log.Elapsed() > hurry {
			request.Blocks = min(request.Blocks, 3)
		}
		sample, err := m.Sample(ctx, k, request)
		if err != nil {
			return best, err
		}
		m.rounds[k] = sample.Rounds
		if best.Median == 0 || sample.High/sample.Low < best.High/best.Low {
			best = sample
		}
		if best.High <= steady*best.Low {
			break
		}
	}
	return best, nil
}

// once makes a reading of times that were each measured by themselves. They may be too short for the clock.
func (m *measuring) once(took []time.Duration) reading {
	ns := make([]float64, len(took))
	for i, t := range took {
		ns[i] = float64(t)
	}
	r := reading{Unit: nanoseconds, Blocks: len(took)}
	r.Low, r.Value, r.High = probe.Quartiles(ns)
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
			return fmt.Sprintf("The machine changed while it was measured: %s at first, %s at the end. Close what else is running and measure again.",
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
	return fmt.Sprintf("Other programs keep this processor busy: the same work was measured as %s, and then as %s. Close them and measure again.",
		formatValue(r.Low, r.Unit), formatValue(r.High, r.Unit))
}

// NoServer is what the log says where the server cannot be measured.
const NoServer = "the server does not answer"

var errNoServer = errors.New(NoServer)
