// Command bench compares the built server with nginx and Caddy: the same flag, from
// the same files, on the same cores, in turn. Only the ratios count; the figures
// depend on the machine.
//
// It needs wrk, and does without nginx and Caddy where they are not installed. All
// of it stays on the loopback address.
package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	rounds      = 3
	roundLength = "3s"
	load        = "64" // connections
	image       = "/flags/br/br.gif"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: bench SERVER FOLDER-ABOVE-FLAGS")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, program, root string) error {
	if _, err := exec.LookPath("wrk"); err != nil {
		fmt.Println("skipped: there is no wrk (Debian: apt-get install wrk nginx-light caddy)")
		return nil
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "flaglab-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, stop := context.WithCancel(ctx)
	var wait []func() error
	defer func() {
		stop()
		for _, w := range wait {
			w()
		}
	}()
	start := func(name string, args ...string) (*exec.Cmd, error) {
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
		cmd.WaitDelay = 5 * time.Second
		cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		wait = append(wait, cmd.Wait)
		return cmd, nil
	}

	ours, upstream, err := startOurs(ctx, program, &wait)
	if err != nil {
		return err
	}
	rivals := []rival{{"LOCAL", ours.url + "/local" + image}, {"REMOTE, cached", ours.url + "/remote" + image}}
	if _, err := exec.LookPath("nginx"); err == nil {
		port := freePort()
		conf := filepath.Join(dir, "nginx.conf")
		user := ""
		if os.Geteuid() == 0 {
			user = "user root;" // or its workers could not get at the folder
		}
		if err := os.WriteFile(conf, fmt.Appendf(nil, nginxConf, dir, port, root, upstream, user), 0o600); err != nil {
			return err
		}
		if _, err := start("nginx", "-c", conf); err != nil {
			return err
		}
		base := "http://127.0.0.1:" + port
		rivals = append(rivals, rival{"nginx, files", base + image}, rival{"nginx, proxy_cache", base + "/remote" + image})
	}
	if _, err := exec.LookPath("caddy"); err == nil {
		port := freePort()
		conf := filepath.Join(dir, "Caddyfile")
		if err := os.WriteFile(conf, fmt.Appendf(nil, caddyConf, port, root), 0o600); err != nil {
			return err
		}
		if _, err := start("caddy", "run", "--config", conf, "--adapter", "caddyfile"); err != nil {
			return err
		}
		rivals = append(rivals, rival{"Caddy, files", "http://127.0.0.1:" + port + image})
	}
	if err := race(ctx, rivals); err != nil {
		return err
	}
	return ours.memory(ctx)
}

// nginxConf and caddyConf log nothing, as our server does.
const nginxConf = `
%[5]s daemon off; worker_processes auto; pid %[1]s/nginx.pid; error_log %[1]s/error.log;
events { worker_connections 4096; }
http {
	access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
	types { image/gif gif; }
	client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
	proxy_cache_path %[1]s/cache keys_zone=flags:10m;
	server {
		listen 127.0.0.1:%[2]s;
		root %[3]s;
		location /remote/flags/ { proxy_pass %[4]s/; proxy_cache flags; proxy_cache_valid 200 1d; proxy_ignore_headers Cache-Control; }
	}
}`

const caddyConf = `{
	admin off
	auto_https off
}
http://127.0.0.1:%s {
	root * %s
	file_server
}`

// rival is a server that has the image at a URL.
type rival struct{ name, url string }

// race asks each rival by turns and prints the medians.
func race(ctx context.Context, rivals []rival) error {
	rates, tails := make([][]float64, len(rivals)), make([][]float64, len(rivals))
	for _, r := range rivals {
		if err := ready(ctx, r.url); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
	}
	for range rounds {
		for i, r := range rivals {
			out, err := exec.CommandContext(ctx, "wrk", "-t1", "-c"+load, "-d"+roundLength, "--latency", r.url).Output()
			if err != nil {
				return err
			}
			if strings.Contains(string(out), "Non-2xx") {
				return fmt.Errorf("%s does not always answer 200:\n%s", r.name, out)
			}
			rate, tail, err := parse(string(out))
			if err != nil {
				return fmt.Errorf("%w in what wrk says:\n%s", err, out)
			}
			rates[i], tails[i] = append(rates[i], rate), append(tails[i], tail)
		}
	}
	fmt.Printf("%-20s %12s %10s %16s\n", "one flag, "+load+" at once", "flags/s", "p99 ms", "LOCAL / this")
	for i, r := range rivals {
		fmt.Printf("%-20s %12.0f %10.1f %16.2f\n", r.name, median(rates[i]), median(tails[i]), median(rates[0])/median(rates[i]))
	}
	return nil
}

var (
	rateLine = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	tailLine = regexp.MustCompile(`99%\s+([\d.]+)(us|ms|s)`)
)

// parse reads requests per second, and the 99th percentile of the times in ms.
func parse(out string) (rate, tail float64, err error) {
	r, t := rateLine.FindStringSubmatch(out), tailLine.FindStringSubmatch(out)
	if r == nil || t == nil {
		return 0, 0, errors.New("no figures")
	}
	rate, _ = strconv.ParseFloat(r[1], 64)
	tail, _ = strconv.ParseFloat(t[1], 64)
	return rate, tail * map[string]float64{"us": 1e-3, "ms": 1, "s": 1e3}[t[2]], nil
}

func median(x []float64) float64 {
	x = slices.SortedFunc(slices.Values(x), cmp.Compare)
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

func freePort() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// ready waits until a URL is answered with 200.
func ready(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(r)
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
			err = errors.New(response.Status)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it is not ready: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// ours is our server.
type ours struct {
	url string
	pid int
}

// startOurs starts the program, and once more as the upstream, whose flags are at
// the second result.
func startOurs(ctx context.Context, program string, wait *[]func() error) (*ours, string, error) {
	start := func(upstream string) (*ours, error) {
		cmd := exec.CommandContext(ctx, program, "-port", "auto", "-delay-port", "0", "-error-port", "0", "-extra-ports", "0", "-addr", "127.0.0.1", "-upstream", upstream)
		cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
		cmd.WaitDelay = 5 * time.Second
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			return nil, err
		}
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		*wait = append(*wait, cmd.Wait)
		line, err := bufio.NewReader(out).ReadString('\n')
		url, ok := strings.CutPrefix(strings.TrimSpace(line), "Flag Lab: ")
		if !ok {
			return nil, fmt.Errorf("the server says %q, %w", line, cmp.Or(err, errors.New("and no URL")))
		}
		return &ours{url, cmd.Process.Pid}, nil
	}
	upstream, err := start("")
	if err != nil {
		return nil, "", err
	}
	flags := upstream.url + "/local/flags"
	server, err := start(flags)
	return server, flags, err
}
