//go:build js && wasm

package edge

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"syscall/js"
	"time"
)

// Assets are the static files of a Worker, as a file system that can only be read
// from, file by file.
type Assets struct {
	Binding js.Value
	Root    string // the path of the files: /flags
}

// assetTimeout bounds the reading of a file. The files are beside the Worker.
const assetTimeout = 5 * time.Second

// Open implements [fs.FS], and fails: see ReadFile.
func (a Assets) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

// ReadFile implements [fs.ReadFileFS].
func (a Assets) ReadFile(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrInvalid}
	}
	ctx, cancel := context.WithTimeout(context.Background(), assetTimeout)
	defer cancel()
	// Only the path counts; a URL must have a host as well.
	answer, err := await(ctx, a.Binding.Call("fetch", "https://assets.invalid"+a.Root+"/"+name))
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	switch status := answer.Get("status").Int(); status {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	default:
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("status " + strconv.Itoa(status))}
	}
	data, err := readAll(ctx, answer, maxAsset)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

const maxAsset = 1 << 20 // bytes
