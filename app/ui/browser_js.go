package ui

import (
	"net/url"
	"runtime"
	"strings"
	"sync"
	"syscall/js"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"flaglab/app/bench"
)

// window is what all labs share of the browser: the functions that it calls, made once and never released, so that no
// lab is kept by one.
var window = sync.OnceValue(func() *windowState {
	w := &windowState{global: js.Global(), left: map[string]*bench.Bench{}}
	w.calm = w.global.Call("matchMedia", "(prefers-reduced-motion: reduce)")
	w.global.Call("goEvents",
		js.FuncOf(func(_ js.Value, args []js.Value) any {
			if b := w.bench(); b != nil {
				b.Dispatch(args[0].String(), args[1].String(), args[2].String())
			}
			return nil
		}),
		js.FuncOf(func(_ js.Value, args []js.Value) any {
			b := w.bench()
			return b != nil && b.Press(args[0].String())
		}),
		js.FuncOf(func(_ js.Value, args []js.Value) any {
			if b := w.bench(); b != nil {
				b.TabHidden(args[0].Bool())
			}
			return nil
		}))
	w.global.Call("goPictures", js.FuncOf(func(js.Value, []js.Value) any {
		w.painter.forget()
		if b := w.bench(); b != nil {
			b.Repaint()
		}
		return nil
	}))
	w.requestFrame = w.global.Call("goFrames", js.FuncOf(func(_ js.Value, args []js.Value) any {
		w.mu.Lock()
		w.layoutCost = time.Duration(args[0].Float() * float64(time.Millisecond))
		frames := w.frames
		w.frames = nil
		w.mu.Unlock()
		for _, f := range frames {
			f()
		}
		return nil
	}))
	return w
})

// mounted tells the browser that the page is there. The page's context renders it anew.
func mounted(page app.Context) {
	w := window()
	w.page = page
	w.requestFrame.Invoke()
	w.global.Call("goMounted")
}

// Pause lets the browser answer between two parts of the start, unless they are short together. What comes next begins a task:
// after time.Sleep it could be part of a frame, and that of the pictures would be one too late.
func Pause() { pause("goPause") }

// pause has a function of the browser call back, and waits for that unless the function returns false.
func pause(until string) {
	over := make(chan struct{})
	f := js.FuncOf(func(js.Value, []js.Value) any {
		close(over)
		return nil
	})
	defer f.Release()
	if js.Global().Call(until, f).Bool() {
		<-over
	}
}

type windowState struct {
	page         app.Context // nil until the page is there
	global       js.Value
	requestFrame js.Value
	calm         js.Value // whether the person prefers reduced motion
	painter      painter
	left         map[string]*bench.Bench // by path: the labs that the person has left

	mu         sync.Mutex
	current    *bench.Bench
	frames     []func()
	layoutCost time.Duration // of the last frame
}

func (w *windowState) bench() *bench.Bench {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.current
}

// Open sets up the lab of the page's address. From then on the controls of the rendered page work; the program's own page, which
// takes longer, shows the same bench.
func Open() {
	u := app.Window().URL()
	lab := labAt(strings.TrimPrefix(u.Path, prefix()))
	connect(lab, u)
	pause("goOpened")
}

// connect sets up the bench of a lab that is now shown, with the settings of a URL, unless it is set up already; a lab that the
// person has left is as it was. The function that it returns closes it.
func connect(lab bench.Lab, u *url.URL) (*bench.Bench, func()) {
	w := window()
	b := w.bench()
	switch left := w.left[lab.Path]; {
	case b != nil: // by Open
	case left != nil:
		b = left.Reopen(u.RawQuery, u.Fragment)
	default:
		b = bench.NewAt(u.RawQuery, u.Fragment, lab, &browser{w}, network())
	}
	w.mu.Lock()
	w.current = b
	w.mu.Unlock()
	w.painter.forget()
	return b, func() {
		b.Close()
		w.left[lab.Path] = b
		w.mu.Lock()
		if w.current == b {
			w.current = nil
		}
		w.frames = nil
		w.mu.Unlock()
		go func() { // ends with the run that was cancelled
			b.Wait()
			// go-app releases a page within a minute after the person leaves it; a page that allocates little would
			// then keep it until the next collection, which may not come.
			for _, wait := range []time.Duration{2 * time.Second, 70 * time.Second} {
				time.Sleep(wait)
				runtime.GC()
			}
		}()
	}
}

// browser implements [bench.Browser].
type browser struct{ w *windowState }

var start = time.Now()

func (b *browser) Now() time.Duration { return time.Since(start) }

func (b *browser) Frame(f func()) {
	b.w.mu.Lock()
	b.w.frames = append(b.w.frames, f)
	b.w.mu.Unlock()
	if b.w.page != nil { // otherwise there is nothing to paint yet
		b.w.requestFrame.Invoke()
	}
}

func (b *browser) LayoutCost() time.Duration {
	b.w.mu.Lock()
	defer b.w.mu.Unlock()
	return b.w.layoutCost
}

func (b *browser) After(d time.Duration, f func()) { time.AfterFunc(d, f) }

func (b *browser) Hidden() bool { return b.w.global.Get("document").Get("hidden").Bool() }

func (b *browser) CalmMotion() bool {
	return b.w.calm.Get("matches").Bool()
}

func (b *browser) Refresh() {
	if b.w.page != nil { // otherwise it is rendered soon
		b.w.page.Dispatch(nil)
	}
}

func (b *browser) Paint(f bench.Frame) (more bool) {
	for _, p := range f.Pictures {
		more = b.w.painter.paint(p) || more
	}
	if f.Position >= 0 {
		b.w.global.Call("goPosition", f.Position, f.Clock)
	}
	return more
}

func (b *browser) Collect() { runtime.GC() }

func (b *browser) Announce(text string) { b.w.global.Call("goAnnounce", text) }

func (b *browser) ReplaceURL(link string) { b.w.global.Call("goLink", link) }

func (b *browser) Load(key string) string { return b.w.global.Call("goLoad", key).String() }

func (b *browser) Store(key, text string) {
	b.w.global.Call("goStore", key, text)
	if key == bench.ProjectorKey {
		b.w.global.Get("document").Get("documentElement").Call("toggleAttribute", "data-projector", text == "1")
	}
}

func (b *browser) Location() string {
	location := b.w.global.Get("location")
	return location.Get("origin").String() + location.Get("pathname").String()
}

func (b *browser) CopyLink(link string) { b.w.global.Call("goCopyLink", link) }

func (b *browser) Save(name, media string, data []byte) {
	array := b.w.global.Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(array, data)
	b.w.global.Call("goSaveBytes", name, media, array)
}

// CanSaveFolder implements [bench.FolderSaver].
func (b *browser) CanSaveFolder() bool {
	return b.w.global.Get("showDirectoryPicker").Type() == js.TypeFunction
}

// SaveFolder implements [bench.FolderSaver].
func (b *browser) SaveFolder(files map[string][]byte) {
	list := b.w.global.Get("Array").New()
	for name, data := range files {
		array := b.w.global.Get("Uint8Array").New(len(data))
		js.CopyBytesToJS(array, data)
		list.Call("push", []any{name, array})
	}
	b.w.global.Call("goSaveFolder", list)
}

func (b *browser) SavePNG(picture, name string) { b.w.global.Call("goPNG", picture, name) }

func (b *browser) SaveDrawn(name, svg string, width, height int) {
	b.w.global.Call("goDrawnPNG", name, svg, width, height)
}
