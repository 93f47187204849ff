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

// greeting says where everything is. The first line is for programs too.
func greeting(addr string, doors []door) string {
	host := addr
	if isEverywhere(addr) {
		host = "localhost"
	}
	url := func(host string, d door) string {
		scheme := "http://"
		if d.tls != nil {
			scheme = "https://"
		}
		return scheme + net.JoinHostPort(host, strconv.Itoa(d.number))
	}
	var b strings.Builder
	fmt.Fprintln(&b, "Flag Lab:", url(host, doors[0]))
	if isEverywhere(addr) {
		for _, host := range neighbours() {
			fmt.Fprintln(&b, "In this network:", url(host, doors[0]))
		}
	}
	var more []string
	for _, d := range doors {
		switch {
		case d.lane:
			more = append(more, strconv.Itoa(d.number))
			continue
		case d.tls != nil:
			fmt.Fprintln(&b, "With HTTP/2:", url(host, d))
			continue
		}
		fmt.Fprintf(&b, "%s site: %s%s\n", d.site.Label, url(host, d), site.OwnPath)
	}
	if len(more) > 0 {
		fmt.Fprintln(&b, "Ports for more connections:", strings.Join(more, ", "))
	}
	return b.String()
}

// isEverywhere reports whether a listener at addr hears every network.
func isEverywhere(addr string) bool {
	ip := net.ParseIP(addr)
	return addr == "" || ip != nil && ip.IsUnspecified()
}

// neighbours lists the IPv4 addresses by which others in the network know this computer.
func neighbours() []string {
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
