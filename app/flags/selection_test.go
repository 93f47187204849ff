package flags

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestParseCodes(t *testing.T) {
	letter := func(letters string) (codes []string) {
		for _, cc := range Every() {
			if strings.Contains(letters, cc[:1]) {
				codes = append(codes, cc)
			}
		}
		return codes
	}
	tests := []struct {
		text string
		want []string
	}{
		{"", Pop20()},
		{"  , \t\r\n;", Pop20()},
		{"pop20", Pop20()},
		{"all", All()},
		{"Every", Every()},
		{"BR", []string{"BR"}},
		{"br", []string{"BR"}},
		{"us,BR;in  cn\tId", Five()},
		{"BR BR br", []string{"BR"}},
		{"zz aa", []string{"AA", "ZZ"}},
		{"a", letter("A")},
		{"c B,a", letter("ABC")},
		{"a AA ab", letter("A")},
		{"all every", Every()},
		{"zz all", append(All(), "ZZ")},
	}
	for _, test := range tests {
		got, err := ParseCodes(test.text)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("ParseCodes(%q) = %v, %v; want %v", test.text, got, err, test.want)
		}
	}
}

func TestParseCodesOfTheLecture(t *testing.T) {
	codes, err := ParseCodes("a b c")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, cc := range codes {
		if HasFlag(cc) {
			found++
		}
	}
	if len(codes) != 78 || found != 43 {
		t.Errorf("%d codes, %d with a flag; want 78 and 43", len(codes), found)
	}
}

func TestParseCodesErrors(t *testing.T) {
	for text, word := range map[string]string{
		"BRA":      "BRA",
		"br usa x": "usa",
		"1":        "1",
		"a1":       "a1",
		"ß":        "ß",
		"é":        "é",
		"ſ":        "ſ",      // its upper case is S
		"\u212a":   "\u212a", // the Kelvin sign; its lower case is k
		"-1":       "-1",
		"BR/US":    "BR/US",
		"BR\x00":   "BR\x00",
		"\xff":     "\xff",
		"pop 20":   "pop",
	} {
		codes, err := ParseCodes(text)
		var codeError *CodeError
		if codes != nil || !errors.As(err, &codeError) || codeError.Word != word {
			t.Errorf("ParseCodes(%q) = %v, %v; want an error about %q", text, codes, err, word)
			continue
		}
		if message := err.Error(); strings.ContainsAny(message, "\n\x00") || !strings.Contains(message, "AA to ZZ") {
			t.Errorf("bad message: %s", message)
		}
	}
}

func TestFormatCodes(t *testing.T) {
	for text, want := range map[string]string{
		"":        "",
		"pop20":   "",
		"all":     "ALL",
		"every":   "EVERY",
		"c a":     "A C",
		"us br":   "BR US",
		"b BR us": "B US",
	} {
		codes, err := ParseCodes(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := FormatCodes(codes); got != want {
			t.Errorf("FormatCodes of %q = %q, want %q", text, got, want)
		}
	}
}

func FuzzParseCodes(f *testing.F) {
	for _, text := range []string{"", "a b c", "ALL zz", "every", "br,us;CN", "ß", "B\xffR", "pop20 q"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		codes, err := ParseCodes(text)
		if err != nil {
			if codes != nil || strings.Contains(err.Error(), "\n") {
				t.Fatalf("ParseCodes(%q) = %v, %v", text, codes, err)
			}
			return
		}
		if len(codes) == 0 || !slices.IsSorted(codes) {
			t.Fatalf("ParseCodes(%q) is empty or not sorted: %v", text, codes)
		}
		for i, cc := range codes {
			if !isPair(cc) || i > 0 && cc == codes[i-1] {
				t.Fatalf("ParseCodes(%q) has %q wrongly", text, cc)
			}
		}
		short := FormatCodes(codes)
		again, err := ParseCodes(short)
		if err != nil || !slices.Equal(again, codes) {
			t.Fatalf("%q was written as %q, which reads %v, %v", text, short, again, err)
		}
	})
}
