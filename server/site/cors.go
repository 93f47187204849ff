package site

import (
	"net/http"

	"github.com/rs/cors"

	"flaglab/app/flags"
)

// crossOrigin lets pages of any origin use what next serves, and see how long it took
// them. That is safe because nothing there depends on who asks. Each port is an origin of
// its own, so without it the page could not use more than one.
func crossOrigin(next http.Handler) http.Handler {
	allow := cors.New(cors.Options{
		AllowedOrigins:       []string{"*"},
		AllowedMethods:       []string{http.MethodGet, http.MethodHead},
		AllowedHeaders:       []string{"*"},
		ExposedHeaders:       []string{flags.CacheStatusHeader},
		MaxAge:               86400, // seconds
		OptionsSuccessStatus: http.StatusNoContent,
	})
	return allow.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Timing-Allow-Origin", "*")
		header.Set("Cross-Origin-Resource-Policy", "cross-origin")
		header.Set("Content-Security-Policy", "default-src 'none'") // should one be opened as a page
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			header.Set("Allow", "GET, HEAD, OPTIONS")
			http.Error(w, "Method Not Allowed", http.StatusMethodNotAllowed)
			return
		}
		next.ServeHTTP(w, r)
	}))
}
