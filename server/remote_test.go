//go:build !js

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"flaglab/app/flags"
	flagimages "flaglab/web/flags"
)

// The 78 codes of the lecture, by way of another server of the lab, twice.
func TestRemoteSite(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if len(r.Header) != 3 {
			t.Errorf("the upstream sees %v", r.Header)
		}
		cc := flags.Every()[0]
		if _, err := fmt.Sscanf(r.URL.Path, "/data/%2s/", &cc); err != nil || !flags.HasFlag(asUpper(cc)) {
			http.NotFound(w, r)
			return
		}
		http.ServeFileFS(w, r, flagimages.FS, cc+"/"+cc+".gif")
	}))
	t.Cleanup(upstream.Close)
	l, client := startLab(t, noPage, "-upstream", upstream.URL+"/data"), newBookClient(t)
	own := origin(t, l.sites["LOCAL"])
	_, text := fetch(t, newClient(t), own+flags.ConfigPath)
	var config flags.Config
	if err := json.Unmarshal([]byte(text), &config); err != nil || config.Upstream != upstream.URL+"/data" {
		t.Fatal(text, err)
	}
	for range 2 {
		counts := client.downloadMany(t.Context(), config.Remote, lettersAToC(t), "")
		if counts[ok] != 43 || counts[notFound] != 35 || len(counts) != 2 {
			t.Errorf("%v, want 43 flags and 35 not found", counts)
		}
	}
	if n := asked.Load(); n != 78 {
		t.Errorf("the upstream was asked %d times", n)
	}
}

func asUpper(cc string) string { return string([]byte{cc[0] &^ 0x20, cc[1] &^ 0x20}) }

func TestWithoutRemoteSite(t *testing.T) {
	t.Parallel()
	l, client := startLab(t, noPage, "-upstream", ""), newClient(t)
	own := origin(t, l.sites["LOCAL"])
	if status, _ := fetch(t, client, own+"/remote/flags/br/br.gif"); status != http.StatusNotImplemented {
		t.Errorf("status %d", status)
	}
	var config flags.Config
	if _, text := fetch(t, client, own+flags.ConfigPath); json.Unmarshal([]byte(text), &config) != nil || config.Remote != "" || len(config.Sites()) != 3 {
		t.Error(text)
	}
}
