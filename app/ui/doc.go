// Package ui is the page: go-app components, a file or a few for each lab. It
// reads the logs of app/lab and draws them.
//
// Components are rendered on the server first and then in the browser. What
// needs the browser itself (fetch, canvas, blobs, frames) is in the files named
// _js.go; the files named _native.go hold their place on the server.
package ui
