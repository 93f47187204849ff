package futures_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"flaglab/app/futures"
)

// downloadOne stands for a download: its answer takes as long as the code says.
func downloadOne(ctx context.Context, cc string) (string, error) {
	latency := map[string]time.Duration{"BR": 3, "CN": 1, "ID": 2, "IN": 4, "US": 5}
	select {
	case <-time.After(latency[cc] * 5 * time.Millisecond):
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if latency[cc] == 0 {
		return "", &fs.PathError{Op: "get", Path: cc, Err: fs.ErrNotExist}
	}
	return strings.ToLower(cc) + ".gif", nil
}

// Downloads in a pool, and their results in the order in which they were asked for.
func Example() {
	ctx := context.Background()
	codes := []string{"BR", "CN", "ID", "IN", "US"}
	executor, err := futures.NewThreadPoolExecutor(len(codes))
	if err != nil {
		fmt.Println(err)
		return
	}
	futures.With(executor, func() error {
		for flag, err := range futures.Map(ctx, executor, downloadOne, slices.Values(codes)) {
			fmt.Println(flag, err)
		}
		return nil
	})

	// Output:
	// br.gif <nil>
	// cn.gif <nil>
	// id.gif <nil>
	// in.gif <nil>
	// us.gif <nil>
}

// Submit and AsCompleted: the parts of Map. Results come as they complete, which
// with three workers is not the order in which they were asked for.
func ExampleSubmit() {
	executor, err := futures.NewThreadPoolExecutor(3)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer executor.Shutdown()

	var toDo []*futures.Future[string]
	for _, cc := range []string{"BR", "CN", "ID"} {
		future, err := futures.Submit(executor, downloadOne, cc)
		if err != nil {
			fmt.Println(err)
			return
		}
		toDo = append(toDo, future)
		fmt.Printf("Scheduled for %s: %s\n", cc, short(future, "pending", "running"))
	}
	for future, err := range futures.AsCompleted(context.Background(), toDo) {
		if err != nil {
			fmt.Println(err)
			return
		}
		flag, _ := future.Result(context.Background())
		fmt.Printf("%s result: %q\n", short(future), flag)
	}

	// In the order of completion, which is the network's to decide.

	// Unordered output:
	// Scheduled for BR: <Future at 0x… state=pending|running>
	// Scheduled for CN: <Future at 0x… state=pending|running>
	// Scheduled for ID: <Future at 0x… state=pending|running>
	// <Future at 0x… state=finished returned string> result: "cn.gif"
	// <Future at 0x… state=finished returned string> result: "id.gif"
	// <Future at 0x… state=finished returned string> result: "br.gif"
}

// short is a future's String without what differs from run to run.
func short(f fmt.Stringer, either ...string) string {
	s := f.String()
	s = "<Future at 0x…" + s[strings.Index(s, " state="):]
	for _, e := range either {
		s = strings.Replace(s, "="+e+">", "="+strings.Join(either, "|")+">", 1)
	}
	return s
}

// An error stays in its future until somebody asks for it.
func ExampleFuture_Result() {
	executor, err := futures.NewThreadPoolExecutor(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	future, err := futures.Submit(executor, downloadOne, "XX")
	fmt.Println("submitted:", err)
	executor.Shutdown()

	fmt.Println(short(future))
	_, err = future.Result(context.Background())
	fmt.Println(err)

	// Output:
	// submitted: <nil>
	// <Future at 0x… state=finished raised *fs.PathError>
	// get XX: file does not exist
}

// Only what has not started can be cancelled.
func ExampleFuture_Cancel() {
	executor, err := futures.NewThreadPoolExecutor(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer executor.Shutdown()

	started, finish := make(chan bool), make(chan bool)
	task := func(_ context.Context, name string) (string, error) {
		started <- true
		<-finish
		return name, nil
	}
	first, _ := futures.Submit(executor, task, "first")
	second, _ := futures.Submit(executor, task, "second")
	<-started

	fmt.Println("first:", first.Cancel(), first.State())
	fmt.Println("second:", second.Cancel(), second.State())
	close(finish)
	_, err = second.Result(context.Background())
	fmt.Println(errors.Is(err, futures.ErrCancelled))

	// Output:
	// first: false running
	// second: true cancelled
	// true
}

// Callbacks notify instead of making the caller wait.
func ExampleFuture_AddDoneCallback() {
	executor, err := futures.NewThreadPoolExecutor(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	future, _ := futures.Submit(executor, downloadOne, "BR")
	var told sync.WaitGroup
	for _, who := range []string{"album", "counter"} {
		told.Add(1)
		future.AddDoneCallback(func(f *futures.Future[string]) {
			defer told.Done()
			flag, err := f.Result(context.Background())
			fmt.Println(who, flag, err)
		})
	}
	told.Wait()
	executor.Shutdown()

	// Output:
	// album br.gif <nil>
	// counter br.gif <nil>
}

// Map keeps the order of its inputs and gives each error at its place.
func ExampleMap() {
	executor, err := futures.NewThreadPoolExecutor(3)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer executor.Shutdown()
	codes := slices.Values([]string{"US", "XX", "CN"})
	for flag, err := range futures.Map(context.Background(), executor, downloadOne, codes) {
		if err != nil {
			fmt.Println("error:", err)
			continue
		}
		fmt.Println(flag)
	}

	// Output:
	// us.gif
	// error: get XX: file does not exist
	// cn.gif
}

// A timeout belongs to the one who waits. The downloads go on.
func ExampleAsCompleted_timeout() {
	executor, err := futures.NewThreadPoolExecutor(2)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer executor.Shutdown()

	finish := make(chan bool)
	never := func(context.Context, string) (string, error) { <-finish; return "", nil }
	quick, _ := futures.Submit(executor, downloadOne, "CN")
	slow, _ := futures.Submit(executor, never, "US")
	quick.Result(context.Background())

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	for future, err := range futures.AsCompleted(ctx, []*futures.Future[string]{slow, quick}) {
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(short(future))
	}
	close(finish)

	// Output:
	// <Future at 0x… state=finished returned string>
	// 1 (of 2) futures unfinished
}

// Wait tells apart what is done and what is not.
func ExampleWait() {
	executor, err := futures.NewThreadPoolExecutor(2)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer executor.Shutdown()
	var fs []*futures.Future[string]
	for _, cc := range []string{"BR", "CN", "XX"} {
		future, _ := futures.Submit(executor, downloadOne, cc)
		fs = append(fs, future)
	}
	done, notDone := futures.Wait(context.Background(), fs, futures.AllCompleted)
	fmt.Println(len(done), len(notDone))

	// Output:
	// 3 0
}
