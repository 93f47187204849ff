package bench_test

import (
	"testing"
	"testing/synctest"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
	"flaglab/app/form"
)

func TestAFieldThatIsKeptLastsFromVisitToVisit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := tinyLab()
		lab.Fields = append(lab.Fields, form.Field{Name: "done", Hidden: true, Display: true, Keep: func(kept, text string) string { return max(kept, text) }})
		b, browser := open(t, lab, "")
		b.Set(map[string]string{"done": "b"})
		for _, again := range []func(){func() { b.Choose(1) }, b.Reset, func() { b.Open("", "") }, func() { b.Open("done=a", "") }} {
			again()
			if got := b.Screen().Values.Get("done"); got != "b" {
				t.Errorf("the field is %q, want b", got)
			}
		}
		b.Open("done=c", "")
		// Another visit, with the same browser.
		next := bench.New(lab, browser, &benchtest.Network{})
		next.Open("", "")
		if got := next.Screen().Values.Get("done"); got != "c" {
			t.Errorf("in the next visit the field is %q, want c", got)
		}
	})
}

func TestTheLanguageOfTheCodeLastsFromLabToLab(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "")
		if got := b.Screen().Language; got != "" {
			t.Errorf("before anybody chose, code is shown in %q", got)
		}
		b.Dispatch(bench.ActLanguage, "Python", "")
		if got := b.Screen().Language; got != "Python" {
			t.Errorf("code is shown in %q, want Python", got)
		}
		if got := bench.New(tinyLab(), browser, &benchtest.Network{}).Screen().Language; got != "Python" {
			t.Errorf("in the next lab code is shown in %q, want Python", got)
		}
	})
}
