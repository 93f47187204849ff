package threads

import (
	"context"
	"math/rand/v2"

	"flaglab/app/threading"
	"flaglab/app/threading/schedule"
)

// puzzleOnce runs the puzzle's program, as it is chosen, on real threads and real locks; between any two steps
// others may come in.
func (x *experiment) puzzleOnce(ctx context.Context, seed uint64) Outcome {
	return interpret(ctx, attemptOf(x.values).Program(), seed)
}

// interpreter is a program with the objects that it works on.
type interpreter struct {
	program   schedule.Program
	seed      uint64
	variables map[string]*threading.Variable
	locks     map[string]*threading.Lock
	events    map[string]*threading.Event
	registers []int
}

func interpret(ctx context.Context, p schedule.Program, seed uint64) Outcome {
	in := &interpreter{program: p, seed: seed, registers: make([]int, len(p)),
		variables: map[string]*threading.Variable{}, locks: map[string]*threading.Lock{}, events: map[string]*threading.Event{}}
	for _, name := range p.Variables() {
		in.variables[name] = new(threading.Variable)
	}
	for _, name := range p.Locks() {
		in.locks[name] = new(threading.Lock)
	}
	for _, name := range p.Events() {
		in.events[name] = new(threading.Event)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var threads threading.Threads
	hung := false
	threading.Run(ctx, in.main, threading.Config{Observe: func(r threading.Record) {
		threads.Apply(r)
		if !hung && threads.Stuck() != nil {
			hung = true
			cancel()
		}
	}})
	value := func(name string) int { return in.variables[name].Value() }
	return Outcome{Text: outcomeText(p, value, func(t int) int { return in.registers[t] }, hung)}
}

func (in *interpreter) main(ctx context.Context) error {
	var threads []*threading.Thread
	for t := range in.program {
		thread := threading.NewThread(ctx, func(ctx context.Context) error { return in.run(ctx, t) })
		if err := thread.Start(ctx); err != nil {
			return err
		}
		threads = append(threads, thread)
	}
	for _, thread := range threads {
		if err := thread.Join(ctx); err != nil {
			return err
		}
	}
	return nil
}

// run is one thread.
func (in *interpreter) run(ctx context.Context, thread int) error {
	random := rand.New(rand.NewPCG(in.seed, uint64(thread)))
	for _, op := range in.program[thread] {
		for range random.IntN(4) {
			threading.Sleep(ctx, 0) // another thread may come in here
		}
		if err := in.do(ctx, op, &in.registers[thread]); err != nil {
			return err
		}
	}
	return nil
}

func (in *interpreter) do(ctx context.Context, op schedule.Op, register *int) error {
	switch op.Kind {
	case schedule.KindRead:
		*register = in.variables[op.Name].Read(ctx)
	case schedule.KindAdd:
		*register += op.N
	case schedule.KindWrite:
		in.variables[op.Name].Write(ctx, *register)
	case schedule.KindAssign:
		in.variables[op.Name].Write(ctx, op.N)
	case schedule.KindAcquire:
		return in.locks[op.Name].Acquire(ctx)
	case schedule.KindRelease:
		return in.locks[op.Name].Release(ctx)
	case schedule.KindWait:
		return in.events[op.Name].Wait(ctx)
	case schedule.KindSet:
		in.events[op.Name].Set(ctx)
	}
	return nil
}
