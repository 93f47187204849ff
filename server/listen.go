//go:build !js

package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"

	"flaglab/app/flags"
)

// door is a port that is open: the site that it has at /flags, and its listeners,
// of which there are two when it listens on IPv4 and IPv6.
type door struct {
	site      flags.Site
	lane      bool        // one more port, for more connections only
	tls       *tls.Config // nil: plain HTTP
	number    int
	listeners []net.Listener
}

// open opens all ports, or none. The error is one line that names the flag to change.
func open(ctx context.Context, o options) (doors []door, err error) {
	defer func() {
		if err != nil {
			shut(doors)
			doors = nil
		}
	}()
	if o.port == 0 {
		o.port = auto
	}
	type plan struct {
		label, flag string
		number      port
		lane        bool
		tls         *tls.Config
	}
	plans := []plan{
		{label: "LOCAL", flag: "port", number: o.port},
		{label: "DELAY", flag: "delay-port", number: o.delayPort},
		{label: "ERROR", flag: "error-port", number: o.errorPort},
	}
	for range o.lanes {
		plans = append(plans, plan{label: "LOCAL", flag: "lanes", number: auto, lane: true})
	}
	secure, err := o.secure.config(o.addr)
	if err != nil {
		return nil, err
	}
	if secure != nil {
		if o.secure.port == 0 {
			o.secure.port = auto
		}
		plans = append(plans, plan{label: "LOCAL", flag: "tls-port", number: o.secure.port, tls: secure})
	}
	for _, p := range plans {
		if p.number == 0 {
			continue
		}
		d := door{lane: p.lane, tls: p.tls}
		d.site, _ = flags.SiteByLabel(p.label)
		d.number, d.listeners, err = listen(ctx, o.addr, p.number)
		if err != nil {
			return doors, explain(err, o.addr, p.flag, p.number)
		}
		doors = append(doors, d)
	}
	return doors, nil
}

func shut(doors []door) {
	for _, d := range doors {
		closeAll(d.listeners)
	}
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		l.Close()
	}
}

// listen opens one port at the host, and says which it is. At localhost that
// means both loopback addresses: a browser tries ::1 first, and programs differ.
func listen(ctx context.Context, host string, number port) (int, []net.Listener, error) {
	if host != "localhost" {
		l, err := listenAt(ctx, host, number)
		if err != nil {
			return 0, nil, err
		}
		return portOf(l), []net.Listener{l}, nil
	}
	const tries = 20 // a port that is free on IPv4 may be taken on IPv6
	for try := 1; ; try++ {
		four, err := listenAt(ctx, "127.0.0.1", number)
		if err != nil {
			return 0, nil, err
		}
		six, err := listenAt(ctx, "::1", port(portOf(four)))
		switch {
		case err == nil:
			return portOf(four), []net.Listener{four, six}, nil
		case !errors.Is(err, syscall.EADDRINUSE):
			return portOf(four), []net.Listener{four}, nil // no IPv6 here
		}
		four.Close()
		if number != auto || try == tries {
			return 0, nil, err
		}
	}
}

func listenAt(ctx context.Context, host string, number port) (net.Listener, error) {
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(max(0, int(number)))))
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

// explain says in one line why a port cannot be opened, and what to change.
func explain(err error, host, flagName string, number port) error {
	without := ""
	if flagName != "port" && flagName != "tls-port" {
		without = ", or go without it by -" + flagName + " 0"
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE) && number > 0:
		return fmt.Errorf("port %d is in use; choose another one with -%s%s", number, flagName, without)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("port %d is for the system's own servers; choose one above 1023 with -%s%s", number, flagName, without)
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.As(err, new(*net.DNSError)), errors.As(err, new(*net.AddrError)):
		return fmt.Errorf("%q is no address of this computer; choose another one with -addr", host)
	}
	return fmt.Errorf("cannot open a port (-%s): %w", flagName, err)
}

// numbers lists the ports for plain HTTP.
func numbers(doors []door) []int {
	var list []int
	for _, d := range doors {
		if d.tls == nil {
			list = append(list, d.number)
		}
	}
	return list
}
