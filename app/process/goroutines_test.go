package process

import (
	"strings"
	"sync"
	"time"
)

// goroutines is a transport whose workers are goroutines.
type goroutines struct {
	startup time.Duration // what a worker needs to get ready
	dead    bool          // it never does
	mu      sync.Mutex
	started int
	log     []string
	workers []*goroutineWorker
}

func (g *goroutines) clock() int64 { return time.Now().UnixNano() }

func (g *goroutines) start(h hello, running *sync.WaitGroup, tell func(event)) link {
	w := &goroutineWorker{transport: g, name: h.Worker.Name, stop: make(chan struct{}), tell: tell}
	g.mu.Lock()
	g.started++
	g.workers = append(g.workers, w)
	g.mu.Unlock()
	w.host = newHost(w.answer, g.clock, nil, w.stop)
	w.host.receive(h.frame())
	running.Go(func() {
		if g.dead {
			<-w.stop
			return
		}
		time.Sleep(g.startup)
		w.host.serve()
	})
	return w
}

type goroutineWorker struct {
	transport *goroutines
	name      string
	host      *host
	stop      chan struct{}
	once      sync.Once
	tell      func(event)
}

func (w *goroutineWorker) answer(frame []byte, _ bool) {
	select {
	case <-w.stop: // nobody listens
	default:
		w.tell(event{frame: frame})
	}
}

func (w *goroutineWorker) send(frames ...[]byte) {
	for _, frame := range frames {
		w.host.receive(frame)
	}
}

func (w *goroutineWorker) end(how string, err error) {
	w.once.Do(func() {
		w.transport.mu.Lock()
		w.transport.log = append(w.transport.log, w.name+" "+how)
		w.transport.mu.Unlock()
		close(w.stop)
		w.host.cancel()
		w.tell(event{how: err})
	})
}

func (w *goroutineWorker) finish()    { w.end("finished", nil) }
func (w *goroutineWorker) terminate() { w.end("terminated", nil) }
func (w *goroutineWorker) kill()      { w.end("killed", nil) }

func (g *goroutines) counts() (started int, log string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.started, strings.Join(g.log, ", ")
}
