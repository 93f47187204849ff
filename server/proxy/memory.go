//go:build !js

package proxy

import (
	"context"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Memory is a [Cache] in memory. When it is full, it evicts the least recently
// used entries. Make one with [NewMemory].
type Memory struct {
	mu    sync.Mutex
	lru   *simplelru.LRU[string, Entry]
	bytes int
	limit int
}

// entryCost is what an entry takes beside its body, in bytes, about.
const entryCost = 256

// maxEntries is more than there are files: 26×26 codes with two files each.
const maxEntries = 2048

// NewMemory returns a cache of at most limit bytes.
func NewMemory(limit int) *Memory {
	m := &Memory{limit: limit}
	lru, err := simplelru.NewLRU(maxEntries, func(_ string, e Entry) { m.bytes -= cost(e) })
	if err != nil {
		panic(err) // the size is positive
	}
	m.lru = lru
	return m
}

// Get implements [Cache].
func (m *Memory) Get(_ context.Context, file string) (Entry, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.lru.Get(file)
}

// Put implements [Cache].
func (m *Memory) Put(_ context.Context, file string, e Entry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lru.Remove(file) // to replace an entry would not count its bytes
	m.lru.Add(file, e)
	m.bytes += cost(e)
	for m.bytes > m.limit {
		if _, _, any := m.lru.RemoveOldest(); !any {
			return
		}
	}
}

// Size returns how many entries there are, and their bytes.
func (m *Memory) Size() (entries, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.lru.Len(), m.bytes
}

func cost(e Entry) int { return len(e.Body) + entryCost }
