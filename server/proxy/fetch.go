package proxy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"flaglab/server/flagfile"
	"flaglab/server/respond"
)

const (
	// MaxBody bounds what is read of one answer, in bytes. The flags of the book
	// have at most 20 KB.
	MaxBody = 1 << 20

	maxRedirects = 3
)

// fetch gets one file from the upstream, within its host: a redirect to another
// one, or from HTTPS to HTTP, is a failure.
func (p *Proxy) fetch(ctx context.Context, file string) (Entry, error) {
	target := p.config.Upstream.JoinPath(file)
	for redirects := 0; ; redirects++ {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
		if err != nil {
			return Entry{}, err
		}
		r.Header.Set("User-Agent", p.config.Agent)
		r.Header.Set("Accept", flagfile.MediaType(file))
		r.Header.Set("Accept-Encoding", "identity")
		response, err := p.config.Doer.Do(r)
		if err != nil {
			return Entry{}, err
		}
		if !isRedirect(response.StatusCode) {
			defer response.Body.Close()
			return read(response, file)
		}
		response.Body.Close()
		next, err := target.Parse(response.Header.Get("Location"))
		if err != nil || next.Scheme != target.Scheme || !strings.EqualFold(next.Host, target.Host) || redirects == maxRedirects {
			return Entry{}, errElsewhere
		}
		next.User, next.Fragment = nil, ""
		target = next
	}
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// read checks an answer and takes what is wanted of it. It passes on only what was
// requested: otherwise a page would show, under our name, whatever somebody puts
// in the upstream's place.
func read(response *http.Response, file string) (Entry, error) {
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusGone:
		return Entry{Status: http.StatusNotFound}, nil
	default:
		return Entry{}, &failure{status: http.StatusBadGateway, reason: fmt.Sprintf("the upstream answers with status %d", response.StatusCode)}
	}
	want := flagfile.MediaType(file)
	got, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if encoding := response.Header.Get("Content-Encoding"); err != nil || got != want || encoding != "" && encoding != "identity" {
		return Entry{}, errWrong
	}
	if response.ContentLength > MaxBody {
		return Entry{}, errLarge
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, MaxBody+1))
	switch {
	case err != nil:
		return Entry{}, err
	case len(body) > MaxBody:
		return Entry{}, errLarge
	case !isWhole(want, body):
		return Entry{}, errWrong
	}
	return Entry{Status: http.StatusOK, Body: bytes.Clone(body)}, nil // without the spare room
}

// isWhole reports whether a body is a file of the type, from its beginning to its end. A
// connection that breaks off may look like the end of a body.
func isWhole(mediaType string, body []byte) bool {
	if mediaType == "image/gif" {
		return isGIF(body)
	}
	return json.Valid(body)
}

// failure is an error that a client may hear of: a status and a line of text, which
// says nothing about the network that the server is in.
type failure struct {
	status int
	reason string
	until  time.Time // it is remembered until then; zero: it just happened
}

func (f *failure) Error() string { return f.reason }

var (
	errBusy      = &failure{status: http.StatusServiceUnavailable, reason: "too many flags are being asked for at once; try again later"}
	errElsewhere = &failure{status: http.StatusBadGateway, reason: "the upstream redirects to another place"}
	errWrong     = &failure{status: http.StatusBadGateway, reason: "the upstream sends something else than a flag, or a part of one"}
	errLarge     = &failure{status: http.StatusBadGateway, reason: "the upstream sends too much"}
	errLate      = &failure{status: http.StatusGatewayTimeout, reason: "the upstream does not answer in time"}
	errDown      = &failure{status: http.StatusBadGateway, reason: "the upstream cannot be reached, or breaks off"}
)

// errStopping means that the client is gone or the server is stopping.
var errStopping = errors.New("the server is stopping")

// explain finds the failure in an error.
func explain(err error) *failure {
	var f *failure
	switch {
	case errors.As(err, &f):
		return f
	case respond.IsTimeout(err):
		return errLate
	}
	return errDown
}
