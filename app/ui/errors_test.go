package ui

import (
	"regexp"
	"testing"

	"flaglab/app/form"
)

// notValid is how each error of a field reads: what is wrong, and then what would be right.
var notValid = regexp.MustCompile(`^".*" is not valid: .* must .+`)

func TestAllErrorsOfFieldsReadAlike(t *testing.T) {
	for _, lab := range Labs() {
		for _, f := range lab.Fields {
			for _, text := range []string{"?", "-1", "99999999999999999999999", "--nothing", "'"} {
				v := form.New(lab.Fields).With(f.Name, text)
				errs := v.Check()
				if len(errs) == 0 {
					_, errs = lab.Open(v, stillNetwork{})
				}
				for name, got := range errs {
					if !notValid.MatchString(got) {
						t.Errorf("%s?%s=%s: %s: %s", lab.Path, f.Name, text, name, got)
					}
				}
			}
		}
	}
}
