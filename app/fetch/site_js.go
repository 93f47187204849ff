package fetch

import (
	"context"
	"strconv"
	"sync"

	"flaglab/app/flags"
)

// maxImage bounds what is kept of one answer. Flags have at most 20 KB.
const maxImage = 1 << 20

// Site gets flags from one site over one or more origins that all serve it. It
// implements [flags.Source].
type Site struct {
	Origins []string // such as http://localhost:8000, or "" for the page's own
	Path    string   // of the site at each origin: /delay/flags
	Query   string   // without the question mark; empty for none

	mu     sync.Mutex
	active []int // requests under way at each origin
}

// Get implements [flags.Source]. It asks the origin with the fewest pending
// requests, so that the browser's limit of connections per origin is reached as
// late as possible.
func (s *Site) Get(ctx context.Context, cc string, attempt int) (flags.Reply, error) {
	origin := s.take()
	defer s.give(origin)

	query := s.Query
	if attempt > 1 {
		if query != "" {
			query += "&"
		}
		query += "attempt=" + strconv.Itoa(attempt)
	}
	if query != "" {
		query = "?" + query
	}
	r, err := Get(ctx, s.Origins[origin]+s.Path+flags.ImagePath(cc)+query, maxImage)
	if err != nil {
		if ctx.Err() == nil {
			err = &flags.ConnectionError{Err: err}
		}
		return flags.Reply{}, err
	}
	reply := flags.Reply{Status: r.Status, ContentType: r.ContentType, Body: r.Body, Timing: r.Timing}
	if s.Path == flags.Remote().Path {
		reply.Cache = flags.ParseCacheUse(r.CacheStatus)
	}
	return reply, nil
}

func (s *Site) take() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.active == nil {
		s.active = make([]int, len(s.Origins))
	}
	least := 0
	for i, n := range s.active {
		if n < s.active[least] {
			least = i
		}
	}
	s.active[least]++
	return least
}

func (s *Site) give(origin int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active[origin]--
}
