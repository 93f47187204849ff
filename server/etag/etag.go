// Package etag makes entity tags, by which a browser finds out that it still has the
// right file.
package etag

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
)

// Of returns the tag of a body, with its quotes. It tells releases apart, and is no
// proof against somebody who wants two bodies to have the same one.
func Of(body []byte) string {
	sum := fnv.New64a()
	sum.Write(body)
	return fmt.Sprintf(`"%016x"`, sum.Sum64())
}

// Matches reports whether a request has a body of that tag. It compares weakly, as
// RFC 9110 wants it of If-None-Match: a proxy may have weakened the tag.
func Matches(r *http.Request, tag string) bool {
	for _, value := range r.Header["If-None-Match"] {
		for other := range strings.SplitSeq(value, ",") {
			if other = strings.TrimPrefix(strings.TrimSpace(other), "W/"); other == tag || other == "*" {
				return true
			}
		}
	}
	return false
}
