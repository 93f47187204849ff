package flags

import (
	"fmt"
	"slices"
	"strings"
)

// CodeError reports a word of a selection that is neither a letter nor a pair.
type CodeError struct {
	Word string // as it was typed
}

func (e *CodeError) Error() string {
	return fmt.Sprintf("%q is not valid: each country must be a letter from A to Z or a pair from AA to ZZ", e.Word)
}

// ParseCodes reads a selection as a person types it: letters and pairs in any
// case, separated by spaces or commas. A letter stands for all 26 codes that
// begin with it. The words ALL (the 194 codes with a flag) and EVERY (all 676)
// and POP20 may stand among them. The result is sorted and has no duplicates; it is Pop20
// when nothing is selected. The error is a *CodeError.
func ParseCodes(text string) ([]string, error) {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == ';'
	})
	if len(words) == 0 {
		return Pop20(), nil
	}
	var codes []string
	for _, word := range words {
		switch upper := asciiUpper(word); {
		case upper == "ALL":
			codes = append(codes, All()...)
		case upper == "EVERY":
			codes = append(codes, Every()...)
		case upper == "POP20":
			codes = append(codes, Pop20()...)
		case len(upper) == 1 && isUpper(upper[0]):
			codes = append(codes, pairs(func(cc string) bool { return cc[0] == upper[0] })...)
		case isPair(upper):
			codes = append(codes, upper)
		default:
			return nil, &CodeError{Word: word}
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes), nil
}

// FormatCodes writes codes as briefly as ParseCodes can read them back: a whole
// letter as that letter, the well-known selections by their names. Codes must
// be sorted and without duplicates.
func FormatCodes(codes []string) string {
	switch {
	case slices.Equal(codes, Pop20()):
		return ""
	case slices.Equal(codes, All()):
		return "ALL"
	case slices.Equal(codes, Every()):
		return "EVERY"
	}
	var words []string
	for i := 0; i < len(codes); {
		letter := codes[i][:1]
		end := i
		for end < len(codes) && codes[end][:1] == letter {
			end++
		}
		if end-i == 26 {
			words = append(words, letter)
		} else {
			words = append(words, codes[i:end]...)
		}
		i = end
	}
	return strings.Join(words, " ")
}

// asciiUpper is strings.ToUpper for ASCII only: the upper case of ß is SS, and
// ß is no country code.
func asciiUpper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
