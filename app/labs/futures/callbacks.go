package futures

import (
	"context"

	"flaglab/app/futures"
)

func callbacks(ctx context.Context, p *program) error {
	pool, err := p.Pool(ctx, p.Workers)
	if err != nil {
		return err
	}
	defer pool.Shutdown()

	first := func(f *Future) { p.PrintCall(f, "first callback") }
	faulty := func(f *Future) { p.PrintCall(f, "second callback, panics"); panic("the second callback is faulty") }
	third := func(f *Future) { p.PrintCall(f, "third callback all the same") }

	var toDo []*Future
	for _, cc := range p.Codes {
		future, err := futures.Submit(pool, p.Download, cc)
		if err != nil {
			return err
		}
		toDo = append(toDo, future)
		p.Scheduled(cc, future)
		future.AddDoneCallback(first)
		future.AddDoneCallback(faulty)
		future.AddDoneCallback(third)
	}

	limited, stop := p.Limit(ctx)
	defer stop()
	futures.Wait(limited, toDo, futures.AllCompleted)
	p.Pause(ctx, "Who runs a callback that is added now?")
	toDo[0].AddDoneCallback(func(f *Future) { p.PrintCall(f, "late callback") })
	p.Print(ctx, "and here the caller goes on")
	return nil
}
