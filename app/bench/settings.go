package bench

import "flaglab/app/form"

// Set changes settings. During a run only those may change that the experiment can apply at once.
func (b *Bench) Set(changes map[string]string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	values := b.values
	for name, text := range changes {
		values = values.With(name, text)
	}
	values = b.keep(values)
	if len(values.Check()) == 0 && values.SameRun(b.opened) && (len(b.errs) == 0 || b.log != nil || b.shownShared != nil) {
		b.values, b.errs = values, form.Errors{} // the run stays, also if a mistake was made and taken back
		b.remember()
		b.changed()
		return
	}
	if b.phase == Live {
		b.adjust(values)
		return
	}
	b.applySettings(values, values.Check())
	b.completeStep(tourChange)
	b.remember()
	b.changed()
}

// adjust changes settings of the experiment that is running.
func (b *Bench) adjust(values form.Values) {
	adjuster, ok := b.exp.(Adjuster)
	if !ok {
		return
	}
	same := values
	for _, name := range adjuster.Adjustable() {
		same = same.With(name, b.opened.Get(name))
	}
	if !same.SameRun(b.opened) {
		return
	}
	b.values, b.errs = values, values.Check()
	if len(b.errs) == 0 {
		adjuster.Adjust(values)
		b.opened = values
		b.leaveOthers()
	}
	b.mending = b.mending || len(b.errs) > 0
	b.remember()
	b.changed()
}

// Select writes the code of a tile into a field; the same code again empties the field.
func (b *Bench) Select(field, code string) {
	b.mu.Lock()
	if b.values.Get(field) == code {
		code = ""
	}
	b.mu.Unlock()
	b.Set(map[string]string{field: code})
}

// Choose takes a preset, from 0.
func (b *Bench) Choose(preset int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if preset >= len(b.lab.Presets) || b.phase == Live {
		return
	}
	values := form.New(b.lab.Fields)
	for name, text := range b.lab.Presets[preset].Set {
		values = values.With(name, text)
	}
	clear(b.guesses)
	values = b.keep(values)
	b.applySettings(values, values.Check())
	b.completeStep(tourChange)
	b.remember()
	b.changed()
}

// Reset returns to the defaults, as if the lab had just been opened.
func (b *Bench) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == Live {
		return
	}
	clear(b.guesses)
	b.sharedRuns = nil
	b.applySettings(b.keep(form.New(b.lab.Fields)), form.Errors{})
	b.remember()
	b.changed()
}

// applySettings applies settings. While they are invalid, the experiment stays as it is.
func (b *Bench) applySettings(values form.Values, errs form.Errors) {
	b.values, b.errs = values, errs
	exp := Experiment(nil)
	if len(errs) == 0 {
		exp, b.errs = b.lab.Open(values, b.network)
	}
	b.mending = b.mending || len(b.errs) > 0
	if len(b.errs) > 0 {
		if b.exp == nil { // a link with mistakes: the page shows the defaults behind them
			b.opened = form.New(b.lab.Fields)
			exp, _ = b.lab.Open(b.opened, b.network)
			b.rest(exp)
		}
		return
	}
	b.opened = values
	b.forget()
	b.leaveOthers()
	b.rest(exp)
}

// leaveOthers drops the runs of other settings.
func (b *Bench) leaveOthers() {
	b.before, b.beforeExample = nil, false
	if subject := b.subject(); subject != b.othersOf {
		b.sharedRuns, b.othersOf = nil, subject
	}
}
