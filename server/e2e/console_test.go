package e2e

import (
	"fmt"
	"strconv"
	"strings"
)

// errors returns the errors on the console.
func (p *page) errors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.console...)
}

// heardMark begins the lines that hear writes.
const heardMark = "heard everything up to "

// hear waits until all that is on the console by now has arrived here: it writes a mark there, which arrives last.
func (p *page) hear() {
	p.Helper()
	p.mu.Lock()
	mark := p.heard + 1
	p.mu.Unlock()
	eval[bool](p, fmt.Sprintf(`(console.debug(%q), true)`, heardMark+strconv.Itoa(mark)))
	await(p, "the console does not arrive", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.heard == mark
	})
}

// forgive takes the complaints that contain the text off the list: the test
// provoked them.
func (p *page) forgive(text string) {
	p.Helper()
	p.hear()
	p.mu.Lock()
	defer p.mu.Unlock()
	var rest []string
	for _, line := range p.console {
		if !strings.Contains(line, text) {
			rest = append(rest, line)
		}
	}
	p.console = rest
}
