package ui

import (
	"context"
	"sync"
	"syscall/js"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/flags"
	"flaglab/app/scenes"
)

// performance is one run of a scene, and what a person does to it. It owns the
// goroutines of both.
type performance struct {
	began  time.Time
	stage  *scenes.Stage
	ctx    context.Context
	stop   context.CancelFunc
	album  *album
	acts   sync.WaitGroup
	done   func()   // shows the newest state
	more   []string // codes for one more future
	seen   int
	end    time.Duration // when the program returned; 0 before
	closed bool          // the run was cancelled
}

// perform plays the scene of the plan. It is called on the UI goroutine.
func perform(ctx app.Context, f *Futures) *performance {
	began := time.Now()
	work, stop := context.WithCancel(context.Background())
	p := &performance{
		began: began,
		stage: scenes.NewStage(func() time.Duration { return time.Since(began) }),
		ctx:   work,
		stop:  stop,
		album: newAlbum(),
		more:  []string{"FR", "DE", "JP", "MX", "NG", "EG", "VN", "IT", "PL", "KE"},
	}
	p.stage.Codes, p.stage.Workers, p.stage.Timeout = f.plan.Codes, f.plan.Workers, f.plan.Timeout
	p.done = func() {
		ctx.Dispatch(func(app.Context) {
			if f.play == p && f.live {
				p.show(f)
				ctx.Defer(func(app.Context) { followText() })
			}
		})
	}
	plan, config := f.plan, f.config
	p.stage.Download = p.downloads(plan, config)
	ctx.Async(func() {
		if len(config.Origins) == 0 { // a link that starts at once comes before the answer
			p.stage.Download = p.downloads(plan, loadConfig())
		}
		p.stage.Play(work, plan.Scene) // its error is in the log
		ctx.Dispatch(func(app.Context) {
			if f.play == p {
				p.end = p.elapsed()
				f.running = false
				p.show(f)
			}
		})
	})
	onFrame(ctx, func(ctx app.Context) bool {
		if f.play != p || !f.running {
			return false
		}
		if f.live {
			p.show(f)
			ctx.Dispatch(nil)
			ctx.Defer(func(app.Context) { followText() })
		}
		return true
	}, func(time.Duration) time.Duration { return 45 * time.Millisecond })
	return p
}

// show moves the page on to the newest event.
func (p *performance) show(f *Futures) {
	events := p.stage.Events(p.seen)
	p.seen += len(events)
	for _, e := range events {
		f.snapshot.Apply(e)
	}
	f.at = f.snapshot.Elapsed
}

// followText scrolls the transcript to its end, and the code to the marked line;
// the page stays where it is.
func followText() {
	if lines := js.Global().Get("document").Call("getElementById", sceneTranscriptID); !lines.IsNull() {
		lines.Set("scrollTop", lines.Get("scrollHeight"))
	}
	box := js.Global().Get("document").Call("getElementById", sceneCodeID)
	if box.IsNull() {
		return
	}
	line := box.Call("querySelector", `[data-mark="main"]`)
	if line.IsNull() {
		return
	}
	top, height := line.Get("offsetTop").Float()-box.Get("offsetTop").Float(), box.Get("clientHeight").Float()
	if scrolled := box.Get("scrollTop").Float(); top < scrolled || top > scrolled+height-40 {
		box.Set("scrollTop", top-height/2)
	}
}

// downloads is the task that the scenes submit: one flag from the site DELAY. The
// code that is to fail meets a teapot.
func (p *performance) downloads(plan scenes.Plan, config flags.Config) scenes.Task {
	teapot := plan.Weather
	teapot.ErrorRate = 1
	fair := newSource(config, "DELAY", &plan.Weather)
	foul := newSource(config, "DELAY", &teapot)
	return func(ctx context.Context, cc string) (string, error) {
		d := flags.Downloader{Source: fair, Save: p.album.save}
		if cc == plan.Fails {
			d.Source = foul
		}
		result, err := d.DownloadOne(ctx, cc)
		if err == nil && !result.Found {
			err = &flags.HTTPError{Status: 404}
		}
		return cc, err
	}
}

// act does something of a person's that may take its time, and shows what came of
// it.
func (p *performance) act(do func()) {
	p.acts.Go(func() {
		do()
		p.done()
	})
}

func (p *performance) cancelFuture(i int) { p.act(func() { p.stage.Cancel(i) }) }
func (p *performance) result(i int)       { p.act(func() { p.stage.Result(p.ctx, i) }) }
func (p *performance) addCallback(i int, panics bool) {
	p.act(func() { p.stage.AddCallback(i, panics) })
}
func (p *performance) shutdown(wait, cancelThese bool) {
	p.act(func() { p.stage.Shutdown(wait, cancelThese) })
}

func (p *performance) submitMore() {
	if len(p.more) == 0 {
		return
	}
	cc := p.more[0]
	p.more = p.more[1:]
	p.act(func() { p.stage.SubmitMore(cc) })
}

// cancel ends the run. The scene says when it is over.
func (p *performance) cancel() {
	if p == nil {
		return
	}
	if p.end == 0 {
		p.closed = true
	}
	p.stop()
}

func (p *performance) cancelled() bool { return p.closed }

func (p *performance) events() []scenes.Event { return p.stage.Events(0) }

// now is the time since the run began.
func (p *performance) now() time.Duration { return time.Since(p.began) }

// elapsed is the time of the newest event.
func (p *performance) elapsed() time.Duration {
	events := p.stage.Events(0)
	if len(events) == 0 {
		return 0
	}
	return events[len(events)-1].At
}

func (p *performance) ended() time.Duration { return p.end }

func (p *performance) image(cc string) string { return p.album.url(cc) }
