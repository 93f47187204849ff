//go:build !js

// Server serves Flag Lab: the page, and the flags at the sites LOCAL, DELAY and
// ERROR, each on the port where the programs of Fluent Python look for it.
//
// Run it with -h to see its flags.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"flaglab/server/page"
	"flaglab/server/site"
)

func main() {
	os.Exit(runUntilSignal(newLabPage))
}

// runUntilSignal runs the program with the command line of the process, until it
// is interrupted or asked to end. A second signal ends the process at once.
func runUntilSignal(newPage pageFunc) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return run(ctx, os.Args[1:], os.Stdout, os.Stderr, newPage)
}

// The exit statuses of the program.
const (
	exitOK    = 0
	exitError = 1 // it could not do its work
	exitUsage = 2 // it was called wrongly
)

// pageFunc makes the handler of the page.
type pageFunc func(page.Options) (http.Handler, error)

// newLabPage makes the page of the lab.
func newLabPage(o page.Options) (http.Handler, error) { return page.New(o) }

// run is the program. It serves until ctx is done and returns the exit status;
// by then all that it started has ended.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, newPage pageFunc) int {
	o, err := parseOptions(args)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "flaglab:", err)
		return exitUsage
	case o.help:
		usage(stdout)
		return exitOK
	case o.version:
		fmt.Fprintln(stdout, "Flag Lab", version())
		return exitOK
	}
	listeners, err := listenAll(ctx, o)
	if err != nil {
		fmt.Fprintln(stderr, "flaglab:", err)
		return exitError
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: o.log}))
	var remote *remoteSite
	if o.upstream.url != nil {
		if remote, err = newRemoteSite(o.upstream.url, log); err == nil {
			defer remote.Close()
		}
	}
	var h *site.Handler
	if err == nil {
		h, err = newHandler(o, listeners, newPage, remote, log)
	}
	if err != nil {
		closeAll(listeners)
		fmt.Fprintln(stderr, "flaglab:", err)
		return exitError
	}
	debug.FreeOSMemory() // to make the page took twice what it takes to serve it
	io.WriteString(stdout, startupMessage(o.addr, listeners))
	if err := serve(ctx, listeners, h, newMiddleware(o, h, remote, log), log); err != nil {
		fmt.Fprintln(stderr, "flaglab:", err)
		return exitError
	}
	return exitOK
}
