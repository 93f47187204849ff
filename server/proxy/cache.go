package proxy

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Entry is an answer of the upstream's: a file, or that there is none.
type Entry struct {
	Status  int // 200 or 404
	Body    []byte
	Fetched time.Time // when the upstream said so
	Fresh   time.Time // until then it need not be asked again
	Stale   bool      // it was asked again, and failed
}

// Cache keeps entries by the names of their files, br/br.gif. Whether an entry is
// still fresh is for the reader to see. It is safe for use by many goroutines.
type Cache interface {
	Get(ctx context.Context, file string) (Entry, bool)
	Put(ctx context.Context, file string, e Entry)
}

type noCache struct{}

func (noCache) Get(context.Context, string) (Entry, bool) { return Entry{}, false }
func (noCache) Put(context.Context, string, Entry)        {}

// Memory is a [Cache] in memory. When it is full, the entries that were not asked
// for the longest go. Make one with [NewMemory].
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
