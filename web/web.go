// Package web holds the files that the browser needs beside the Go program:
// style sheets, the few scripts that Go cannot be, icons, fonts, and, once they are
// built, the program itself and the toolchain's support script for it.
package web

import "embed"

// Files are the files of this folder. A fresh clone has no app.wasm and no
// wasm_exec.js: `make build` puts them here. The patterns match other files
// too, so that the package compiles without those two.
//
//go:embed styles/*.css *.js app.* icons fonts/*.woff2 pictures/*.png
var Files embed.FS
