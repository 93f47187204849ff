//go:build !js

package main

import (
	"net/http"

	"flaglab/server/page"
)

// pageFunc makes the handler of the page. Origins lists those that a page may
// fetch from: its own first, or none if the request names no proper host.
type pageFunc func(origins func(*http.Request) []string) (http.Handler, error)

// newLabPage makes the page of the lab.
func newLabPage(origins func(*http.Request) []string) (http.Handler, error) {
	return page.New(page.Options{
		Origins: func(r *http.Request) []string {
			all := origins(r)
			return all[min(1, len(all)):]
		},
	})
}
