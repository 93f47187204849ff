//go:build !js

package main

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"

	"flaglab/app/flags"
	"flaglab/server/page"
)

// The page may fetch from every port of its server, and from nowhere else. A
// server without the compiled program says so and does not start.
func TestPageOfTheLab(t *testing.T) {
	if _, err := newLabPage(page.Options{}); errors.Is(err, page.ErrNotBuilt) {
		var stdout, stderr bytes.Buffer
		if status := run(t.Context(), freePorts, &stdout, &stderr, newLabPage); status != exitError || !isLineAbout(stderr.String(), "make build") {
			t.Errorf("status %d, errors %q", status, &stderr)
		}
		return
	}
	l, client := startLab(t, newLabPage), newClient(t)
	base := origin(t, l.sites["DELAY"])
	response, err := client.Get(base + "/")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
		t.Errorf("status %d, %s", response.StatusCode, response.Header.Get("Content-Type"))
	}
	policy := response.Header.Get("Content-Security-Policy")
	for _, site := range flags.Sites() {
		want := origin(t, l.sites[site.Label])
		anyPort := want[:strings.LastIndexByte(want, ':')] + ":*"
		if !strings.Contains(policy, want) && !strings.Contains(policy, anyPort) {
			t.Errorf("the page cannot fetch from %s: %s", want, policy)
		}
	}
	if status, _ := fetch(t, client, base+"/no/such/page"); status != http.StatusNotFound {
		t.Errorf("a page that is not there: status %d", status)
	}
}
