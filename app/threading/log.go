package threading

import "sync"

// A Log keeps what a program's observer is told. It may be read while the program runs.
type Log struct {
	mu      sync.Mutex
	records []Record
}

// Observe is the observer.
func (l *Log) Observe(r Record) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.records = append(l.records, r)
}

// Records returns the records from the n-th on. They must not be changed.
func (l *Log) Records(n int) []Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.records[min(n, len(l.records)):len(l.records):len(l.records)]
}
