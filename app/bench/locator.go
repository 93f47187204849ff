package bench

import "flaglab/app/flags"

// Locator is a [Connection] that tells where the flags of a site are, for workers, which fetch them themselves.
type Locator interface {
	Locate(site string, weather *flags.Weather) Place
}

// Place is where the flags of a site are: below the path, at each of the origins.
type Place struct {
	Origins []string // absolute: relative URLs mean something else in a worker
	Path    string
	Query   string // that asks for the weather; without the question mark
}

// FileLocator is a [Connection] to a server with a large file: a download of it shows how fast bytes come.
type FileLocator interface {
	// File returns the absolute URL of the file, which no cache has under that name.
	File() string
}
