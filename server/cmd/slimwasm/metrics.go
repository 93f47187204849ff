package main

import (
	"bytes"
	"runtime/metrics"
)

// clearDescriptions clears the sentences that describe the metrics of Go's runtime. Only a
// program that lists all metrics reads them.
func clearDescriptions(m memory) {
	for _, d := range metrics.All() {
		if i := bytes.Index(m, []byte(d.Description)); i >= 0 {
			clear(m[i : i+len(d.Description)])
		}
	}
}
