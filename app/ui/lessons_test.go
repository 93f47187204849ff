package ui

import (
	"os"
	"strings"
	"testing"

	"flaglab/app/bench/benchtest"
)

// What the lessons say that a class will see, and what a run with their link shows at its end. The network here takes no
// time beyond the weather; what a browser adds is not promised.
var promised = []struct {
	link  string
	says  string // in TEACHING.md
	shows []string
}{
	{"/?runs=sequential", "about 4 s; a staircase: each bar starts where the last one ends.",
		[]string{"1, BD, arrived, 0.00 s, 0.20 s,", "2, BR, arrived, 0.20 s, 0.40 s,", "20, VN, arrived, 3.80 s, 4.00 s,"}},
	{"/", "The dotted line is the best possible, 20 times", []string{"Best possible here: 20×, 0.20 s."}},
	{"/?delay=0.2&workers=5", "four rounds, about 0.8 s", []string{"20 of 20 done, 0.80 s", "arrived, 0.60 s, 0.80 s,"}},
	{"/?delay=0.2&workers=30", "with 30, ten workers never get a task", []string{"Best possible here: 20×, 0.20 s.", "20, VN, arrived, 0.00 s, 0.20 s,"}},
	{"/?delay=0.5-5&workers=20&timeout=20", "One at a time takes almost a\n  minute", []string{"One at a time (1 worker) sequential finished 57.22 s", "Best possible here: 12×, 4.83 s."}},
	{"/futures", "three running, two pending", []string{"ID: <Future at", "IN: <Future at", "state=pending>"}},
	{"/futures?scene=executor_map", "one slow task holds back all after it", []string{"it waited for BR.", `result 0: "BR"`}},
	{"/futures?scene=cancel", "the last, which is pending; never the first, which runs.", []string{"cancel the first: false", "cancel the last: true"}},
	{"/futures?scene=errors&delay=0.5", "the error appears only when somebody asks for the result.", []string{"failed. Nobody knew until asked.", "4 flags downloaded in 1.00 s"}},
	{"/flags2?cc=a+b+c&server=LOCAL", "43 flags, 35 not found, no errors.", []string{" 43 flags downloaded.", " 35 not found."}},
	{"/flags2?cc=a+b+c&server=ERROR&max_req=30", "so more than a quarter fail.", []string{"33 timed out, 9 got 418.", " 42 errors."}},
	{"/flags2?cc=a+b+c&server=ERROR&max_req=30&delay=0.5", "18 of 78 fail.", []string{"18 failed"}},
	{"/flags2?cc=a+b+c&server=ERROR&max_req=30&delay=0.5&attempts=3", "2 fail; the others had another attempt and got an answer.", []string{"2 failed"}},
	{"/futures?scene=callbacks", "the worker that finished the task; but if the future was already done, the caller, at once.", []string{"late callback, run by main,", "first callback, run by ThreadPoolExecutor-0_"}},
}

func TestWhatTheClassWillSee(t *testing.T) {
	lessons, err := os.ReadFile("../../web/TEACHING.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range promised {
		t.Run(p.link, func(t *testing.T) {
			if !strings.Contains(string(lessons), p.says) {
				t.Errorf("the lessons no longer say %q: does this test still hold them to what they say?", p.says)
			}
			path, query, _ := strings.Cut(p.link, "?")
			lab := labAt(path)
			if path == "/futures" { // nobody is here to end the pauses
				query = strings.TrimPrefix(query+"&pause=0", "&")
			}
			_, view := benchtest.Play(t, lab, query, &benchtest.Network{}, nil).End()
			text := benchtest.Text(view)
			for _, want := range p.shows {
				if !strings.Contains(text, want) {
					t.Errorf("nothing shows %q in\n%s", want, text)
				}
			}
		})
	}
}
