package downloads

import "flaglab/app/form"

// MaxWorkers is the hard limit on the size of a pool. The lecture's rule of thumb: always have one, even a large one.
const MaxWorkers = 1000

// Sites are where a lab can get the flags from.
var Sites = []form.Option{
	{Value: "LOCAL", Label: "LOCAL: at once"}, {Value: "DELAY", Label: "DELAY: each answer waits"},
	{Value: "ERROR", Label: "ERROR: some answers fail"}, {Value: "REMOTE", Label: "REMOTE: the live site"},
}
