package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestFetch asks goFetch, the browser's half of the page's requests, for answers of every
// kind.
func TestFetch(t *testing.T) {
	mux := http.NewServeMux()
	released := make(chan struct{})
	mux.HandleFunc("/known", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/gif")
		w.Header().Set("Cache-Status", "flaglab; hit")
		w.Header().Set("Access-Control-Expose-Headers", "Cache-Status")
		w.Write([]byte("GIF89a"))
	})
	mux.HandleFunc("/chunks", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		for range 3 {
			w.Write([]byte("abc"))
			w.(http.Flusher).Flush()
		}
	})
	mux.HandleFunc("/empty", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	mux.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 101)) })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			w.Write(make([]byte, 64))
			w.(http.Flusher).Flush()
		}
		released <- struct{}{}
	})
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "50")
		w.Write([]byte("GIF"))
	})
	mux.HandleFunc("/silent", func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		released <- struct{}{}
	})
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Timing-Allow-Origin", "*")
		mux.ServeHTTP(w, r)
	}))
	defer upstream.Close()
	base := strings.Replace(upstream.URL, "127.0.0.1", "localhost", 1)

	p := open(t, startServer(t).URL)
	// The limit is 100 bytes; the answer is written as a line.
	ask := func(path, and string) string {
		return eval[string](p, fmt.Sprintf(`new Promise(resolve => {
			goFetch(-1, %q, 100, (id, status, type, body, cache, stalled, waiting, receiving, protocol) =>
				resolve(status ? [id, status, type, new TextDecoder().decode(body), cache, protocol, stalled >= 0 && waiting > 0 && receiving >= 0].join('|')
					: id + '|' + status + '|' + type));
			%s
		})`, base+path, and))
	}
	for path, want := range map[string]string{
		"/known":  "-1|200|image/gif|GIF89a|flaglab; hit|http/1.1|true",
		"/chunks": "-1|418|text/plain; charset=utf-8|abcabcabc||http/1.1|true",
		"/empty":  "-1|404||||http/1.1|true",
		"/long":   "-1|0|the answer is longer than 100 bytes",
	} {
		if got := ask(path, ""); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if got, want := ask("/endless", ""), "-1|0|the answer is longer than 100 bytes"; got != want {
		t.Errorf("endless: %s, want %s", got, want)
	}
	<-released // the browser gave the connection up
	if got := ask("/silent", "setTimeout(() => goFetchAbort(-1), 50)"); !strings.HasPrefix(got, "-1|0|") {
		t.Errorf("aborted: %s", got)
	}
	<-released
	if got := ask("/broken", ""); !strings.HasPrefix(got, "-1|0|") {
		t.Errorf("broken off: %s", got)
	}
	upstream.Close()
	if got := ask("/known", ""); !strings.HasPrefix(got, "-1|0|") {
		t.Errorf("no server: %s", got)
	}
	p.forgive("Failed to load resource") // as it should
}
