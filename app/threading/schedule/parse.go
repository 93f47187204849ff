package schedule

import "fmt"

// A ParseError says which step of a schedule is not possible.
type ParseError struct {
	Step int // from 0
	Err  error
}

func (e *ParseError) Error() string { return fmt.Sprintf("step %d: %v", e.Step+1, e.Err) }
func (e *ParseError) Unwrap() error { return e.Err }

// Parse makes the steps of a schedule. Each letter must be that of a thread that can
// move at that moment; there is one way to write each schedule.
func Parse(p Program, schedule string) (*Machine, error) {
	m := New(p)
	for i := range len(schedule) {
		if err := m.Step(int(schedule[i]) - 'A'); err != nil {
			return nil, &ParseError{Step: i, Err: err}
		}
	}
	return m, nil
}
