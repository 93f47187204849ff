//go:build !js

package main

import (
	"fmt"
	"net"
	"runtime/debug"
	"strconv"
	"strings"

	"flaglab/server/site"
)

// startupMessage says where everything is. The first line is for programs too.
func startupMessage(addr string, listeners []listener) string {
	host := addr
	if isUnspecified(addr) {
		host = "localhost"
	}
	url := func(host string, l listener) string {
		scheme := "http://"
		if l.tls != nil {
			scheme = "https://"
		}
		return scheme + net.JoinHostPort(host, strconv.Itoa(l.port))
	}
	var b strings.Builder
	fmt.Fprintln(&b, "Flag Lab:", url(host, listeners[0]))
	if isUnspecified(addr) {
		for _, host := range networkAddresses() {
			fmt.Fprintln(&b, "In this network:", url(host, listeners[0]))
		}
	}
	var extra []string
	for _, l := range listeners {
		switch {
		case l.extra:
			extra = append(extra, strconv.Itoa(l.port))
			continue
		case l.tls != nil:
			fmt.Fprintln(&b, "With HTTP/2:", url(host, l))
			continue
		}
		fmt.Fprintf(&b, "%s site: %s%s\n", l.site.Label, url(host, l), site.OwnPath)
	}
	if len(extra) > 0 {
		fmt.Fprintln(&b, "Ports for more connections:", strings.Join(extra, ", "))
	}
	return b.String()
}

// isUnspecified reports whether a listener at addr listens in every network.
func isUnspecified(addr string) bool {
	ip := net.ParseIP(addr)
	return addr == "" || ip != nil && ip.IsUnspecified()
}

// networkAddresses lists the IPv4 addresses under which others in the network reach this
// computer.
func networkAddresses() []string {
	addresses, _ := net.InterfaceAddrs() // none is no harm
	var hosts []string
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && ip.IP.IsGlobalUnicast() {
			hosts = append(hosts, ip.IP.String())
		}
	}
	return hosts
}

// release is set by the linker for a release: -ldflags "-X main.release=v1.2.3".
var release string

// version names this build: the release, or else what Go noted of the source.
func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
