package bench

import "flaglab/app/form"

// keptKey is the prefix of the keys under which the browser keeps fields; the lab's path and the field's name
// follow.
const keptKey = "flaglab.kept"

// keep joins the fields that last from visit to visit with what the browser has kept of them, and has it keep the
// result.
func (b *Bench) keep(values form.Values) form.Values {
	for _, f := range values.Fields() {
		if f.Keep == nil {
			continue
		}
		key := keptKey + b.lab.Path + "." + f.Name
		kept := b.browser.Load(key)
		text := f.Keep(kept, values.Get(f.Name))
		if text != kept {
			b.browser.Store(key, text)
		}
		values = values.With(f.Name, text)
	}
	return values
}
