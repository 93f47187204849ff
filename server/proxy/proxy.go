// Package proxy is the site REMOTE: it asks another site for flags on behalf of
// its clients, and keeps the answers.
//
// A proxy that strangers may use must not become their tool. So clients can request
// only flags: the proxy takes two letters from a request and puts them into a new
// one, to the one site that the server is configured with. It checks the answer as
// if a stranger had sent it.
//
// The package works natively and at the edge. What differs, how a request is sent
// and where answers are kept, is behind the interfaces [Doer] and [Cache].
// [net/http.Client] is left out of it on purpose: at the edge it cannot be used and
// would double the program.
package proxy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// DefaultUpstream is the site of the book Fluent Python.
const DefaultUpstream = "https://www.fluentpython.com/data/flags"

// Doer sends one request. It follows no redirects and ends when the context of the
// request does.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Limiter lets requests to the upstream begin, one by one. Wait returns an error if
// the turn of the caller would not come before its context ends.
type Limiter interface {
	Wait(context.Context) error
}

// Config says where a [Proxy] gets its answers. Upstream and Doer are required.
type Config struct {
	// Upstream is the URL below which the flags are: /br/br.gif.
	Upstream *url.URL

	// Doer sends the requests.
	Doer Doer

	// Cache keeps answers. Nil: nothing is kept.
	Cache Cache

	// Limiter bounds the rate of requests to the upstream. Nil: nothing does.
	Limiter Limiter

	// Agent is the User-Agent that the upstream sees. Empty means "FlagLab".
	Agent string

	// Timeout bounds one request to the upstream with its answer.
	// 0 means DefaultTimeout.
	Timeout time.Duration

	// MaxQueue bounds how long a request waits for the Limiter.
	// 0 means DefaultMaxQueue.
	MaxQueue time.Duration

	// Log gets the failures, on level Info, as they can be many. Nil: no log.
	Log *slog.Logger
}

const (
	DefaultTimeout  = 10 * time.Second
	DefaultMaxQueue = 30 * time.Second
)

// How long an answer is fresh, and how long it is good enough when no newer one can
// be had.
const (
	freshFlag    = 24 * time.Hour
	freshMissing = time.Hour
	keepStale    = 7 * 24 * time.Hour

	// rememberFailure is how long the upstream is not asked again after a failure.
	rememberFailure = 10 * time.Second
)

// Proxy is the [http.Handler] of the site REMOTE. The paths of its requests are
// those below the site: /br/br.gif. Make one with [New].
type Proxy struct {
	config  Config
	flights singleflight.Group

	done    context.Context // ends all requests to the upstream
	stop    context.CancelFunc
	mu      sync.Mutex // orders what begins before Close, or not at all
	running sync.WaitGroup

	stats counters
}

// New returns a proxy. The error says what is wrong with the upstream's URL.
func New(c Config) (*Proxy, error) {
	if err := checkUpstream(c.Upstream); err != nil {
		return nil, err
	}
	if c.Agent == "" {
		c.Agent = "FlagLab"
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.MaxQueue == 0 {
		c.MaxQueue = DefaultMaxQueue
	}
	if c.Cache == nil {
		c.Cache = noCache{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	p := &Proxy{config: c}
	p.done, p.stop = context.WithCancel(context.Background())
	return p, nil
}

// Close ends all requests to the upstream and waits until they have ended.
func (p *Proxy) Close() {
	p.mu.Lock()
	p.stop()
	p.mu.Unlock()
	p.running.Wait()
}

// begin reports whether something may begin, before Close. What has begun calls
// running.Done.
func (p *Proxy) begin() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done.Err() != nil {
		return false
	}
	p.running.Add(1)
	return true
}

// Agent is the User-Agent of a release.
func Agent(release string) string {
	return "FlagLab/" + release + " (a lab on concurrency; a caching proxy)"
}

// Upstream is where the answers come from.
func (p *Proxy) Upstream() string { return p.config.Upstream.String() }

// ParseUpstream reads the URL of an upstream as a person types it.
func ParseUpstream(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil {
		return nil, errors.New("it is not a URL")
	}
	return u, checkUpstream(u)
}

// checkUpstream refuses what is not plainly a place on the web. A name and a
// password would end up in what the page shows.
func checkUpstream(u *url.URL) error {
	switch {
	case u == nil || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("it must begin with http:// or https://")
	case u.Hostname() == "":
		return errors.New("it has no host")
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("it must be a plain URL, without user, ? and #")
	}
	return nil
}

// result is the outcome of a request.
type result struct {
	entry     Entry
	fetched   bool // for this request, now
	collapsed bool // by another request, which this one joined
}

// fromCache returns the result of an entry that is fresh: what is kept, or the failure
// that is remembered.
func fromCache(entry Entry) (result, error) {
	if entry.failed() {
		return result{}, &failure{status: entry.Status, reason: string(entry.Body), until: entry.Fresh}
	}
	return result{entry: entry}, nil
}

// get answers for a file. The error is a *failure, or errStopping.
func (p *Proxy) get(ctx context.Context, file string) (result, error) {
	if entry, ok := p.config.Cache.Get(ctx, file); ok && time.Now().Before(entry.Fresh) {
		return fromCache(entry)
	}
	// The request to the upstream outlives the client that caused it: other
	// clients may have joined, and the answer is cached for later ones.
	leads := false // whether this request is the one that asks
	flight := p.flights.DoChan(file, func() (any, error) {
		leads = true
		if !p.begin() {
			return result{}, errStopping
		}
		defer p.running.Done()
		return p.refresh(context.WithoutCancel(ctx), file)
	})
	select {
	case <-ctx.Done():
		return result{}, errStopping
	case done := <-flight:
		if done.Err != nil {
			return result{}, done.Err
		}
		r := done.Val.(result)
		r.collapsed = r.fetched && !leads
		return r, nil
	}
}

// refresh asks the upstream for a file and keeps the answer. If the upstream fails,
// an answer that was kept is given once more, unless it is too old; without one the
// failure is remembered for a short while, in which the upstream is not asked again.
func (p *Proxy) refresh(ctx context.Context, file string) (r result, err error) {
	defer func() {
		// No caller would recover the panic: singleflight runs this in its own goroutine.
		if reason := recover(); reason != nil {
			p.config.Log.Error("panic in the proxy", "file", file, "panic", fmt.Sprint(reason))
			r, err = result{}, &failure{status: http.StatusBadGateway, reason: "the proxy failed"}
		}
	}()
	old, kept := p.config.Cache.Get(ctx, file)
	if kept && time.Now().Before(old.Fresh) {
		return fromCache(old) // it came while this request was on its way here
	}
	entry, err := p.ask(ctx, file)
	now := time.Now()
	if err == nil {
		p.stats.fetched.Add(1)
		entry.Fetched, entry.Fresh, entry.tag = now, now.Add(freshFlag), entry.entityTag()
		if entry.Status == http.StatusNotFound {
			entry.Fresh = now.Add(freshMissing)
		}
		p.config.Cache.Put(ctx, file, entry)
		return result{entry: entry, fetched: true}, nil
	}
	f := explain(err)
	if f != errBusy { // which is our own limit, not the upstream's failure
		p.stats.failed.Add(1)
		p.config.Log.Info("the upstream failed", "file", file, "status", f.status, "reason", f.reason, "cause", err)
	}
	if kept && !old.failed() && now.Before(old.Fetched.Add(keepStale)) {
		old.Stale, old.Fresh = true, now.Add(rememberFailure)
		p.config.Cache.Put(ctx, file, old)
		return result{entry: old}, nil
	}
	if f != errBusy {
		p.config.Cache.Put(ctx, file, Entry{Status: f.status, Body: []byte(f.reason), Fetched: now, Fresh: now.Add(rememberFailure)})
	}
	return result{}, f
}

// ask waits for its turn and gets one file from the upstream.
func (p *Proxy) ask(ctx context.Context, file string) (Entry, error) {
	if p.config.Limiter != nil {
		queue, cancel := context.WithTimeout(ctx, p.config.MaxQueue)
		unlink := context.AfterFunc(p.done, cancel)
		err := p.config.Limiter.Wait(queue)
		unlink()
		cancel()
		if err != nil {
			return Entry{}, errBusy
		}
	}
	ctx, cancel := context.WithTimeout(ctx, p.config.Timeout)
	defer cancel()
	defer context.AfterFunc(p.done, cancel)()
	return p.fetch(ctx, file)
}
