package flags

import (
	"slices"
	"strings"
	"testing"
)

func TestCodes(t *testing.T) {
	all, every := All(), Every()
	if len(all) != 194 || len(every) != 676 {
		t.Fatalf("%d codes with a flag of %d, want 194 of 676", len(all), len(every))
	}
	if every[0] != "AA" || every[675] != "ZZ" {
		t.Errorf("codes go from %s to %s", every[0], every[675])
	}
	for name, list := range map[string][]string{"All": all, "Every": every, "Pop20": Pop20(), "Five": Five()} {
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
			t.Errorf("%s is not sorted or has duplicates: %v", name, list)
		}
	}
}

// The counts of the second letters, by first letter, as the lecture's site has them.
func TestFlagsByLetter(t *testing.T) {
	want := map[byte]int{'A': 11, 'B': 17, 'C': 15, 'X': 0, 'Q': 1, 'M': 18}
	got := map[byte]int{}
	for _, cc := range All() {
		got[cc[0]]++
	}
	for letter, n := range want {
		if got[letter] != n {
			t.Errorf("%c has %d flags, want %d", letter, got[letter], n)
		}
	}
}

func TestPop20(t *testing.T) {
	if got := len(Pop20()); got != 20 {
		t.Errorf("%d codes", got)
	}
	for _, cc := range slices.Concat(Pop20(), Five()) {
		if !HasFlag(cc) {
			t.Errorf("%s has no flag", cc)
		}
	}
	want := strings.Fields("CN IN US ID BR PK NG BD RU JP MX PH VN ET EG DE IR TR CD FR")
	slices.Sort(want)
	if !slices.Equal(Pop20(), want) {
		t.Errorf("Pop20() = %v, want %v", Pop20(), want)
	}
}

func TestHasFlag(t *testing.T) {
	for cc, want := range map[string]bool{
		"BR": true, "ZW": true, "AD": true,
		"AA": false, "ZZ": false, "XK": false,
		"br": false, "Br": false, "": false, "B": false, "BRA": false, "ß": false, "B1": false, "[[": false, "é": false,
	} {
		if HasFlag(cc) != want {
			t.Errorf("HasFlag(%q) = %v", cc, !want)
		}
	}
}

func TestCountryOfEveryFlag(t *testing.T) {
	for _, cc := range Every() {
		if (Country(cc) != "") != HasFlag(cc) {
			t.Errorf("HasFlag(%s) = %v, but its country is %q", cc, HasFlag(cc), Country(cc))
		}
	}
}

// A caller may change the list that it got.
func TestListsAreCopies(t *testing.T) {
	for name, list := range map[string]func() []string{"All": All, "Every": Every, "Pop20": Pop20, "Five": Five} {
		first := list()
		first[0] = "changed"
		if list()[0] == "changed" {
			t.Errorf("%s gives out its own list", name)
		}
	}
}
