package site

import (
	"errors"
	"io/fs"
	"net/http"
	"sync"

	"flaglab/server/flagfile"
	"flaglab/server/respond"
)

// flagFile is a file of a site, with what its answers need.
type flagFile struct {
	data      []byte
	mediaType string
	tag       string
}

// files reads each file once. Files that do not exist are not remembered, so it holds no
// more than there is.
type files struct {
	fs   fs.FS
	read sync.Map // of *flagFile by name
}

// get returns the file of that name; "" is the name of none. The error is
// [fs.ErrNotExist] only if the file system says so.
func (f *files) get(name string) (*flagFile, error) {
	if kept, ok := f.read.Load(name); ok {
		return kept.(*flagFile), nil
	}
	if name == "" {
		return nil, fs.ErrNotExist
	}
	data, err := fs.ReadFile(f.fs, name)
	if err != nil {
		return nil, err
	}
	file := &flagFile{data: data, mediaType: flagfile.MediaType(name), tag: respond.ETag(data)}
	f.read.Store(name, file)
	return file, nil
}

// ErrBackend is wrapped by the errors of a file system that asks another server for its
// files, if that server fails.
var ErrBackend = errors.New("the files cannot be reached")

// statusOf is the status for a file that could not be read. Only a file that does not exist
// is not found: a client that counts flags must not count a failure as a missing flag.
func statusOf(err error) int {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return http.StatusNotFound
	case respond.IsTimeout(err):
		return http.StatusGatewayTimeout
	case errors.Is(err, ErrBackend):
		return http.StatusBadGateway
	}
	return http.StatusInternalServerError
}
