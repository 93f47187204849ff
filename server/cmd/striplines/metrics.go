package main

import (
	"bytes"
	"runtime/metrics"
)

// clearDescriptions clears the sentences that describe the metrics of Go's runtime. Only a
// program that lists all metrics reads them.
func clearDescriptions(program []byte) {
	for _, d := range metrics.All() {
		if i := bytes.Index(program, []byte(d.Description)); i >= 0 {
			clear(program[i : i+len(d.Description)])
		}
	}
}
