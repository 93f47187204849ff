package downloads_test

import (
	"strings"
	"testing"

	"flaglab/app/bench/benchtest"
	"flaglab/app/flags"
	"flaglab/app/labs/downloads"
)

func TestSelection(t *testing.T) {
	for want, codes := range map[string][]string{
		"Top 20": flags.Pop20(), "All 194 flags": flags.All(), "All 676 codes": flags.Every(), "BR": {"BR"},
		"BR CN ID IN US": flags.Five(), "26 codes": letters(t, "a"), "78 codes": letters(t, "a b c"),
	} {
		if got := downloads.Selection(codes); got != want {
			t.Errorf("%v: %s, want %s", codes, got, want)
		}
	}
}

func TestSourcesHaveTheirTwins(t *testing.T) {
	list := downloads.Sources("sequential", "errors")
	var names []string
	for _, s := range list {
		names = append(names, s.Name+" "+s.Language)
		if !strings.Contains(s.Text, "\n") {
			t.Errorf("%s is empty", s.Name)
		}
	}
	if got, want := strings.Join(names, ", "), "sequential.go Go, sequential.py Python, errors.go Go, errors.py Python"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Whether a server has REMOTE is known only when it was asked.
func TestRemoteIsRefusedWhereThereIsNone(t *testing.T) {
	network := &benchtest.Network{}
	for label, refused := range map[string]bool{"REMOTE": true, "LOCAL": false} {
		_, err := downloads.Connect(t.Context(), network, downloads.Plan{Site: label, Codes: flags.Five(), Workers: 3}, downloads.Threads)
		if (err != nil) != refused {
			t.Errorf("%s: %v", label, err)
		}
	}
	network.Failure = "The server does not answer."
	if _, err := downloads.Connect(t.Context(), network, downloads.Plan{Site: "REMOTE"}, downloads.Threads); err == nil || err.Error() != network.Failure {
		t.Errorf("%v, want %s", err, network.Failure)
	}
}
