//go:build !js

package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"flaglab/server/front"
	"flaglab/server/site"
	flagimages "flaglab/web/flags"
)

// The limits of one connection. They are wider than a class is patient and narrower
// than a leak is harmless.
const (
	headerTimeout = 10 * time.Second // for the header of a request
	idleTimeout   = 5 * time.Minute  // between requests: an open connection is worth a round trip
	totalTimeout  = 2 * time.Minute  // for one request and its answer, its weather included
	maxHeader     = 32 << 10         // bytes
	maxStreams    = 1000             // requests at once over one HTTP/2 connection: the largest pool

	// stopTimeout is how long the server waits for answers that are being written
	// when it is told to stop. Sleeping requests do not count: they end at once.
	stopTimeout = 2 * time.Second
)

// handler returns what all doors serve. Passed may be nil: no site REMOTE.
func handler(doors []door, makePage pageMaker, passed *remote, log *slog.Logger) (*site.Handler, error) {
	ports := numbers(doors)
	page, err := makePage(func(r *http.Request) []string { return site.Origins(r, ports) })
	if err != nil {
		return nil, err
	}
	config := site.Config{
		Flags:   flagimages.FS,
		Page:    page,
		Version: version(),
		Ports:   ports,
		Log:     log,
	}
	if passed != nil {
		config.Remote, config.Upstream = passed, passed.Upstream()
	}
	return site.New(config), nil
}

// The limits of clients. Thirty students behind one address have up to a thousand
// connections, and may start as many requests as burst all at once.
const (
	burst          = 20_000
	maxConnections = 12_000
	maxPerClient   = 4_000
)

// newFront returns what is in front of the handler, on all doors.
func newFront(o options, h *site.Handler, passed *remote, log *slog.Logger) *front.Front {
	hosts := o.hosts[:len(o.hosts):len(o.hosts)]
	if !isEverywhere(o.addr) {
		hosts = append(hosts, o.addr)
	}
	// The computer's own name leads to a loopback address on some systems. No page of a
	// stranger's has it.
	if name, err := os.Hostname(); err == nil && name != "" {
		hosts = append(hosts, name, name+".local")
	}
	return front.New(front.Config{
		Hosts:          hosts,
		Rate:           o.clientRate,
		Burst:          burst,
		MaxConnections: maxConnections,
		MaxPerClient:   maxPerClient,
		Collect: func(m *front.Metrics) {
			m.Gauge("flaglab_requests_waiting", "Requests that sleep for the weather of their site.", float64(h.Waiting()))
			passed.collect(m)
		},
		Log: log,
	})
}

// serve answers at all doors until ctx is done or one of them fails. When it
// returns, the doors are shut, and every connection and every request has ended.
func serve(ctx context.Context, doors []door, h *site.Handler, f *front.Front, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var failure error // of the first listener that failed
	var once sync.Once

	var listening, connections sync.WaitGroup
	var servers []*http.Server
	for _, d := range doors {
		at := h.At(d.site)
		server := newServer(ctx, f.Handler(at, at.Label), log)
		server.TLSConfig = d.tls
		server.ConnState = func(c net.Conn, state http.ConnState) {
			f.ConnState(c, state)
			switch state {
			case http.StateNew:
				connections.Add(1)
			case http.StateClosed, http.StateHijacked:
				connections.Done()
			}
		}
		servers = append(servers, server)
		for _, l := range d.listeners {
			listening.Go(func() {
				serve := server.Serve
				if d.tls != nil {
					serve = func(l net.Listener) error { return server.ServeTLS(l, "", "") }
				}
				if err := serve(l); !errors.Is(err, http.ErrServerClosed) {
					once.Do(func() { failure = err })
					stop()
				}
			})
		}
	}
	<-ctx.Done() // which also wakes the sleeping requests
	shutdown(servers)
	listening.Wait()
	connections.Wait()
	return failure
}

func newServer(ctx context.Context, h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       totalTimeout,
		WriteTimeout:      totalTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// shutdown lets the servers finish the answers that they are writing, for
// stopTimeout at most, and then closes every connection.
func shutdown(servers []*http.Server) {
	// The context of serve is done already; this is the time after it.
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	var wait sync.WaitGroup
	for _, server := range servers {
		wait.Go(func() {
			if server.Shutdown(ctx) != nil {
				server.Close()
			}
		})
	}
	wait.Wait()
}
