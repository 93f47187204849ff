package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// crowd is how many connections are open when memory is measured.
const crowd = 1000

// memory prints what the server has in memory with a crowd of connections that do
// nothing, and with the same ones all waiting for a flag.
func (o *ours) memory(ctx context.Context) error {
	if _, err := o.resident(); err != nil {
		fmt.Println("memory: not to be had here:", err)
		return nil
	}
	fmt.Println()
	o.print("memory, now")
	var connections []net.Conn
	defer func() {
		for _, c := range connections {
			c.Close()
		}
	}()
	ask := func(c net.Conn, path string) { fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path) }
	hear := func(c net.Conn) error {
		c.SetReadDeadline(time.Now().Add(30 * time.Second))
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		_, err = io.Copy(io.Discard, response.Body)
		return err
	}
	for range crowd {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", strings.TrimPrefix(o.url, "http://"))
		if err != nil {
			return err
		}
		connections = append(connections, c)
		ask(c, "/local"+image)
		if err := hear(c); err != nil {
			return err
		}
	}
	o.print(fmt.Sprintf("with %d idle", crowd))
	for _, c := range connections {
		ask(c, "/delay"+image+"?delay=3")
	}
	time.Sleep(time.Second)
	o.print(fmt.Sprintf("with %d active", crowd))
	for _, c := range connections {
		if err := hear(c); err != nil {
			return err
		}
	}
	return nil
}

func (o *ours) print(when string) {
	bytes, err := o.resident()
	if err != nil {
		fmt.Println(when, err)
		return
	}
	fmt.Printf("%-20s %9.0f MB\n", when, float64(bytes)/1e6)
}

var residentLine = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// resident is the memory of the server's process that is not swapped out, in bytes.
// Linux tells.
func (o *ours) resident() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", o.pid))
	if err != nil {
		return 0, err
	}
	found := residentLine.FindSubmatch(status)
	if found == nil {
		return 0, fmt.Errorf("no figure for the process %d", o.pid)
	}
	kilobytes, err := strconv.Atoi(string(found[1]))
	return kilobytes << 10, err
}
