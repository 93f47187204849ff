package bench

import "strings"

// Key is a key of the page. The table of keys is also the help.
type Key struct {
	Keys []string // as the browser names them
	Name string   // as people do
	Does string
	do   func(b *Bench, key string)
}

// Keys lists the keys that every lab knows.
func Keys() []Key {
	return []Key{
		{[]string{" "}, "Space", "run, or pause and play a finished run", func(b *Bench, _ string) {
			b.mu.Lock()
			finished := b.canReplay()
			b.mu.Unlock()
			if finished {
				b.PlayPause()
			} else {
				b.Run()
			}
		}},
		{[]string{"Enter"}, "Enter", "run", func(b *Bench, _ string) { b.Run() }},
		{[]string{"."}, ".", "one event forward", func(b *Bench, _ string) { b.Step(1) }},
		{[]string{","}, ",", "one event back", func(b *Bench, _ string) { b.Step(-1) }},
		{[]string{"Escape"}, "Esc", "cancel the run, or close this help", func(b *Bench, _ string) { b.Escape() }},
		{[]string{"r"}, "R", "reset the lab", func(b *Bench, _ string) { b.Reset() }},
		{[]string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}, "1–9", "choose an experiment", func(b *Bench, key string) { b.Choose(int(key[0] - '1')) }},
		{[]string{"p"}, "P", "larger, for a projector", func(b *Bench, _ string) { b.Projector() }},
		{[]string{"?"}, "?", "open or close this help", func(b *Bench, _ string) { b.Help() }},
	}
}

// Press handles a key, and reports whether it is one of the page's.
func (b *Bench) Press(key string) bool {
	if len(key) == 1 {
		key = strings.ToLower(key)
	}
	for _, k := range Keys() {
		for _, name := range k.Keys {
			if name == key {
				k.do(b, key)
				return true
			}
		}
	}
	return false
}
