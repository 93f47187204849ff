package fnv_test

import (
	"hash/fnv"
	"strings"
	"testing"

	page "flaglab/app/fnv"
)

func TestItIsThatOfTheStandardLibrary(t *testing.T) {
	for _, text := range []string{"", "a", "flags", "äöü", strings.Repeat("x", 1000)} {
		h := fnv.New32a()
		h.Write([]byte(text))
		if got := page.Sum32(text); got != h.Sum32() || got != page.Sum32([]byte(text)) {
			t.Errorf("%q: %x, want %x", text, got, h.Sum32())
		}
	}
}
