package threading

import "sync"

// A Log keeps the records that a program's observer gets. It may be read while the
// program runs.
type Log struct {
	mu      sync.Mutex
	records []Record
}

// Observe appends a record. It is an Observer.
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
