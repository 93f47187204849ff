package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"flaglab/server/compression"
)

// asset is one file of the page in all its encodings, ready to be sent.
type asset struct {
	mime     string
	content  []byte
	sum      [sha256.Size]byte
	encoded  map[string][]byte // by content encoding
	encoding []string          // the keys of encoded, the best first
}

// newAsset makes an asset of content, and compresses it if that pays.
func newAsset(mime string, content []byte) *asset {
	a := &asset{mime: mime, content: content, sum: sha256.Sum256(content), encoded: map[string][]byte{}}
	if strings.HasPrefix(mime, "image/") && mime != "image/svg+xml" || strings.HasPrefix(mime, "font/") {
		return a // compressed by nature
	}
	for _, encoding := range compression.Encodings {
		a.add(encoding, compression.Compress(encoding, content))
	}
	return a
}

// add adds an encoded form, unless it is longer than the content.
func (a *asset) add(encoding string, body []byte) {
	if len(body) < len(a.content) {
		a.encoded[encoding] = body
		a.encoding = append(a.encoding, encoding)
	}
}

// fingerprint is short and differs whenever the content does.
func (a *asset) fingerprint() string { return hex.EncodeToString(a.sum[:6]) }

// integrity is the content's hash in the form of Subresource Integrity.
func (a *asset) integrity() string {
	return "sha256-" + base64.StdEncoding.EncodeToString(a.sum[:])
}

// serve sends the asset. The salt goes into the ETag: it stands for headers that
// change while the content does not.
func (a *asset) serve(w http.ResponseWriter, r *http.Request, salt string) {
	encoding := compression.Negotiate(r.Header.Get("Accept-Encoding"), a.encoding)
	body, tag := a.content, a.fingerprint()+salt
	header := w.Header()
	if len(a.encoding) > 0 {
		header.Set("Vary", "Accept-Encoding")
	}
	if encoding != "" {
		body, tag = a.encoded[encoding], tag+"-"+encoding
		header.Set("Content-Encoding", encoding)
		header.Set("Content-Length", strconv.Itoa(len(body))) // ServeContent leaves it out of what is encoded
	}
	header.Set("Content-Type", a.mime)
	header.Set("ETag", strconv.Quote(tag))
	header.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == a.fingerprint() {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// mimeOf names the types of our files. The tables of operating systems are not
// asked: some have text/plain for JavaScript, which browsers refuse to run.
func mimeOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".wasm":
		return "application/wasm"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".json":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	}
	return "application/octet-stream"
}
