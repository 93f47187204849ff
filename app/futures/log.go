package futures

import (
	"fmt"
	"io"
	"os"
	"sync"
)

// Package log would do the same, and make the page 5 KB larger.
var (
	logging sync.Mutex
	logTo   io.Writer = os.Stderr
)

// LogTo sets where the package writes what no caller hears of, such as the panic of a callback. At first it is standard error.
func LogTo(w io.Writer) {
	logging.Lock()
	defer logging.Unlock()
	logTo = w
}

func logf(format string, args ...any) {
	logging.Lock()
	defer logging.Unlock()
	fmt.Fprintf(logTo, format+"\n", args...)
}
