//go:build !js

package process_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"flaglab/app/futures"
	"flaglab/app/process"
)

var (
	taskPid    = process.Register("pid", pid)
	taskPrint  = process.Register("print", prints)
	taskSpoil  = process.Register("spoil", spoil)
	taskParent = process.Register("parent", parent)
)

func pid(context.Context, int) (int, error) { return os.Getpid(), nil }

func parent(context.Context, int) (int, error) { return os.Getppid(), nil }

func prints(_ context.Context, text string) (int, error) { return fmt.Println(text) }

// spoil writes between the frames.
func spoil(context.Context, int) (int, error) {
	syscall.Write(1, []byte("hello, world"))
	return 0, nil
}

// limitMemory lets this process have no more memory than it has.
func limitMemory() {
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20}); err != nil {
		panic(err)
	}
}

func TestWorkersAreProcesses(t *testing.T) {
	ex := newPool(t, 2, process.WorkerNamePrefix("flagworker"))
	id := result(t, submit(t, ex, taskPid, 0))
	if id == os.Getpid() {
		t.Fatal("it is this process")
	}
	wantEqual(t, result(t, submit(t, ex, taskParent, 0)), os.Getpid())
	if args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", id)); err == nil {
		wantEqual(t, strings.Trim(string(args), "\x00"), "flagworker_0") // what ps shows
	}
	ex.Shutdown()
	wantErr(t, syscall.Kill(id, 0), syscall.ESRCH)
}

func TestC52_KilledWorkers(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM} {
		ex := newPool(t, 2)
		wantErr(t, ex.Start(t.Context()), nil)
		id := result(t, submit(t, ex, taskPid, 0))
		var fs []*futures.Future[int]
		for range 6 {
			fs = append(fs, submit(t, ex, taskWait, 0))
		}
		wantErr(t, syscall.Kill(id, signal), nil)
		if err := failure(t, fs[0]); !strings.Contains(err.Error(), fmt.Sprintf("process %d: signal: %v", id, signal)) {
			t.Error(err)
		}
		wantBroken(t, ex, fs...)
	}
}

// An idle worker that dies breaks the pool too: the next call would not get there.
func TestC52_AnIdleWorkerIsKilled(t *testing.T) {
	ended := make(chan error, 2)
	ex := newPool(t, 1, process.ObserveWorkers(func(e process.WorkerEvent) {
		if e.State == process.WorkerEnded {
			ended <- e.Err
		}
	}))
	wantErr(t, syscall.Kill(result(t, submit(t, ex, taskPid, 0)), syscall.SIGKILL), nil)
	if err := <-ended; err == nil {
		t.Error("no reason")
	}
	wantBroken(t, ex)
}

func TestC56_KillEndsWhatTerminateCannot(t *testing.T) {
	ex := newPool(t, 1)
	wantErr(t, ex.Start(t.Context()), nil)
	id := result(t, submit(t, ex, taskPid, 0))
	f := submit(t, ex, taskWait, 0)
	wantErr(t, syscall.Kill(id, syscall.SIGSTOP), nil) // a stopped process keeps SIGTERM for later
	ex.TerminateWorkers()
	wantErr(t, failure(t, f), process.ErrBrokenProcessPool) // nobody waits for it
	ex.KillWorkers()
	ex.Shutdown()
	wantErr(t, syscall.Kill(id, 0), syscall.ESRCH)
}

func TestWhatATaskPrintsIsNoAnswer(t *testing.T) {
	ex := newPool(t, 1)
	wantEqual(t, result(t, submit(t, ex, taskPrint, "a task says hello")), 18)
	wantEqual(t, result(t, submit(t, ex, taskDouble, 2)), 4)
	f := submit(t, ex, taskSpoil, 0)
	wantBroken(t, ex, f)
}

func TestC52_AWorkerThatNeverStarts(t *testing.T) {
	ex := newPool(t, 1, process.StartTimeout(time.Nanosecond))
	f := submit(t, ex, taskDouble, 0)
	if err := failure(t, f); !strings.Contains(err.Error(), "a worker was not ready within 1ns") {
		t.Error(err)
	}
	wantBroken(t, ex, f)
}

// Workers end with their parent, however that ends: the test is run once more, as the
// parent, and killed.
func TestWorkersEndWithTheirParent(t *testing.T) {
	if os.Getenv("PROCESS_TEST_PARENT") != "" {
		ex := newPool(t, 2)
		submit(t, ex, taskCompute, 0)
		submit(t, ex, taskCompute, 0)
		wantErr(t, ex.Start(t.Context()), nil)
		third := newPool(t, 1)
		fmt.Println("worker", result(t, submit(t, third, taskPid, 0)))
		submit(t, third, taskCompute, 0)
		select {}
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestWorkersEndWithTheirParent$", "-test.v")
	cmd.Env = append(os.Environ(), "PROCESS_TEST_PARENT=1")
	out, err := cmd.StdoutPipe()
	wantErr(t, err, nil)
	wantErr(t, cmd.Start(), nil)
	id := 0
	for lines := bufio.NewScanner(out); id == 0 && lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "worker "); ok {
			id, err = strconv.Atoi(text)
			wantErr(t, err, nil)
		}
	}
	wantErr(t, cmd.Process.Kill(), nil)
	cmd.Wait()
	for syscall.Kill(id, 0) == nil { // until it is gone: the test's own limit ends it otherwise
		if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id)); err == nil && strings.Contains(string(stat), ") Z ") {
			return // ended, and nobody has asked how
		}
		time.Sleep(time.Millisecond)
	}
}
