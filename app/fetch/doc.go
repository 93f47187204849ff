// Package fetch is a small HTTP client for js/wasm over the browser's own
// fetch. It differs from net/http in three ways that this project needs: a
// cancelled context aborts the request, the browser's Resource Timing says how
// the time went, and it adds a few kilobytes to the page where net/http's
// client adds 0.8 MB.
//
// It never uses the browser's cache and never sends credentials: a second run
// must meet the same network as the first.
package fetch
