package futures

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
)

// goroutines says who runs in which goroutine, so that a callback can tell who calls it. The zero value is empty.
type goroutines struct{ who sync.Map } // by number

// enter records who runs in this goroutine from now on. What a pool's worker enters stays until the pool is gone.
func (g *goroutines) enter(who int) { g.who.Store(goroutine(), who) }

// leave forgets this goroutine.
func (g *goroutines) leave() { g.who.Delete(goroutine()) }

// here returns who runs in this goroutine.
func (g *goroutines) here() int {
	if who, ok := g.who.Load(goroutine()); ok {
		return who.(int)
	}
	return person
}

// goroutine returns the number of the goroutine that calls it, as a stack trace has it. A program must never depend
// on that number; this one only shows where code runs.
func goroutine() string {
	var buf [64]byte
	text := strings.TrimPrefix(string(buf[:runtime.Stack(buf[:], false)]), "goroutine ")
	number, _, _ := strings.Cut(text, " ")
	return number
}

// nameOf names who does something.
func nameOf(who int) string {
	switch who {
	case mainProgram:
		return "main"
	case person:
		return "you"
	case cancelledBy:
		return "the page, which cancels the run"
	}
	return fmt.Sprintf("%s_%d", threadNamePrefix, who-1)
}
