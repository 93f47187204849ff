package page

import (
	"io/fs"
	"slices"
	"testing"

	"flaglab/web"
)

func TestEveryStyleIsServed(t *testing.T) {
	names, err := fs.Glob(web.Files, "styles/*")
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(slices.Values(styles)); !slices.Equal(got, names) {
		t.Errorf("the style sheet consists of %v, the folder has %v", got, names)
	}
}
