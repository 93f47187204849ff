// Package edge gives the site REMOTE, in a Cloudflare Worker, replacements for
// network and memory: fetch, the Cache API and the static assets.
//
// It calls these by syscall/js. The packages of github.com/syumai/workers for the
// same would do but for three things: their fetch does not end with its context, it
// cannot be called on a binding, and it and their cache split headers at commas.
package edge
