package proxy

import (
	"net/http"
	"testing"
	"time"
)

// A cache that forgets by itself, as the one at the edge, is told when.
func TestAFailureIsNotKeptForLong(t *testing.T) {
	for status, want := range map[int]time.Duration{
		http.StatusOK:                  keepStale,
		http.StatusNotFound:            keepStale,
		http.StatusInternalServerError: rememberFailure,
		http.StatusGatewayTimeout:      rememberFailure,
	} {
		if got := (Entry{Status: status}).Keep(); got != want {
			t.Errorf("%d is kept for %v, want %v", status, got, want)
		}
	}
}
