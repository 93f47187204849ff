//go:build !js

package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"flaglab/server/middleware"
	"flaglab/server/page"
	"flaglab/server/site"
	flagimages "flaglab/web/flags"
)

// The limits of one connection: longer than a class will wait, and short enough to
// keep leaked connections harmless.
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

// newHandler returns what all listeners serve. Remote may be nil: no site REMOTE.
func newHandler(o options, listeners []listener, newPage pageFunc, remote *remoteSite, log *slog.Logger) (*site.Handler, error) {
	ports := plainPorts(listeners)
	page, err := newPage(page.Options{
		FrameAncestors: o.frameAncestors,
		Origins: func(r *http.Request) []string {
			all := site.Origins(r, ports)
			return all[min(1, len(all)):] // the first is the page's own
		},
	})
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
	if remote != nil {
		config.Remote, config.Upstream = remote, remote.Upstream()
	}
	return site.New(config), nil
}

// The limits of clients. Thirty students behind one address have up to a thousand
// connections, and may make the requests of burstSeconds all at once.
const (
	burstSeconds   = 4
	maxConnections = 12_000
	maxPerClient   = 4_000
)

// newMiddleware returns what is before the handler, for all listeners.
func newMiddleware(o options, h *site.Handler, remote *remoteSite, log *slog.Logger) *middleware.Middleware {
	hosts := slices.Clone(o.hosts)
	if !isUnspecified(o.addr) {
		hosts = append(hosts, o.addr)
	}
	// The computer's own name leads to a loopback address on some systems. No page of a
	// stranger's has it.
	if name, err := os.Hostname(); err == nil && name != "" {
		hosts = append(hosts, name, name+".local")
	}
	return middleware.New(middleware.Config{
		Hosts:          hosts,
		Proxies:        o.proxies,
		Rate:           o.clientRate,
		Burst:          int(burstSeconds * min(o.clientRate, 1e6)),
		MaxConnections: maxConnections,
		MaxPerClient:   maxPerClient,
		Collect: func(set *metrics.Set) {
			set.GetOrCreateGauge("flaglab_requests_waiting", nil).Set(float64(h.Waiting()))
			remote.collect(set)
		},
		Log: log,
	})
}

// serve serves all listeners until ctx is done or one of them fails. When it returns,
// they are closed, and every connection and every request has ended.
func serve(ctx context.Context, listeners []listener, h *site.Handler, m *middleware.Middleware, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var failure error // of the first listener that failed
	var once sync.Once

	var listening, connections sync.WaitGroup
	var servers []*http.Server
	for _, l := range listeners {
		at := h.At(l.site)
		server := newServer(ctx, m.Handler(at, at.Label), log)
		server.TLSConfig = l.tls
		server.ConnState = func(c net.Conn, state http.ConnState) {
			m.ConnState(c, state)
			switch state {
			case http.StateNew:
				connections.Add(1)
			case http.StateClosed, http.StateHijacked:
				connections.Done()
			}
		}
		servers = append(servers, server)
		for _, socket := range l.sockets {
			listening.Go(func() {
				serve := server.Serve
				if l.tls != nil {
					serve = func(socket net.Listener) error { return server.ServeTLS(socket, "", "") }
				}
				if err := serve(socket); !errors.Is(err, http.ErrServerClosed) {
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
