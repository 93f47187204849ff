//go:build js && wasm

// Worker is Flag Lab at the edge: the same handler as the server's, as a Cloudflare
// Worker. The page and the flags of LOCAL are static assets, which need no program;
// DELAY, ERROR and REMOTE come here.
package main

import (
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"

	"flaglab/app/flags"
	"flaglab/server/edge"
	"flaglab/server/forwarded"
	"flaglab/server/proxy"
	"flaglab/server/site"
)

// release is set by the linker.
var release = "devel"

func main() { workers.Serve(http.HandlerFunc(serve)) }

// serve answers one request, and no other: each one has a Worker of its own. So
// there is nothing to be kept here, and nobody to share it with; the limits of the
// platform take the place of the server's.
func serve(w http.ResponseWriter, r *http.Request) {
	defer func() {
		// The handler breaks an answer off by a panic, which would end the program
		// before the client hears of it. The answer ends here in any case.
		if reason := recover(); reason != nil && reason != http.ErrAbortHandler {
			panic(reason)
		}
	}()
	if r.Method == http.MethodHead {
		w = &headOnly{ResponseWriter: w}
	}
	r.Host = r.URL.Host
	r = forwarded.With(r, forwarded.Request{Scheme: r.URL.Scheme, Proxied: true})
	config := site.Config{
		Flags:   edge.Assets{Binding: cloudflare.GetBinding("ASSETS"), Root: site.OwnPath},
		Version: release,
		Log:     slog.New(slog.NewTextHandler(os.Stderr, nil)),
	}
	if remote := newRemote(r, config.Log); remote != nil {
		config.Remote, config.Upstream = remote, remote.Upstream()
	}
	site.New(config).ServeHTTP(w, r)
}

// newRemote makes the site REMOTE, of the variable UPSTREAM. It is nil without one.
func newRemote(r *http.Request, log *slog.Logger) *proxy.Proxy {
	text := cloudflare.Getenv("UPSTREAM")
	if text == "" || strings.HasPrefix(text, "<") { // <undefined>
		return nil
	}
	limit := cloudflare.GetBinding("UPSTREAM_LIMIT")
	if limit.IsUndefined() {
		log.Error("the site REMOTE needs the rate limit UPSTREAM_LIMIT: see wrangler.jsonc")
		return nil
	}
	upstream, err := proxy.ParseUpstream(text)
	var remote *proxy.Proxy
	if err == nil {
		remote, err = proxy.New(proxy.Config{
			Upstream: upstream,
			Doer:     edge.Fetch{Limit: proxy.MaxBody},
			Cache:    edge.Cache{Base: r.URL.Scheme + "://" + r.URL.Host + flags.Remote().Path + "/"},
			Limiter:  edge.Limiter{Binding: limit},
			Agent:    proxy.Agent(release),
			Log:      log,
		})
	}
	if err != nil {
		log.Error("the variable UPSTREAM cannot be used", "reason", err)
		return nil
	}
	return remote
}

// headOnly leaves the body out, which net/http would do, and its length: the
// platform would wait for that many bytes.
type headOnly struct {
	http.ResponseWriter
	begun bool
}

func (w *headOnly) WriteHeader(status int) {
	w.begun = true
	w.Header().Del("Content-Length")
	w.ResponseWriter.WriteHeader(status)
}

func (w *headOnly) Write(data []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	return len(data), nil
}
