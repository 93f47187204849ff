package processes

import (
	"fmt"

	"flaglab/app/form"
	"flaglab/app/process"
	"flaglab/app/process/tasks"
)

// work is a kind of work that the three runs share.
type work struct {
	name, label string
	computes    bool   // it takes a processor; otherwise it waits
	thing, of   string // what a batch is: batch, of primes
	task        *process.Task[Batch, Result]
	batch       func(v form.Values, i, n int) Batch // the i-th of n
}

// works are the kinds of work, the lab's default first.
var works = []work{
	{"primes", "Compute: count primes", true, "batch", " of primes", countPrimes, func(v form.Values, i, _ int) Batch {
		const first = 10_000_000 // the numbers are all of a size, so that the batches are
		size := v.Int("size")
		return Batch{Range: tasks.Range{From: first + i*size, To: first + (i+1)*size}}
	}},
	{"sha256", "Compute: SHA-256 of a buffer", true, "buffer", " to be hashed", hashBuffer, func(v form.Values, _, _ int) Batch {
		return Batch{Bytes: v.Int("megabytes") << 20}
	}},
	{"mandelbrot", "Compute: the Mandelbrot set", true, "band", " of the Mandelbrot set", drawBand, func(v form.Values, i, n int) Batch {
		return Batch{Band: bandOf(v.Int("pixels"), i, n)}
	}},
	{"flags", "Wait: fetch flags", false, "flag", "", getAFlag, func(v form.Values, i, _ int) Batch {
		return Batch{Flag: Flag{Code: flagCodes[i]}}
	}},
	{"wait", "Wait, without a network", false, "wait", "", waitAWhile, func(v form.Values, _, _ int) Batch {
		return Batch{Wait: v.Seconds("wait")}
	}},
}

// workOf finds the kind of work that the settings name; nil if they name no work but a measurement.
func workOf(v form.Values) *work {
	return workNamed(v.Get("work"))
}

func workNamed(name string) *work {
	for i, w := range works {
		if w.name == name {
			return &works[i]
		}
	}
	return nil
}

// batches divides the work.
func (w *work) batches(v form.Values) []Batch {
	list := make([]Batch, v.Int("batches"))
	for i := range list {
		list[i] = w.batch(v, i, len(list))
		list[i].Work, list[i].Number = w.name, i
	}
	return list
}

// found returns the result of a batch, in a few letters.
func (w *work) found(r Result) string {
	switch w.name {
	case "primes":
		return fmt.Sprint(r.Primes)
	case "sha256":
		return fmt.Sprintf("%x", r.Hash[:4])
	case "flags":
		return fmt.Sprintf("%d bytes", r.Bytes)
	}
	return ""
}

func only(names ...string) func(form.Values) bool {
	return func(v form.Values) bool {
		for _, name := range names {
			if v.Get("work") == name {
				return true
			}
		}
		return false
	}
}

// options are the choices of what is run: a kind of work, or a measurement.
func options() (list []form.Option) {
	for _, w := range works {
		list = append(list, form.Option{Value: w.name, Label: w.label})
	}
	return append(list, form.Option{Value: priced, Label: "Measure: the price list"}, form.Option{Value: chunked, Label: "Measure: the chunk size"})
}

var fields = []form.Field{
	{Name: "work", Label: "Work", Kind: form.Choice, Default: "primes", Options: options()},
	{Name: "workers", Label: "Workers", Kind: form.Number, Default: "4", Min: 1, Max: 16, Whole: true, Hint: "Goroutines, then processes.", Shown: func(v form.Values) bool { return v.Get("work") != priced }},
	{Name: "batches", Label: "Batches", Kind: form.Number, Default: "8", Min: 1, Max: mostBatches, Whole: true, Shown: func(v form.Values) bool { return workOf(v) != nil }},
	{Name: "size", Label: "Numbers in a batch", Kind: form.Number, Default: "300000", Min: 1000, Max: 1_000_000, Whole: true, Shown: only("primes")},
	{Name: "megabytes", Label: "Buffer", Kind: form.Number, Default: "8", Min: 1, Max: 64, Whole: true, Unit: "MB", Shown: only("sha256")},
	{Name: "pixels", Label: "Pixels across", Kind: form.Number, Default: "1440", Min: cellsAcross, Max: 7200, Whole: true, Hint: "The page shows fewer.", Shown: only("mandelbrot")},
	{Name: "wait", Label: "Wait", Kind: form.Number, Default: "0.2", Min: 0.01, Max: 5, Unit: "s", Shown: only("wait", "flags")},
	{Name: "calls", Label: "Calls", Kind: form.Number, Default: "1000", Min: 100, Max: 10_000, Whole: true, Hint: "Each does next to nothing.", Shown: only(chunked)},
}

// flagCodes are the flags that are fetched: those of the most populous countries, and of twelve others.
var flagCodes = []string{
	"CN", "IN", "US", "ID", "BR", "PK", "NG", "BD", "RU", "JP", "MX", "PH", "VN", "ET", "EG", "DE",
	"IR", "TR", "CD", "FR", "GB", "TH", "IT", "ZA", "KR", "ES", "CO", "AR", "KE", "UA", "PL", "CA",
}
