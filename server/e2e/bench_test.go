package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// The figures of make bench. Those that are compared are taken in turns on the same
// page, so that they meet the same machine.

// rounds is how often each figure is taken; the median counts.
const rounds = 7

func median(xs []float64) float64 {
	xs = slices.Clone(xs)
	slices.Sort(xs)
	return xs[len(xs)/2]
}

// seconds reads how long the last run took, as exactly as the page knows it: the end of its log.
func (p *page) seconds() float64 {
	p.Helper()
	ms, err := strconv.ParseFloat(eval[string](p, `document.getElementById('seek').max`), 64)
	if err != nil {
		p.Fatal(err)
	}
	return ms / 1000
}

// unwatched tells the browser not to report what happens in the page: reports on each
// request and each changed node cost the page more than the request itself.
func (p *page) unwatched() {
	p.Helper()
	for _, domain := range []cdp.Command[cdp.Empty, cdp.Empty]{network.Disable, dom.Disable, css.Disable, log.Disable, runtime.Disable} {
		p.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
			_, err := cdp.Call(ctx, t, domain, cdp.Empty{})
			return chromedp.Void{}, err
		})
	}
}

// run runs the experiment once. The page itself says when it is over: asking it again and
// again would disturb what is measured.
func (p *page) run() {
	p.Helper()
	eval[bool](p, `new Promise(resolve => {
		const page = document.querySelector('.page');
		new MutationObserver((_, observer) => {
			if (`+hasBegun+` && `+over+`) { observer.disconnect(); resolve(true); }
		}).observe(page, {attributes: true});
		`+pressRun+`;
	})`)
}

// concurrent runs the pool once and returns its time.
func (p *page) concurrent() float64 {
	p.Helper()
	p.run()
	return p.seconds()
}

// BenchmarkAgainstIdeal compares a run with the time that its weather takes, and with
// what a pool in JavaScript makes of it.
func BenchmarkAgainstIdeal(b *testing.B) {
	for _, test := range []struct {
		name, query string
		pool        string
		ideal       float64
	}{
		{"20codes-20workers", "delay=0.2&runs=threads", jsPool("top20", 20, "delay", "?delay=0.2"), 0.2},
		{"676codes-30workers", "delay=0.2&cc=EVERY&workers=30&runs=threads", jsPool("every", 30, "delay", "?delay=0.2"), 4.6},
	} {
		b.Run(test.name, func(b *testing.B) {
			s := startServer(b)
			p := open(b, s.URL+"/?"+test.query)
			p.unwatched()
			p.concurrent() // the first run warms the program up
			for b.Loop() {
				var ratios, js []float64
				for range rounds {
					ratios = append(ratios, p.concurrent()/test.ideal)
					js = append(js, eval[float64](p, test.pool)/test.ideal)
				}
				b.ReportMetric(median(ratios), "elapsed/ideal")
				b.ReportMetric(slices.Min(ratios), "best/ideal")
				b.ReportMetric(median(js), "JS/ideal")
			}
		})
	}
}

// jsPool downloads the same files as the page, with a hand-written pool, on the same
// page. It shows nothing.
func jsPool(codes string, workers int, site, query string) string {
	return fmt.Sprintf(`(async () => {
	const {origins} = await (await fetch('/lab/config.json')).json();
	const get = url => fetch(url, {cache: 'no-store', credentials: 'omit'}).then(r => r.arrayBuffer());
	await Promise.all(origins.flatMap(o => [1, 2, 3, 4, 5].map(() => get(o + '/healthz'))));
	let codes = 'cn in us id br pk ng bd ru jp mx ph vn et eg de ir tr cd fr'.split(' ');
	if (%q === 'every') {
		codes = [];
		for (let a = 97; a < 123; a++) for (let b = 97; b < 123; b++) codes.push(String.fromCharCode(a, b));
	}
	const active = origins.map(() => 0);
	let next = 0;
	const began = performance.now();
	const worker = async () => {
		while (next < codes.length) {
			const cc = codes[next++];
			const o = active.indexOf(Math.min(...active));
			active[o]++;
			await get(origins[o] + '/%s/flags/' + cc + '/' + cc + '.gif%s');
			active[o]--;
		}
	};
	await Promise.all(Array.from({length: %d}, worker));
	return (performance.now() - began) / 1000;
})()`, codes, site, query, workers)
}

// BenchmarkAgainstJavaScript compares 676 files with 30 workers, drawn live,
// with a pool in JavaScript that draws nothing; and counts the frames that took
// over 50 ms meanwhile.
func BenchmarkAgainstJavaScript(b *testing.B) {
	s := startServer(b)
	p := open(b, s.URL+"/?site=LOCAL&cc=EVERY&workers=30&runs=threads")
	p.unwatched()
	p.concurrent()
	for b.Loop() {
		var ratios, long []float64
		for range rounds {
			js := eval[float64](p, jsPool("every", 30, "local", ""))
			ratios = append(ratios, p.concurrent()/js)
		}
		for range rounds { // apart, because to count frames takes time
			eval[bool](p, `(() => {
				const frames = window.benchFrames = {long: 0, over: false};
				let last = performance.now();
				const frame = now => { if (now - last > 50) frames.long++; last = now; if (!frames.over) requestAnimationFrame(frame) };
				requestAnimationFrame(frame);
				return true;
			})()`)
			p.concurrent()
			long = append(long, eval[float64](p, `(benchFrames.over = true, benchFrames.long)`))
		}
		b.ReportMetric(median(ratios), "Go/JS")
		b.ReportMetric(slices.Min(ratios), "best-Go/JS")
		b.ReportMetric(median(long), "frames>50ms")
	}
}

// BenchmarkPageSize reports what the page's program weighs.
func BenchmarkPageSize(b *testing.B) {
	web := filepath.Join(filepath.Dir(os.Getenv("FLAGLAB_BIN")), "..", "web")
	for b.Loop() {
		for _, name := range []string{"app.wasm", "app.wasm.gz", "app.wasm.br"} {
			if info, err := os.Stat(filepath.Join(web, name)); err == nil {
				b.ReportMetric(float64(info.Size())/1e6, "MB-"+name)
			}
		}
	}
}
