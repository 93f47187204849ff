package flags

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// DefaultServer is the site of a flags2 program that is not told another.
const DefaultServer = "LOCAL"

// Servers lists the labels that --server takes, sorted.
func Servers() []string { return []string{"DELAY", "ERROR", "LOCAL", "REMOTE"} }

// Args are the arguments of a flags2 program as a person types them, in a form or
// on a command line. The text of an option that is not given is empty. Nothing is
// checked: invalid text stays in its field, so that the person can correct it
// there. [Args.Options] parses the options of the book.
type Args struct {
	Program string // name or file; empty for the default
	CC      string // letters and pairs, separated by spaces or commas
	All     bool
	Every   bool
	Limit   string
	MaxReq  string
	Server  string
	Verbose bool

	// Settings that the book's programs do not have: the weather, and what to do about
	// failures.
	Delay, Errors, Seed, Timeout, Attempts, Backoff string
}

// Options are the parsed arguments of a flags2 program.
type Options struct {
	Program Program
	Codes   []string // sorted, without duplicates, cut by the limit
	Limit   int      // 0: none
	MaxReq  int      // 0: the program's default
	Server  string   // one of Servers
	Verbose bool
}

// Connections is how many downloads are under way at once.
func (o Options) Connections() int { return o.Program.Connections(o.MaxReq, len(o.Codes)) }

// UsageError says what is wrong with one field, and what would be valid.
type UsageError struct {
	Field   string // program, cc, limit, max_req, server; empty for the line as a whole
	Message string
}

func (e *UsageError) Error() string { return e.Message }

// Options reads the arguments. There is at most one error for each field; the
// options are valid only if there is none.
//
// Every beats All, and All beats CC, which is not even looked at then: so do the
// book's programs. No CC at all stands for the 20 most populous countries.
func (a Args) Options() (Options, []*UsageError) {
	var errs []*UsageError
	bad := func(field, text, want string) { errs = append(errs, invalid(field, text, want)) }
	o := Options{Verbose: a.Verbose}

	var known bool
	if o.Program, known = ProgramByName(a.Program); !known {
		bad("program", a.Program, programs)
	}
	count := func(field, text string) int {
		if text == "" {
			return 0
		}
		n, ok := parseCount(text)
		if !ok || n < 1 {
			bad(field, text, field+" must be ≥ 1, a whole number")
		}
		return n
	}
	o.Limit = count("limit", a.Limit)
	o.MaxReq = count("max_req", a.MaxReq)

	o.Server = asciiUpper(a.Server)
	if o.Server == "" {
		o.Server = DefaultServer
	}
	if !slices.Contains(Servers(), o.Server) {
		bad("server", a.Server, "server must be one of "+strings.Join(Servers(), ", "))
	}

	switch {
	case a.Every:
		o.Codes = Every()
	case a.All:
		o.Codes = All()
	default:
		var wrong string
		if o.Codes, wrong = expand(a.words()); wrong != "" {
			bad("cc", wrong, "each CC must be A to Z or AA to ZZ")
		}
	}
	if 0 < o.Limit && o.Limit < len(o.Codes) {
		o.Codes = o.Codes[:o.Limit]
	}
	return o, errs
}

// programs says what a program can be.
const programs = "program must be flags2_sequential.py or flags2_threadpool.py"

func invalid(field, text, want string) *UsageError {
	return &UsageError{field, fmt.Sprintf("%q is not valid: %s", text, want)}
}

// expand turns letters and pairs into codes, or returns the word that is neither. Unlike ParseCodes it knows no words:
// ALL is no country code here, as it is none in the book.
func expand(words []string) (codes []string, wrong string) {
	for _, word := range words {
		upper := asciiUpper(word)
		if letter := len(upper) == 1 && isUpper(upper[0]); !letter && !isPair(upper) {
			return nil, word
		}
	}
	codes, _ = ParseCodes(strings.Join(words, " ")) // it knows letters and pairs
	return codes, ""
}

func (a Args) words() []string {
	return strings.FieldsFunc(a.CC, func(r rune) bool { return r == ',' || r == ' ' || '\t' <= r && r <= '\r' })
}

// parseCount reads a whole number as Python's int does, but for underscores. A
// number too large for an int becomes the largest int.
func parseCount(text string) (n int, ok bool) {
	n, err := strconv.Atoi(text)
	if err == nil {
		return n, true
	}
	digits := strings.TrimLeft(text, "+-")
	if len(text)-len(digits) > 1 || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	if text[0] == '-' {
		return math.MinInt, true
	}
	return math.MaxInt, true
}
