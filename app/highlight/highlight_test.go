package highlight_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"flaglab/app/highlight"
	"flaglab/app/ui"
)

var tags = regexp.MustCompile(`</?i[^>]*>`)

func TestEveryProgramIsHighlightedAndWhole(t *testing.T) {
	for _, source := range ui.AllSources() {
		if _, ok := highlight.Runs(source.Text); !ok {
			t.Errorf("%s is not highlighted, or was changed since: run make highlight", source.Name)
		}
		shown := html.UnescapeString(tags.ReplaceAllString(strings.Join(highlight.Lines(source.Text), "\n"), ""))
		if want := strings.TrimRight(source.Text, "\n"); shown != want {
			t.Errorf("%s is shown as\n%s", source.Name, shown)
		}
	}
}

func TestKindsAreWhatTheySay(t *testing.T) {
	for _, source := range ui.AllSources() {
		runs, _ := highlight.Runs(source.Text)
		count := map[highlight.Kind]int{}
		for _, r := range runs {
			part := source.Text[r.Start:r.End]
			count[r.Kind]++
			switch r.Kind {
			case highlight.Keyword:
				if strings.ContainsAny(part, "\"'(){}0123456789") {
					t.Errorf("%s: %q is no keyword", source.Name, part)
				}
			case highlight.Comment, highlight.Literal:
			default:
				t.Errorf("%s: %q is of kind %c", source.Name, part, r.Kind)
			}
		}
		if count[highlight.Keyword] == 0 {
			t.Errorf("%s has no keywords", source.Name)
		}
	}
}

func TestEncodingKeepsLongRunsAndGaps(t *testing.T) {
	text := strings.Repeat("x", 400)
	want := "" // the kind of each byte
	runs := []highlight.Run{{highlight.Comment, 3, 200}, {highlight.Literal, 200, 201}, {highlight.Keyword, 390, 400}}
	for i := range text {
		kind := "."
		for _, r := range runs {
			if r.Start <= i && i < r.End {
				kind = string(rune(r.Kind))
			}
		}
		want += kind
	}
	got := strings.Repeat(".", len(text))
	for _, r := range highlight.Decode(highlight.Encode(runs)) {
		got = got[:r.Start] + strings.Repeat(string(rune(r.Kind)), r.End-r.Start) + got[r.End:]
	}
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTextThatIsUnknownIsShownPlain(t *testing.T) {
	if got, want := highlight.Lines("a < b\n&c\n"), []string{"a &lt; b", "&amp;c"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
