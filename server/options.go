//go:build !js

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strconv"
	"strings"

	"flaglab/server/forwarded"
	"flaglab/server/hostname"
	"flaglab/server/page"
	"flaglab/server/proxy"
)

// options are the flags of the command line.
type options struct {
	addr                       string
	port, delayPort, errorPort port
	extraPorts                 extraPorts
	upstream                   upstream
	tls                        tlsOptions
	hosts                      hosts
	proxies                    forwarded.Proxies
	frameAncestors             page.FrameAncestors
	clientRate                 float64
	log                        slog.Level
	version, help              bool
}

const intro = `Flag Lab teaches concurrency in the browser, by downloading country flags.

usage: flaglab [flags]

It serves the page and three sites of flags: LOCAL answers at once, DELAY keeps every
request waiting for 0.5 to 5 seconds, and ERROR also answers about a quarter of them with an error. Each has
the port where the programs of the book Fluent Python look for it. The site REMOTE, which
only the page uses, passes requests on to another server. Stop it with Ctrl-C.

flags:
`

// parseOptions reads the command line. Its error is one line that names the flag.
func parseOptions(args []string) (options, error) {
	o, set := newOptions()
	set.SetOutput(io.Discard)
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		o.help = true
		return *o, nil
	} else if err != nil {
		return *o, fmt.Errorf("%w (-h explains the flags)", err)
	}
	if set.NArg() > 0 {
		return *o, fmt.Errorf("unexpected argument %q (-h explains the flags)", set.Arg(0))
	}
	if !(o.clientRate >= 0 && o.clientRate <= 1e9) {
		return *o, errors.New("-client-rate must be a number from 0 to 1e9")
	}
	if err := o.tls.check(); err != nil {
		return *o, err
	}
	return *o, o.distinct()
}

// newOptions returns the defaults and the flags that change them.
func newOptions() (*options, *flag.FlagSet) {
	o := &options{addr: "localhost", port: 8000, delayPort: 8001, errorPort: 8002, extraPorts: 2, clientRate: 5000, log: slog.LevelWarn}
	o.tls.port = 8443
	o.upstream.Set(proxy.DefaultUpstream)
	set := flag.NewFlagSet("server", flag.ContinueOnError)
	set.StringVar(&o.addr, "addr", o.addr, "`host` to listen on; 0.0.0.0 or an empty one lets other computers in, a class for example")
	set.Var(&o.port, "port", "`port` of the page and of the site LOCAL; 0 or auto takes any free one")
	set.Var(&o.delayPort, "delay-port", "`port` of the site DELAY; 0 goes without it, auto takes any free one")
	set.Var(&o.errorPort, "error-port", "`port` of the site ERROR; 0 goes without it, auto takes any free one")
	set.Var(&o.extraPorts, "extra-ports", fmt.Sprintf("`number` of more ports, 0 to %d, any free ones; a browser opens six connections\nto a port, so five ports let it have 30 requests under way", maxExtraPorts))
	set.Var(&o.extraPorts, "lanes", "the former name of -extra-ports")
	o.tls.flags(set)
	set.Var(&o.hosts, "host", "more `names`, separated by commas, under which programs on this computer may ask for\nthe server")
	set.TextVar(&o.proxies, "trusted-proxies", o.proxies, "`addresses` and networks, separated by commas, of reverse proxies in front of the server:\nthe server believes them about who a client is and what it asked for (X-Forwarded-For, -Proto and\n-Host, or Forwarded); for a proxy on this computer: 127.0.0.1,::1")
	set.TextVar(&o.frameAncestors, "frame-ancestors", page.FrameAncestors{"'self'"}, "`sites`, separated by commas, whose pages may show the lab in a frame, such as a learning\nplatform: https://moodle.example.org, https://*.example.org, self, none, or * for all")
	set.Float64Var(&o.clientRate, "client-rate", o.clientRate, "`requests` per second that one other computer may make, or a class behind one address;\n0 sets no limit")
	set.TextVar(&o.log, "log", o.log, "least `level` of what is logged: debug, info (a line for each request), warn or error")
	set.Var(&o.upstream, "upstream", "`URL` of the flags that the site REMOTE passes on; an empty one goes without it")
	set.BoolVar(&o.version, "version", false, "print the version and stop")
	return o, set
}

// distinct reports two flags that name the same port.
func (o *options) distinct() error {
	owner := map[port]string{}
	for _, p := range []struct {
		name   string
		number port
	}{{"port", o.port}, {"delay-port", o.delayPort}, {"error-port", o.errorPort}, {"tls-port", o.tls.port}} {
		if p.number <= 0 || p.name == "tls-port" && !o.tls.on() {
			continue
		}
		if other := owner[p.number]; other != "" {
			return fmt.Errorf("-%s and -%s are both %d; change one of them", other, p.name, p.number)
		}
		owner[p.number] = p.name
	}
	return nil
}

// usage explains the program and every flag of it.
func usage(w io.Writer) {
	fmt.Fprint(w, intro)
	_, set := newOptions()
	set.SetOutput(w)
	set.PrintDefaults()
}

// port is a number from 1 to 65535, 0, or auto.
type port int

// auto is any port that is free.
const auto port = -1

func (p *port) String() string {
	if *p == auto {
		return "auto"
	}
	return strconv.Itoa(int(*p))
}

func (p *port) Set(text string) error {
	if strings.EqualFold(text, "auto") {
		*p = auto
		return nil
	}
	number, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return errors.New("a port is a number from 1 to 65535, 0, or auto")
	}
	*p = port(number)
	return nil
}

// extraPorts is how many ports there are for more connections only.
type extraPorts int

const maxExtraPorts = 32

func (n *extraPorts) String() string { return strconv.Itoa(int(*n)) }

func (n *extraPorts) Set(text string) error {
	number, err := strconv.ParseUint(text, 10, 16)
	if err != nil || number > maxExtraPorts {
		return fmt.Errorf("it must be a number from 0 to %d", maxExtraPorts)
	}
	*n = extraPorts(number)
	return nil
}

// upstream is where the site REMOTE gets its flags. Nil: nowhere.
type upstream struct{ url *url.URL }

func (u *upstream) String() string {
	if u.url == nil {
		return ""
	}
	return u.url.String()
}

func (u *upstream) Set(text string) (err error) {
	u.url = nil
	if text != "" {
		u.url, err = proxy.ParseUpstream(text)
	}
	return err
}

// hosts are names or addresses, which may have a port that does not count.
type hosts []string

func (h *hosts) String() string { return strings.Join(*h, ",") }

func (h *hosts) Set(text string) error {
	*h = nil
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if _, ok := hostname.Parse(name); !ok {
			return fmt.Errorf("%q is not the name of a host", name)
		}
		*h = append(*h, name)
	}
	return nil
}
