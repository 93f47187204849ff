package race

import "flaglab/app/runlog"

func example() []runlog.Event { return nil }
