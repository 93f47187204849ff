package ui

import (
	"encoding/base64"
	"maps"
	"sync"
)

// album keeps the images that a run saved: it is the browser's downloaded/
// folder.
type album struct {
	mu     sync.Mutex
	images map[string][]byte
}

func newAlbum() *album {
	return &album{images: map[string][]byte{}}
}

// save implements flags.SaveFunc.
func (a *album) save(cc string, image []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.images[cc] = image
	return nil
}

// url returns a URL under which the page can show the image of cc; empty if
// there is none. It is a data URL: making a blob's URL waits for another process of
// the browser, for milliseconds when that is busy with downloads.
func (a *album) url(cc string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	image, ok := a.images[cc]
	if !ok {
		return ""
	}
	return "data:image/gif;base64," + base64.StdEncoding.EncodeToString(image)
}

// all returns every image by its code.
func (a *album) all() map[string][]byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.images)
}
