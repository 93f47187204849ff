package site

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"flaglab/app/flags"
	"flaglab/server/flagfile"
	"flaglab/server/respond"
)

// serveFlag answers a request to a site for the file at path, which is what follows the
// site's own: /br/br.gif. The weather comes first, as in the book: a request
// for a flag that does not exist waits too, and may be refused before it is looked up.
func (h *Handler) serveFlag(w http.ResponseWriter, r *http.Request, s flags.Site, path string) {
	asked, err := parseWeather(r.URL.RawQuery, s.Weather, h.config.Random)
	if err != nil {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	name, file := parseFile(path)
	mayCache := !asked.given && s.Weather == (flags.Weather{})
	if mayCache {
		w.Header().Set("Cache-Control", "no-cache")
	} else {
		w.Header().Set("Cache-Control", "no-store")
	}
	if r.Method == http.MethodGet {
		forecast := asked.weather.Forecast(name, asked.attempt)
		if err := h.sleeping.sleep(r.Context(), forecast.Delay); err != nil {
			w.Header().Set("Retry-After", strconv.Itoa(int(flags.MaxDelay.Seconds())))
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		if forecast.Teapot {
			http.Error(w, "I'm a Teapot", http.StatusTeapot)
			return
		}
	}
	h.serveFile(w, r, file, mayCache)
}

// parseFile reads the path of a file below a site. Name is what the file's weather
// is drawn for: the code in upper case for an image, something else for any other
// file. File is its name in the file system, "" if there can be none.
func parseFile(path string) (name, file string) {
	cc, file, ok := flagfile.Parse(path)
	switch {
	case !ok:
		return path, ""
	case flagfile.IsImage(file):
		return strings.ToUpper(cc), file
	}
	return strings.ToUpper(cc) + strings.TrimPrefix(file, cc), file
}

// serveFile sends a file, or says why it cannot. A file that may be cached gets an entity
// tag, by which the browser finds out that it still has the right one.
func (h *Handler) serveFile(w http.ResponseWriter, r *http.Request, name string, mayCache bool) {
	file, err := h.files.get(name)
	if err == nil {
		tag := ""
		if mayCache {
			tag = file.tag
		}
		respond.Body(w, r, file.mediaType, tag, file.data)
		return
	}
	status := statusOf(err)
	if status == http.StatusNotFound {
		http.Error(w, "Not Found", status)
		return
	}
	h.config.Log.Error("a flag cannot be read", slog.String("file", name), slog.Any("cause", err))
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "the flag cannot be read", status)
}
