package machine

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// prefixes of units, by the power of ten.
var prefixes = map[unit][]struct {
	scale float64
	name  string
}{
	nanoseconds: {{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}},
	flops:       {{1e12, "TFLOP/s"}, {1e9, "GFLOP/s"}, {1e6, "MFLOP/s"}, {1, "FLOP/s"}},
	bytesPerSec: {{1e9, "GB/s"}, {1e6, "MB/s"}, {1e3, "kB/s"}, {1, "B/s"}},
}

// split returns a value in the prefix that suits it, and that.
func split(x float64, u unit) (scale float64, name string) {
	list := prefixes[u]
	for _, p := range list {
		// What would be rounded to 1,000 of the smaller belongs to the larger.
		if x >= p.scale*0.9995 {
			return p.scale, p.name
		}
	}
	last := list[len(list)-1]
	return last.scale, last.name
}

// formatValue writes a value with three digits: 7.69 GFLOP/s.
func formatValue(x float64, u unit) string {
	scale, name := split(x, u)
	return digits(x/scale, decimals(x/scale)) + " " + name
}

// format writes a reading with its uncertainty: 7.69 ± 0.12 GFLOP/s.
func (r reading) format(tick time.Duration) string {
	switch {
	case r.Bound && r.Unit == nanoseconds:
		return "below " + formatValue(r.Value, r.Unit)
	case r.Bound:
		return "above " + formatValue(r.Value, r.Unit)
	}
	scale, name := split(r.Value, r.Unit)
	places := decimals(r.Value / scale)
	half := max(r.spread(tick)/scale, math.Pow(10, -float64(places)))
	return digits(r.Value/scale, places) + " ± " + digits(half, places) + " " + name
}

// decimals is how many digits behind the point make three digits in all.
func decimals(x float64) int {
	if x <= 0 {
		return 0
	}
	power := math.Floor(math.Log10(x))
	if x >= 0.9995*math.Pow(10, power+1) { // it will be rounded up to there
		power++
	}
	return min(max(0, 2-int(power)), 6)
}

// digits writes a number with so many digits behind the point, and commas between thousands.
func digits(x float64, places int) string {
	text := strconv.FormatFloat(x, 'f', places, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return whole
}

// formatCount writes about how many: 1.7, 12, 1,490, 9.1 million.
func formatCount(x float64) string {
	switch {
	case x >= 9.995e8:
		return short(x/1e9) + " billion"
	case x >= 9.995e5:
		return short(x/1e6) + " million"
	case x >= 100:
		unit := math.Pow(10, math.Floor(math.Log10(x))-2)
		return digits(math.Round(x/unit)*unit, 0)
	}
	return short(x)
}

// short writes a number with one digit behind the point if it is below 10, and without otherwise.
func short(x float64) string {
	if x < 9.95 {
		return digits(x, 1)
	}
	return digits(x, 0)
}

// formatTimes writes a ratio: 1.7×.
func formatTimes(x float64) string { return strings.TrimSuffix(formatCount(x), ".0") + "×" }

// formatSize writes a size of memory, a power of two: 64 KB.
func formatSize(bytes int) string {
	if bytes >= megabyte {
		return strconv.Itoa(bytes/megabyte) + " MB"
	}
	return strconv.Itoa(bytes>>10) + " KB"
}

// formatSpan writes seconds as people do: 12 seconds, 25 minutes, 51 years.
func formatSpan(seconds float64) string {
	for _, u := range []struct {
		seconds float64
		name    string
	}{{365.25 * 86400, "year"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}} {
		if seconds >= 1.5*u.seconds {
			return formatCount(seconds/u.seconds) + " " + u.name + "s"
		}
	}
	if text := strings.TrimSuffix(formatCount(seconds), ".0"); text != "1" {
		return text + " seconds"
	}
	return "1 second"
}
