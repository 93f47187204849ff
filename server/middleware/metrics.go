package middleware

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/VictoriaMetrics/metrics"
	"github.com/felixge/httpsnoop"
)

// MetricsPath is where a client on the same computer reads the metrics.
const MetricsPath = "/metrics"

// bounds are those of the histograms of times, in seconds. They are dense at the times
// of LOCAL, and reach to the longest possible delay.
var bounds = []float64{0.001, 0.005, 0.025, 0.1, 0.5, 1, 3.1, 5, 10}

// requestMetrics are the figures about requests and connections.
type requestMetrics struct {
	set     *metrics.Set
	active  atomic.Int64
	dropped *metrics.Counter // connections above the limits
	byKind  sync.Map         // of *kindMetrics by answerKind
}

// answerKind is a kind of answer. There are few, as only our own status codes occur.
type answerKind struct {
	part   string
	status int
}

type kindMetrics struct {
	seconds *metrics.PrometheusHistogram
	bytes   *metrics.Counter
}

func newRequestMetrics() *requestMetrics {
	metrics.ExposeMetadata(true)
	set := metrics.NewSet()
	return &requestMetrics{set: set, dropped: set.NewCounter("flaglab_connections_dropped_total")}
}

func (m *requestMetrics) record(part string, answered httpsnoop.Metrics) {
	kind := answerKind{part, answered.Code}
	found, ok := m.byKind.Load(kind)
	if !ok {
		labels := fmt.Sprintf("{part=%q,status=%q}", part, strconv.Itoa(answered.Code))
		found, _ = m.byKind.LoadOrStore(kind, &kindMetrics{
			seconds: m.set.GetOrCreatePrometheusHistogramExt("flaglab_request_seconds"+labels, bounds),
			bytes:   m.set.GetOrCreateCounter("flaglab_response_bytes_total" + labels),
		})
	}
	k := found.(*kindMetrics)
	k.seconds.Update(answered.Duration.Seconds())
	k.bytes.AddInt64(answered.Written)
}

// serveMetrics answers in the text format of Prometheus.
func (m *Middleware) serveMetrics(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Method Not Allowed", http.StatusMethodNotAllowed)
		return
	}
	set := m.metrics.set
	set.GetOrCreateGauge("flaglab_requests_active", nil).Set(float64(m.metrics.active.Load()))
	set.GetOrCreateGauge("flaglab_connections", nil).Set(float64(m.connections.count()))
	if m.config.Collect != nil {
		m.config.Collect(set)
	}
	var text bytes.Buffer
	set.WritePrometheus(&text)
	metrics.WriteProcessMetrics(&text)
	header := w.Header()
	header.Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(text.Len()))
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.Write(text.Bytes()) // an error means that nobody listens any more
}
