//go:build !js

package process

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// DefaultMaxWorkers returns the number of processors (C57).
func DefaultMaxWorkers() int { return runtime.NumCPU() }

// processes is the transport whose workers are processes: this program, started again.
// Frames go through their standard input and output, each with its length in front.
type processes struct{ path string }

func newTransport() (transport, error) {
	if inWorker {
		return nil, errors.New("a worker has no workers of its own")
	}
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return processes{path}, nil
}

func (processes) clock() int64 { return time.Now().UnixNano() }

func (t processes) start(h hello, running *sync.WaitGroup, tell func(event)) link {
	p := &osProcess{outbox: newMailbox[[]byte](), gone: make(chan struct{})}
	p.send(h.frame())
	running.Go(func() {
		err := p.run(t.path, h.Worker.Name, tell)
		tell(event{how: err})
	})
	return p
}

// osProcess is a worker.
type osProcess struct {
	outbox *mailbox[[]byte]
	gone   chan struct{} // closed when there is nobody to write to

	mu    sync.Mutex
	cmd   *exec.Cmd // nil until it runs
	fatal os.Signal // for it to get as soon as it runs
	close bool      // its input ends after the outbox
}

func (p *osProcess) send(frames ...[]byte) { p.outbox.put(frames...) }

func (p *osProcess) finish() {
	p.mu.Lock()
	p.close = true
	p.mu.Unlock()
	p.outbox.signal()
}

func (p *osProcess) terminate() { p.signal(syscall.SIGTERM) }
func (p *osProcess) kill()      { p.signal(os.Kill) }

func (p *osProcess) signal(s os.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		p.fatal = s
	} else if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.cmd.Process.Kill() // a system that has no such signal
	}
}

// run runs the process to its end, and returns how it ended.
func (p *osProcess) run(path, name string, tell func(event)) error {
	cmd := exec.Command(path)
	cmd.Args = []string{name} // so that lists of processes show it
	cmd.Env = append(os.Environ(), workerVariable+"="+name)
	said := &stderrReader{}
	cmd.Stderr = said
	cmd.WaitDelay = time.Second // children of its own may keep its output open
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	p.mu.Lock()
	p.cmd = cmd
	fatal := p.fatal
	p.mu.Unlock()
	if fatal != nil {
		p.signal(fatal)
	}

	var writer sync.WaitGroup
	writer.Go(func() { p.write(in) })
	err = readFrames(out, func(frame []byte) { tell(event{frame: frame}) })
	if err != nil {
		cmd.Process.Kill() // it broke the protocol
	}
	if ended := cmd.Wait(); ended != nil && !errors.Is(ended, exec.ErrWaitDelay) {
		err = errors.Join(err, fmt.Errorf("process %d: %w%s", cmd.Process.Pid, ended, said))
	} else if err == nil {
		err = fmt.Errorf("process %d: %v", cmd.Process.Pid, cmd.ProcessState)
	}
	close(p.gone)
	in.Close()
	writer.Wait()
	return err
}

// write writes the frames in the outbox until it is closed or nobody reads any more.
func (p *osProcess) write(in io.WriteCloser) {
	defer in.Close()
	for {
		frame, ok := p.outbox.take()
		if ok {
			if writeFrame(in, frame) != nil {
				return
			}
			continue
		}
		p.mu.Lock()
		end := p.close
		p.mu.Unlock()
		if end {
			return
		}
		select {
		case <-p.outbox.wake:
		case <-p.gone:
			return
		}
	}
}

// stderrReader passes a worker's output on to standard error, and finds in it the line that
// tells why the worker ended: Go's own reason, or else the last line.
type stderrReader struct {
	mu       sync.Mutex
	unended  []byte // the unfinished line
	line     string
	isReason bool
}

func (c *stderrReader) Write(p []byte) (int, error) {
	c.mu.Lock()
	for line := range bytes.Lines(p) {
		c.unended = append(c.unended, line[:min(len(line), 1000)]...)
		if line[len(line)-1] == '\n' {
			c.read(strings.TrimSpace(string(c.unended)))
			c.unended = c.unended[:0]
		}
	}
	c.mu.Unlock()
	return os.Stderr.Write(p)
}

func (c *stderrReader) read(line string) {
	reason := strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "panic: ")
	if reason || !c.isReason && line != "" {
		c.line, c.isReason = line, reason
	}
}

func (c *stderrReader) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read(strings.TrimSpace(string(c.unended)))
	if c.line == "" {
		return ""
	}
	return ": " + c.line
}
