package flags

import "embed"

// Code holds the files that a lab shows beside a run: the Go that was compiled
// into the program, and the same idea in Python.
//
//go:embed sequential.go threadpool.go download.go errors.go retry.go sequential.py threadpool.py download.py errors.py retry.py
var Code embed.FS
