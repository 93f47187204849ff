//go:build !js

package main

import (
	"io"
	"net/http"
)

// pageMaker makes the handler of the page. Origins lists those that a page may
// fetch from, its own first.
type pageMaker func(origins func(*http.Request) []string) (http.Handler, error)

// newPage makes the page of the lab.
func newPage(func(*http.Request) []string) (http.Handler, error) {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "Flag Lab")
	}), nil
}
