package process_test

import (
	"os"
	"regexp"
	"testing"

	"flaglab/app/process"
)

// Where workers are blocked, the pool breaks and says why. The caller of this test
// blocks them, and gives the expected reason.
func TestBlockedWorkersAreTold(t *testing.T) {
	want := os.Getenv("blocked")
	if want == "" {
		t.Skip("nobody blocks workers here")
	}
	ex := newPool(t, 2)
	f, err := process.Submit(ex, taskDouble, 1)
	if err == nil {
		err = failure(t, f)
	}
	wantErr(t, err, process.ErrBrokenProcessPool)
	if !regexp.MustCompile(want).MatchString(err.Error()) {
		t.Errorf("it says %q, want %q", err, want)
	}
	wantBroken(t, ex)
}
