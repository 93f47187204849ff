//go:build js && wasm

package edge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"syscall/js"
	"time"

	"flaglab/server/site"
)

// Assets are the static files of a Worker, as a file system that can only be read
// from, file by file.
type Assets struct {
	Binding js.Value
	Root    string // the path of the files: /flags

	// Timeout bounds the reading of a file, which is beside the Worker.
	// 0 means assetTimeout.
	Timeout time.Duration
}

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
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(a.Timeout, assetTimeout))
	defer cancel()
	// Only the path counts; a URL must have a host as well.
	answer, err := await(ctx, a.Binding.Call("fetch", "https://assets.invalid"+a.Root+"/"+name))
	if err != nil {
		return nil, unreachable(name, err)
	}
	switch status := answer.Get("status").Int(); status {
	case http.StatusOK:
	case http.StatusNotFound:
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	default:
		return nil, unreachable(name, errors.New("status "+strconv.Itoa(status)))
	}
	data, err := readAll(ctx, answer, maxAsset)
	if err == nil && len(data) > maxAsset {
		err = errors.New("it is too large")
	}
	if err != nil {
		return nil, unreachable(name, err)
	}
	return data, nil
}

// unreachable is an error that is not about the file.
func unreachable(name string, err error) error {
	return &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("%w: %w", site.ErrBackend, err)}
}

const maxAsset = 1 << 20 // bytes
