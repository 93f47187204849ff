package ui

import (
	"fmt"
	"html"
	"strings"

	"flaglab/app/flags"
	"flaglab/app/lab"
)

// look is what a tile shows. The zero value is a task that nobody has submitted.
type look struct {
	state  string      // idle, or a lab.State
	status string      // ok, not_found, error; empty before the end
	cause  flags.Cause // of an end
	word   string
}

// lookOf says how a task looks.
func lookOf(task lab.Task) look {
	switch {
	case task.State == "":
		return look{state: "idle"}
	case !task.State.Done():
		return look{state: string(task.State), word: string(task.State)}
	}
	return look{state: string(task.State), status: task.Detail.Status(), cause: task.Detail.Cause, word: endWord(task)}
}

// endWord tells the ends apart in as few letters as fit a tile.
func endWord(task lab.Task) string {
	switch task.Detail.Cause {
	case flags.CauseNone:
		return "ok"
	case flags.CauseNotFound:
		return "not found"
	case flags.CauseHTTP:
		return fmt.Sprint(task.Detail.HTTP)
	case flags.CauseTimeout:
		return "time-out"
	case flags.CauseConnection:
		return "no answer"
	case flags.CauseImage:
		return "no image"
	case flags.CauseCancelled:
		return "cancelled"
	}
	return "failed"
}

// boardHTML draws the tiles of a run before its first event. A board is drawn
// once, as text, and its tiles are changed in place as the log moves on: as 676
// components it took more time to mount and to change than the downloads take.
//
// Tiles that a person can pick are the options of a list box: one of them is in the
// order of Tab, and the arrow keys lead to the others.
func boardHTML(run string, codes []string, pick bool) string {
	var b strings.Builder
	role := ""
	if pick {
		role = ` role="listbox" aria-orientation="horizontal"`
	}
	fmt.Fprintf(&b, `<ol class="board" id="%s" data-size="%s" aria-label="Flags of the %s run"%s>`,
		boardID(run), boardSize(len(codes)), html.EscapeString(runName(run)), role)
	for i, cc := range codes {
		switch {
		case pick && i == 0:
			role = ` role="option" aria-selected="false" tabindex="0"`
		case pick:
			role = ` role="option" aria-selected="false" tabindex="-1"`
		}
		fmt.Fprintf(&b, `<li class="tile" data-cc="%s" data-state="idle" title="%s"%s><span class="pic"></span><span class="cc">%s</span><span class="word"></span></li>`,
			cc, html.EscapeString(codeTitle(cc)), role, cc)
	}
	b.WriteString(`</ol>`)
	return b.String()
}

func boardID(run string) string { return "board-" + run }

// boardSize is how large the tiles are: by name, so that the style sheet decides.
func boardSize(n int) string {
	switch {
	case n <= 6:
		return "few"
	case n <= 24:
		return "some"
	case n <= 100:
		return "many"
	}
	return "crowd"
}

func codeTitle(cc string) string {
	if country := flags.Country(cc); country != "" {
		return cc + ": " + country
	}
	return cc + ": no country has this code"
}

func runName(run string) string {
	switch run {
	case lab.Sequential:
		return "sequential"
	case lab.Threads:
		return "concurrent"
	}
	return run
}
