package bench

// languageKey is the key under which the browser keeps the language in which code is shown.
const languageKey = "flaglab.language"

// Language sets the language in which code is shown.
func (b *Bench) Language(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.language = name
	b.browser.Store(languageKey, name)
	b.changed()
}

// ProjectorKey is the key under which the browser keeps whether everything is larger.
const ProjectorKey = "flaglab.projector"

// Projector makes everything larger, or normal again. All labs share the choice.
func (b *Bench) Projector() {
	on := "1"
	if b.browser.Load(ProjectorKey) == "1" {
		on = ""
	}
	b.browser.Store(ProjectorKey, on)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changed()
}
