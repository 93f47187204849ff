//go:build !js

package process

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

func runWorker() {
	os.Unsetenv(workerVariable) // programs that a task starts are not workers
	in, out := os.Stdin, os.Stdout
	// A task's output must not mix with the frames.
	os.Stdout = os.Stderr
	os.Stdin, _ = os.Open(os.DevNull)

	var mu sync.Mutex
	h := newHost(func(frame []byte, _ bool) {
		mu.Lock()
		defer mu.Unlock()
		if writeFrame(out, frame) != nil {
			os.Exit(1) // nobody reads any more
		}
	}, func() int64 { return time.Now().UnixNano() }, nil, nil)
	go h.serve()
	if err := readFrames(in, h.receive); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0) // the pool has closed the line, or its process has ended
}

// readFrames calls fn for each frame until the end, which is an error only within a frame.
func readFrames(r io.Reader, fn func([]byte)) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		var length [4]byte
		if _, err := io.ReadFull(in, length[:]); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		n := binary.LittleEndian.Uint32(length[:])
		if n == 0 || n > maxFrame {
			return errMalformed
		}
		frame := make([]byte, n)
		if _, err := io.ReadFull(in, frame); err != nil {
			return err
		}
		fn(frame)
	}
}

func writeFrame(w io.Writer, frame []byte) error {
	// One write for both, unless the frame is too large to be worth a copy.
	if len(frame) <= 16<<10 {
		_, err := w.Write(appendFrame(make([]byte, 0, 4+len(frame)), frame))
		return err
	}
	if _, err := w.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(frame)))); err != nil {
		return err
	}
	_, err := w.Write(frame)
	return err
}
