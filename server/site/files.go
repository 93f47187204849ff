package site

import (
	"io/fs"
	"strings"
	"sync"

	"flaglab/server/etag"
)

// flagFile is a file of a site, with what its answers need.
type flagFile struct {
	data      []byte
	mediaType string
	tag       []string // the value of the header ETag
}

// files reads each file once. Files that are not there are not remembered, so it
// holds no more than there is.
type files struct {
	fs   fs.FS
	read sync.Map // of *flagFile by name
}

// get returns the file of that name; "" is the name of none.
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
	file := &flagFile{data: data, mediaType: "application/json", tag: []string{etag.Of(data)}}
	if strings.HasSuffix(name, ".gif") {
		file.mediaType = "image/gif"
	}
	f.read.Store(name, file)
	return file, nil
}
