package flags

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// HTTPError reports an answer with a status other than 200 and 404. (404 is an
// expected answer: most codes have no flag.)
type HTTPError struct{ Status int }

func (e *HTTPError) Error() string {
	if reason := reason(e.Status); reason != "" {
		return fmt.Sprintf("HTTP error %d - %s", e.Status, reason)
	}
	return fmt.Sprintf("HTTP error %d", e.Status)
}

// TimeoutError reports that the client gave up after its own limit.
type TimeoutError struct{ Limit time.Duration }

func (e *TimeoutError) Error() string {
	return fmt.Sprintf("timed out after %gs", e.Limit.Seconds())
}

// ConnectionError reports that there was no answer: the connection was refused
// or lost.
type ConnectionError struct{ Err error }

func (e *ConnectionError) Error() string {
	return "connection refused or lost"
}

func (e *ConnectionError) Unwrap() error { return e.Err }

// ImageError reports an answer that is no GIF.
type ImageError struct{ ContentType string }

func (e *ImageError) Error() string {
	return fmt.Sprintf("bad image: the answer is not a GIF (%s)", e.ContentType)
}

// Cause sorts what can become of a download.
type Cause string

// The causes. All but CauseNone and CauseNotFound are failures.
const (
	CauseNone       Cause = ""           // the flag arrived
	CauseNotFound   Cause = "not_found"  // 404
	CauseHTTP       Cause = "http"       // another HTTP error
	CauseTimeout    Cause = "timeout"    // the client's limit
	CauseConnection Cause = "connection" // no answer
	CauseImage      Cause = "image"      // not a GIF
	CauseCancelled  Cause = "cancelled"  // given up by the person
	CauseOther      Cause = "other"      // anything else, such as a panic
)

// CauseOf sorts the error of a download.
func CauseOf(err error) Cause {
	var httpError *HTTPError
	var timeout *TimeoutError
	var connection *ConnectionError
	var image *ImageError
	switch {
	case err == nil:
		return CauseNone
	case errors.As(err, &httpError):
		return CauseHTTP
	case errors.As(err, &timeout):
		return CauseTimeout
	case errors.As(err, &connection):
		return CauseConnection
	case errors.As(err, &image):
		return CauseImage
	case errors.Is(err, context.Canceled):
		return CauseCancelled
	}
	return CauseOther
}

// StatusText writes an HTTP status with its reason: 418 I'm a Teapot.
func StatusText(status int) string {
	text := fmt.Sprint(status)
	if status == 200 {
		return text + " OK"
	}
	if reason := reason(status); reason != "" {
		return text + " " + reason
	}
	return text
}

// reason is the reason phrase of the statuses that a flag site sends. The
// standard library's table is in net/http, whose client and server a page need not
// carry.
func reason(status int) string {
	switch status {
	case 400:
		return "Bad Request"
	case 403:
		return "Forbidden"
	case 404:
		return "Not Found"
	case 418:
		return "I'm a Teapot"
	case 429:
		return "Too Many Requests"
	case 500:
		return "Internal Server Error"
	case 502:
		return "Bad Gateway"
	case 503:
		return "Service Unavailable"
	case 504:
		return "Gateway Timeout"
	}
	return ""
}
