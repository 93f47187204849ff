package flags2

import (
	"testing"

	"flaglab/app/flags"
)

// The lesson on attempts has errors and no time-outs, so that what three attempts change is the errors alone.
func TestTheLessonOnAttemptsMeasuresThem(t *testing.T) {
	for link, want := range map[string]flags.Counts{
		"cc=a+b+c&server=ERROR&max_req=30&delay=0.5":            {OK: 31, NotFound: 29, Errors: 18},
		"cc=a+b+c&server=ERROR&max_req=30&delay=0.5&attempts=3": {OK: 41, NotFound: 35, Errors: 2},
	} {
		s := read(t, link)
		if s.Timeout <= s.Weather.MaxDelay {
			t.Errorf("%s: an answer may exceed the time-out of %v", link, s.Timeout)
		}
		if got, _ := s.Expected(s.run); got != want {
			t.Errorf("%s: %+v, want %+v", link, got, want)
		}
	}
}
