// Package edge has what a Cloudflare Worker gives the site REMOTE in place of a
// network and a memory of its own: fetch, the Cache API and the static assets.
//
// It calls these by syscall/js. The packages of github.com/syumai/workers for the
// same would do but for three things: their fetch does not end with its context, it
// cannot be called on a binding, and both split headers at commas.
package edge
