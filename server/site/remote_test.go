package site

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"flaglab/app/flags"
	"flaglab/server/respond"
)

// The site REMOTE sees the path as it was sent, and nothing that is above it.
func TestRemote(t *testing.T) {
	h := newLab(func(c *Config) {
		c.Upstream = "https://upstream.example/flags"
		c.Remote = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			respond.Body(w, r, "text/plain", "", []byte(r.URL.EscapedPath()+"\n"))
		})
	})
	for path, want := range map[string]string{
		"/remote/flags/br/br.gif":          "/br/br.gif",
		"/remote/flags/br/br.gif?delay=10": "/br/br.gif",
		"/remote/flags/../br/br.gif":       "/../br/br.gif",
		"/remote/flags/%2e%2e/br%2fbr.gif": "/%2e%2e/br%2fbr.gif",
		"/remote/flags":                    "",
	} {
		response := get(t, h, path)
		body, err := io.ReadAll(response.Body)
		if err != nil || string(body) != want+"\n" {
			t.Errorf("%s is passed on as %q, %v", path, body, err)
		}
		if header := response.Header; header.Get("Access-Control-Allow-Origin") != "*" ||
			header.Get("Access-Control-Expose-Headers") != flags.CacheStatusHeader || header.Get("Timing-Allow-Origin") != "*" {
			t.Errorf("%s: header %v", path, header)
		}
	}
	var config flags.Config
	if err := json.NewDecoder(get(t, h, flags.ConfigPath).Body).Decode(&config); err != nil {
		t.Fatal(err)
	}
	if config.Remote != "http://example.com/remote/flags" || config.Upstream != "https://upstream.example/flags" || len(config.Sites()) != 4 {
		t.Errorf("%+v", config)
	}
}

func TestPostToRemote(t *testing.T) {
	h := newLab(func(c *Config) {
		c.Remote = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was passed on") })
	})
	if response := ask(t, h, "POST", "/remote/flags/br/br.gif"); response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("status %d", response.StatusCode)
	}
}
