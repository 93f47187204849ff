package front

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"runtime/metrics"
	"slices"
	"strconv"
)

// MetricsPath is where a client on the same computer reads the metrics.
const MetricsPath = "/metrics"

// Metrics writes figures in the text form of Prometheus, version 0.0.4. That is
// simple enough to go without its library, which would weigh more than the server.
type Metrics struct {
	text  bytes.Buffer
	named string
}

// Counter writes a figure that only grows; its name ends in _total. Labels are names
// and values by turns. Figures of the same name must follow each other.
func (m *Metrics) Counter(name, help string, value float64, labels ...string) {
	m.figure("counter", name, help, value, labels)
}

// Gauge writes a figure that goes up and down.
func (m *Metrics) Gauge(name, help string, value float64, labels ...string) {
	m.figure("gauge", name, help, value, labels)
}

func (m *Metrics) figure(form, name, help string, value float64, labels []string) {
	m.head(form, name, help)
	m.line(name, value, labels...)
}

func (m *Metrics) head(form, name, help string) {
	if m.named != name {
		fmt.Fprintf(&m.text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, form)
		m.named = name
	}
}

func (m *Metrics) line(name string, value float64, labels ...string) {
	m.text.WriteString(name)
	for i := 0; i+1 < len(labels); i += 2 {
		m.text.WriteByte("{,"[min(i, 1)])
		fmt.Fprintf(&m.text, "%s=%q", labels[i], labels[i+1])
	}
	if len(labels) > 0 {
		m.text.WriteByte('}')
	}
	m.text.WriteByte(' ')
	m.text.WriteString(strconv.FormatFloat(value, 'g', -1, 64))
	m.text.WriteByte('\n')
}

func (f *Front) serveMetrics(w http.ResponseWriter, r *http.Request) {
	m := new(Metrics)
	f.collect(m)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(m.text.Len()))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodHead {
		w.Write(m.text.Bytes())
	}
}

func (f *Front) collect(m *Metrics) {
	all := map[kind]*answers{}
	f.traffic.answers.Range(func(k, v any) bool {
		all[k.(kind)] = v.(*answers)
		return true
	})
	kinds := slices.SortedFunc(maps.Keys(all), func(a, b kind) int {
		return cmp.Or(cmp.Compare(a.label, b.label), cmp.Compare(a.status, b.status))
	})
	pairs := func(k kind) []string { return []string{"part", k.label, "status", strconv.Itoa(k.status)} }

	const seconds = "flaglab_request_seconds"
	m.head("histogram", seconds, "Time from the header of a request to the end of its answer.")
	for _, k := range kinds {
		a, sum := all[k], uint64(0)
		for i, bound := range bounds {
			sum += a.within[i].Load()
			m.line(seconds+"_bucket", float64(sum), append(pairs(k), "le", strconv.FormatFloat(bound.Seconds(), 'g', -1, 64))...)
		}
		count := float64(max(sum, a.count.Load()))
		m.line(seconds+"_bucket", count, append(pairs(k), "le", "+Inf")...)
		m.line(seconds+"_sum", float64(a.nanoseconds.Load())/1e9, pairs(k)...)
		m.line(seconds+"_count", count, pairs(k)...)
	}
	for _, k := range kinds {
		m.Counter("flaglab_response_bytes_total", "Bytes of bodies that were sent.", float64(all[k].bytes.Load()), pairs(k)...)
	}
	m.Gauge("flaglab_requests_active", "Requests that are being answered.", float64(f.traffic.active.Load()))
	m.Gauge("flaglab_connections", "Connections that are open.", float64(f.connections.count()))
	m.Counter("flaglab_connections_dropped_total", "Connections that were shut because there were too many.", float64(f.traffic.dropped.Load()))
	if f.config.Collect != nil {
		f.config.Collect(m)
	}
	samples := []metrics.Sample{{Name: "/sched/goroutines:goroutines"}, {Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	m.Gauge("go_goroutines", "Goroutines that there are.", float64(samples[0].Value.Uint64()))
	m.Gauge("flaglab_memory_bytes", "Memory that the Go runtime has of the system.", float64(samples[1].Value.Uint64()-samples[2].Value.Uint64()))
}
