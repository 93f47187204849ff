package bench_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/form"
)

// adjustedLab counts to a number that may change meanwhile; its other field may not.
func adjustedLab(x *adjusted) bench.Lab {
	lab := tinyLabOf(func(now tiny) bench.Experiment { x.tiny = now; return x })
	lab.Fields = append(lab.Fields, form.Field{Name: "from", Label: "From", Kind: form.Number, Default: "0", Max: 9})
	return lab
}

type adjusted struct {
	tiny
	to []int
}

func (x *adjusted) Adjustable() []string { return []string{"to"} }
func (x *adjusted) Adjust(v form.Values) { x.to = append(x.to, v.Int("to")) }

func TestSettingsThatChangeDuringARun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &adjusted{}
		b, browser := open(t, adjustedLab(x), "")
		b.Run()
		for _, change := range []struct{ field, text, problem, address string }{
			{"to", "5", "", "to=5"},
			{"from", "1", "", "to=5"}, // is fixed during a run
			{"to", "nonsense", "to", "to=nonsense"},
			{"to", "5", "", "to=5"},
			{"to", "7", "", "to=7"},
		} {
			b.Dispatch(bench.ActSet, change.field, change.text)
			s := b.Screen()
			if _, wrong := s.Errors[change.problem]; len(s.Errors) > 0 && !wrong || wrong != (change.problem != "") || browser.Address() != change.address || s.Phase != bench.Live {
				t.Errorf("%s=%s: %v, at %q, errors %v", change.field, change.text, s.Phase, browser.Address(), s.Errors)
			}
		}
		time.Sleep(time.Second)
		if s := b.Screen(); !slices.Equal(x.to, []int{5, 7}) || s.Phase != bench.AtEnd || s.Values.Int("to") != 7 || s.Values.Int("from") != 0 {
			t.Errorf("adjusted to %v; at the end %v, %s", x.to, s.Phase, s.Values.Query().Encode())
		}
	})
}

// Runs of links go when a setting changes during a run: they have other settings than the run then has.
func TestAdjustingLeavesTheRunsOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, adjustedLab(&adjusted{}), "")
		b.Run()
		time.Sleep(time.Second)
		b.Share()
		_, fragment, _ := strings.Cut(browser.Copied()[0], "#")
		here := benchtest.NewBrowser()
		c := bench.NewAt("", fragment, adjustedLab(&adjusted{}), here, &benchtest.Network{})
		defer c.Close()
		c.Run()
		time.Sleep(50 * time.Millisecond)
		c.Dispatch(bench.ActSet, "to", "5")
		time.Sleep(2 * time.Second)
		if s := c.Screen(); s.Compared != "" || strings.Contains(here.Address(), "#") {
			t.Errorf("compared with %q, at %s", s.Compared, here.Address())
		}
	})
}
