package site

import (
	"fmt"
	"net/http"
	"strings"

	"flaglab/app/flags"
	"flaglab/server/answer"
	"flaglab/server/etag"
)

// flag answers a request to a site for the file at path, which is what follows the
// site's own: /br/br.gif. The weather comes first, as in the book: a request
// for a flag that does not exist waits too, and may be refused before it is looked up.
func (h *Handler) flag(w http.ResponseWriter, r *http.Request, place flags.Site, path string) {
	asked, err := parseWish(r.URL.RawQuery, place.Weather, h.config.Random)
	if err != nil {
		w.Header().Set("Cache-Control", "no-store")
		answer.Line(w, http.StatusBadRequest, err.Error())
		return
	}
	name, file := parseFile(path)
	keep := !asked.changed && place.Weather == (flags.Weather{})
	if keep {
		w.Header().Set("Cache-Control", "no-cache")
	} else {
		w.Header().Set("Cache-Control", "no-store")
	}
	if r.Method == http.MethodGet {
		forecast := asked.weather.Forecast(name, asked.attempt)
		if err := h.room.wait(r.Context(), forecast.Delay); err != nil {
			w.Header().Set("Retry-After", fmt.Sprint(int(flags.MaxDelay.Seconds())))
			answer.Line(w, http.StatusServiceUnavailable, err.Error())
			return
		}
		if forecast.Teapot {
			answer.Line(w, http.StatusTeapot, "I'm a Teapot")
			return
		}
	}
	h.file(w, r, file, keep)
}

// parseFile reads the path of a file below a site. Name is what the file's weather
// is drawn for: the code in upper case for an image, something else for any other
// file. File is its name in the file system, "" if there can be none.
func parseFile(path string) (name, file string) {
	file = strings.TrimPrefix(path, "/")
	cc, _, _ := strings.Cut(file, "/")
	upper := strings.ToUpper(cc)
	switch {
	case !isCode(cc) || path == file:
		return path, ""
	case file == cc+"/"+cc+".gif":
		return upper, file
	case file == cc+"/metadata.json":
		return upper + "/metadata.json", file
	}
	return path, ""
}

func isCode(cc string) bool {
	return len(cc) == 2 && 'a' <= cc[0] && cc[0] <= 'z' && 'a' <= cc[1] && cc[1] <= 'z'
}

// file sends a file, or 404 if there is none. A file that may be kept gets an entity
// tag, by which the browser finds out that it still has the right one.
func (h *Handler) file(w http.ResponseWriter, r *http.Request, file string, keep bool) {
	f, err := h.files.get(file)
	if err != nil {
		answer.Line(w, http.StatusNotFound, "Not Found")
		return
	}
	if !keep {
		answer.Body(w, http.StatusOK, f.mediaType, f.data)
		return
	}
	w.Header()["Etag"] = f.tag
	if etag.Matches(r, f.tag[0]) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	answer.Body(w, http.StatusOK, f.mediaType, f.data)
}
