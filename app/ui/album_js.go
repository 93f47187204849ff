package ui

import (
	"sync"
	"syscall/js"
)

// album keeps the images that a run saved: it is the browser's downloaded/
// folder.
type album struct {
	mu     sync.Mutex
	images map[string][]byte
	urls   map[string]string
}

func newAlbum() *album {
	return &album{images: map[string][]byte{}, urls: map[string]string{}}
}

// save implements flags.SaveFunc.
func (a *album) save(cc string, image []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.images[cc] = image
	return nil
}

// url returns a URL under which the page can show the image of cc; empty if
// there is none.
func (a *album) url(cc string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if url, ok := a.urls[cc]; ok {
		return url
	}
	image, ok := a.images[cc]
	if !ok {
		return ""
	}
	array := js.Global().Get("Uint8Array").New(len(image))
	js.CopyBytesToJS(array, image)
	blob := js.Global().Get("Blob").New([]any{array}, map[string]any{"type": "image/gif"})
	url := js.Global().Get("URL").Call("createObjectURL", blob).String()
	a.urls[cc] = url
	return url
}

// release frees the images. The page must no longer show them.
func (a *album) release() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, url := range a.urls {
		js.Global().Get("URL").Call("revokeObjectURL", url)
	}
	clear(a.urls)
	clear(a.images)
}
