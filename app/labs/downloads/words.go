package downloads

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/flags"
)

// Warning says, before a run, how long it will take at least, if that is long.
func Warning(least time.Duration, at bench.Moment) string {
	if at.Phase != bench.Idle || least < 20*time.Second {
		return ""
	}
	return fmt.Sprintf("This will take at least %d s.", int(least.Seconds()+1))
}

// Sprite is the URL of a flag that was not downloaded in this page, as that of an example or of a run from a link; empty
// if the page does not have it.
func Sprite(cc string) string {
	if list, _ := flags.ParseCodes(""); !slices.Contains(list, cc) {
		return ""
	}
	return "sprite:" + cc
}

// TheSame writes a number of things that are fetched again: The same flag, The same 20 flags.
func TheSame(n int, thing string) string {
	if n == 1 {
		return "The same " + thing
	}
	return "The same " + chart.CountOf(n, thing)
}

// Selection names codes in a few words.
func Selection(codes []string) string {
	switch flags.FormatCodes(codes) {
	case "":
		return "Top 20"
	case "ALL":
		return "All 194 flags"
	case "EVERY":
		return "All 676 codes"
	}
	if len(codes) > 5 {
		return chart.CountOf(len(codes), "code")
	}
	return strings.Join(codes, " ")
}

// Sources are files of package flags for the code panel, each with its Python twin.
func Sources(names ...string) (list []bench.Source) {
	for _, name := range names {
		list = append(list, bench.SourceFile(flags.Code, name+".go"), bench.SourceFile(flags.Code, name+".py"))
	}
	return list
}
