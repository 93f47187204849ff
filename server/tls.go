//go:build !js

package main

import (
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"flaglab/server/cert"
)

// tlsOptions say whether there is a port for HTTPS, and with which certificate. Over
// HTTPS browsers speak HTTP/2, which has all requests of a pool under way at once
// over a single connection.
type tlsOptions struct {
	selfMade  bool
	cert, key string // names of files
	port      port
}

func (o *tlsOptions) flags(set *flag.FlagSet) {
	set.BoolVar(&o.selfMade, "tls", false, "serve HTTPS with HTTP/2 too, with a certificate made here and kept for next time")
	set.StringVar(&o.cert, "tls-cert", "", "serve HTTPS with HTTP/2 too, with the certificate in this `file`")
	set.StringVar(&o.key, "tls-key", "", "`file` with the certificate's key")
	set.Var(&o.port, "tls-port", "`port` for HTTPS; 0 or auto takes any free one")
}

func (o *tlsOptions) on() bool { return o.selfMade || o.cert != "" }

func (o *tlsOptions) check() error {
	switch {
	case (o.cert == "") != (o.key == ""):
		return errors.New("-tls-cert and -tls-key belong together")
	case o.selfMade && o.cert != "":
		return errors.New("-tls makes a certificate, -tls-cert names one; choose one of them")
	}
	return nil
}

// config loads the certificate, or makes one for a server at addr. It is nil without HTTPS.
func (o *tlsOptions) config(addr string) (*tls.Config, error) {
	var pair tls.Certificate
	var err error
	switch {
	case o.cert != "":
		if pair, err = tls.LoadX509KeyPair(o.cert, o.key); err != nil {
			return nil, fmt.Errorf("cannot use the certificate (-tls-cert, -tls-key): %w", err)
		}
	case o.selfMade:
		dir, err := os.UserConfigDir()
		if err == nil {
			pair, err = cert.SelfMade(filepath.Join(dir, "flaglab"), hostsAt(addr))
		}
		if err != nil {
			return nil, fmt.Errorf("cannot keep a certificate (-tls): %w", err)
		}
	default:
		return nil, nil
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// hostsAt lists the names and addresses by which a server at addr is asked for.
func hostsAt(addr string) []string {
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	switch {
	case isUnspecified(addr):
		hosts = append(hosts, networkAddresses()...)
		if name, err := os.Hostname(); err == nil && name != "" {
			hosts = append(hosts, name)
		}
	case addr != "localhost":
		hosts = append(hosts, addr)
	}
	return hosts
}
