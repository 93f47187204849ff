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

// listener listens on a port: the site that it has at /flags, and its sockets, of which
// there are two when it listens on IPv4 and IPv6.
type listener struct {
	site    flags.Site
	extra   bool        // it is there for more connections only
	tls     *tls.Config // nil: plain HTTP
	port    int
	sockets []net.Listener
}

// listenAll opens all ports, or none. The error is one line that names the flag to change.
func listenAll(ctx context.Context, o options) (listeners []listener, err error) {
	defer func() {
		if err != nil {
			closeAll(listeners)
			listeners = nil
		}
	}()
	if o.port == 0 {
		o.port = auto
	}
	type plan struct {
		label, flag string
		number      port
		extra       bool
		tls         *tls.Config
	}
	plans := []plan{
		{label: "LOCAL", flag: "port", number: o.port},
		{label: "DELAY", flag: "delay-port", number: o.delayPort},
		{label: "ERROR", flag: "error-port", number: o.errorPort},
	}
	for range o.extraPorts {
		plans = append(plans, plan{label: "LOCAL", flag: "extra-ports", number: auto, extra: true})
	}
	secure, err := o.tls.config(o.addr)
	if err != nil {
		return nil, err
	}
	if secure != nil {
		if o.tls.port == 0 {
			o.tls.port = auto
		}
		plans = append(plans, plan{label: "LOCAL", flag: "tls-port", number: o.tls.port, tls: secure})
	}
	for _, p := range plans {
		if p.number == 0 {
			continue
		}
		l := listener{extra: p.extra, tls: p.tls}
		l.site, _ = flags.SiteByLabel(p.label)
		l.port, l.sockets, err = listen(ctx, o.addr, p.number)
		if err != nil {
			return listeners, explain(err, o.addr, p.flag, p.number)
		}
		listeners = append(listeners, l)
	}
	return listeners, nil
}

func closeAll(listeners []listener) {
	for _, l := range listeners {
		for _, socket := range l.sockets {
			socket.Close()
		}
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

// plainPorts lists the ports for plain HTTP.
func plainPorts(listeners []listener) []int {
	var list []int
	for _, l := range listeners {
		if l.tls == nil {
			list = append(list, l.port)
		}
	}
	return list
}
