package downloads

import (
	"fmt"
	"slices"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

// SeenOrder asks in which order the downloads of a run ended.
func SeenOrder(plan Plan, run string) bench.Prediction {
	return bench.Prediction{
		ID: "order", Prompt: "In which order did the workers' answers come?",
		Options: []form.Option{{Value: "asked", Label: "in the order asked for"}, {Value: "other", Label: "in another order"}},
		Truth: func(m runlog.Model) (value, reason string) {
			s := m.(*Model).Run(run)
			if !s.Done() || len(s.Order) < 2 || plan.WorkersOf(run) < 2 {
				return "", ""
			}
			if late, early, ok := s.Overtaking(); ok {
				return "other", fmt.Sprintf("%s came before %s, which had been asked for earlier.", plan.Codes[late], plan.Codes[early])
			}
			return "asked", "This time all came in the order of the codes. Nothing guarantees it."
		},
	}
}

// SeenAfter asks what came after the first answer that was no flag.
func SeenAfter(plan Plan, run string) bench.Prediction {
	return bench.Prediction{
		ID: "after", Prompt: "What came after the first answer without a flag?",
		Options: []form.Option{{Value: "more", Label: "more flags"}, {Value: "none", Label: "no more flags"}},
		Truth: func(m runlog.Model) (value, reason string) {
			s := m.(*Model).Run(run)
			first := slices.IndexFunc(s.Order, func(i int) bool { return s.Tasks[i].Detail.Status() != "ok" })
			if !s.Done() || first < 0 || first == len(s.Order)-1 {
				return "", ""
			}
			n := 0
			for _, i := range s.Order[first:] {
				if s.Tasks[i].Detail.Status() == "ok" {
					n++
				}
			}
			cc := plan.Codes[s.Order[first]]
			if n > 0 {
				return "more", fmt.Sprintf("%s was the first without a flag, and %s came after it: each download is a task of its own.", cc, chart.CountOf(n, "flag"))
			}
			return "none", fmt.Sprintf("%s was the first without a flag, and no flag came after it.", cc)
		},
	}
}
