package threads

import (
	"fmt"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/runlog"
)

var yesNo = []form.Option{{Value: "yes", Label: "yes"}, {Value: "no", Label: "no"}}

// seenResults asks whether the same program always gave the same result.
var seenResults = bench.Prediction{
	ID: "results", Prompt: "Did all runs of the same program give the same result?", Options: yesNo,
	Truth: func(m runlog.Model) (string, string) {
		outcomes := m.(*model).outcomes
		if len(outcomes) < 2 {
			return "", ""
		}
		same := 0
		for _, o := range outcomes {
			if o.Count == outcomes[0].Count && o.Text == outcomes[0].Text {
				same++
			}
		}
		if same == len(outcomes) {
			return "yes", fmt.Sprintf("All %d did.", same)
		}
		return "no", fmt.Sprintf("%d of %d differed from the first: one run says nothing about the next.", len(outcomes)-same, len(outcomes))
	},
}

// seenOrder asks whether threads end in the order in which they started.
func seenOrder(prompt string) bench.Prediction {
	return bench.Prediction{
		ID: "order", Prompt: prompt, Options: yesNo,
		Truth: func(m runlog.Model) (string, string) {
			ended := m.(*model).Run("pool").Finished()
			if len(ended) < 2 {
				return "", ""
			}
			for k := range len(ended) - 1 {
				if late, early := ended[k], ended[k+1]; early.Number < late.Number {
					return "no", fmt.Sprintf("%s ended before %s, which had started earlier.", late.Name, early.Name)
				}
			}
			return "yes", "This time they did. Nothing guarantees it."
		},
	}
}
