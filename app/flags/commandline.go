package flags

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// option is one option of the flags2 programs, or one of ours.
type option struct {
	short, long string // ours have no short form
	field       string
	flag        func(*Args) *bool   // for an option that takes no value
	text        func(*Args) *string // for one that does
}

var options = []option{
	{short: "-a", long: "--all", field: "all", flag: func(a *Args) *bool { return &a.All }},
	{short: "-e", long: "--every", field: "every", flag: func(a *Args) *bool { return &a.Every }},
	{short: "-l", long: "--limit", field: "limit", text: func(a *Args) *string { return &a.Limit }},
	{short: "-m", long: "--max_req", field: "max_req", text: func(a *Args) *string { return &a.MaxReq }},
	{short: "-s", long: "--server", field: "server", text: func(a *Args) *string { return &a.Server }},
	{short: "-v", long: "--verbose", field: "verbose", flag: func(a *Args) *bool { return &a.Verbose }},

	{long: "--delay", field: "delay", text: func(a *Args) *string { return &a.Delay }},
	{long: "--errors", field: "errors", text: func(a *Args) *string { return &a.Errors }},
	{long: "--seed", field: "seed", text: func(a *Args) *string { return &a.Seed }},
	{long: "--timeout", field: "timeout", text: func(a *Args) *string { return &a.Timeout }},
	{long: "--attempts", field: "attempts", text: func(a *Args) *string { return &a.Attempts }},
	{long: "--backoff", field: "backoff", text: func(a *Args) *string { return &a.Backoff }},
}

// CommandLine writes the arguments as a command line that [ParseCommandLine]
// reads back: flags2_threadpool.py -s DELAY -l 20 A B C.
func (a Args) CommandLine() string {
	program, ok := ProgramByName(a.Program)
	if !ok {
		program.File = a.Program
	}
	words := []string{quote(program.File)}
	for _, o := range options {
		switch {
		case o.flag != nil:
			if *o.flag(&a) {
				words = append(words, o.short)
			}
		case *o.text(&a) == "":
		case strings.HasPrefix(*o.text(&a), "-"):
			// As a separate word the value could be taken for an option.
			words = append(words, quote(o.long+"="+*o.text(&a)))
		default:
			words = append(words, cmp.Or(o.short, o.long), quote(*o.text(&a)))
		}
	}
	codes := a.words()
	if slices.ContainsFunc(codes, func(cc string) bool { return strings.HasPrefix(cc, "-") }) {
		words = append(words, "--")
	}
	for _, cc := range codes {
		words = append(words, quote(cc))
	}
	return strings.Join(words, " ")
}

// ParseCommandLine reads a command line of a flags2 program, as a person copies it
// out of the book or off a terminal: with or without a prompt, python or %run before
// the program, or with no program at all. Options are read as Python's argparse
// reads them: bundled (-vl20), with = or a space, abbreviated (--lim 20), the last
// one winning. Our options cannot be abbreviated, so that the book's abbreviations
// stay unambiguous. Codes may also stand between options, where argparse would take
// only the first group.
//
// The error is a *UsageError for what no form field can hold: an unknown
// program or option, or an option without its value. Values are not checked
// here; [Args.Options] checks them.
func ParseCommandLine(line string) (Args, error) {
	words, err := splitWords(line)
	if err != nil {
		return Args{}, err
	}
	var a Args
	words, err = a.takeProgram(words)
	if err != nil {
		return Args{}, err
	}
	var codes []string
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		switch {
		case word == "--":
			codes = append(codes, words...)
			words = nil
		case strings.HasPrefix(word, "--"):
			words, err = a.takeLong(word, words)
		case isOption(word):
			words, err = a.takeShort(word, words)
		default:
			codes = append(codes, word)
		}
		if err != nil {
			return Args{}, err
		}
	}
	a.CC = strings.Join(Args{CC: strings.Join(codes, " ")}.words(), " ")
	return a, nil
}

// takeProgram takes the words up to the program's name.
func (a *Args) takeProgram(words []string) ([]string, error) {
	for len(words) > 0 {
		word := words[0]
		if word != "$" && word != "%" && word != ">" && word != "%run" && word != "run" && word != "uv" && !strings.HasPrefix(word, "python") && word != "py" {
			break
		}
		words = words[1:]
	}
	if len(words) == 0 {
		return nil, nil
	}
	name := words[0][strings.LastIndexAny(words[0], `/\`)+1:]
	if !strings.HasSuffix(name, ".py") && !strings.HasPrefix(name, "flags") {
		return words, nil // no program: the line begins with an option or a code
	}
	program, ok := ProgramByName(name)
	if !ok {
		return nil, invalid("program", name, programs)
	}
	a.Program = program.Name
	return words[1:], nil
}

// isOption reports whether argparse would take the word for an option. A
// negative number is not an option, so it can be the value of one.
func isOption(word string) bool {
	if len(word) < 2 || word[0] != '-' || strings.Contains(word, " ") {
		return false
	}
	return strings.Trim(word[1:], "0123456789.") != ""
}

// takeLong takes an option that begins with two dashes.
func (a *Args) takeLong(word string, rest []string) ([]string, error) {
	name, value, hasValue := strings.Cut(word, "=")
	var found []option
	for _, o := range options {
		if o.long == name {
			found = []option{o}
			break
		}
		if o.short != "" && strings.HasPrefix(o.long, name) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return nil, unknown(word)
	}
	o := found[0]
	if o.flag != nil {
		if hasValue {
			return nil, invalid(o.field, word, o.long+" must stand alone, without a value")
		}
		*o.flag(a) = true
		return rest, nil
	}
	if !hasValue {
		return a.takeValue(o, rest)
	}
	return rest, a.set(o, value)
}

// takeShort takes one or more options that share a dash.
func (a *Args) takeShort(word string, rest []string) ([]string, error) {
	letters := word[1:]
	for letters != "" {
		i := slices.IndexFunc(options, func(o option) bool { return o.short == "-"+letters[:1] })
		if i < 0 {
			return nil, unknown(word)
		}
		o := options[i]
		letters = letters[1:]
		switch {
		case o.flag != nil:
			*o.flag(a) = true
		case letters == "":
			return a.takeValue(o, rest)
		default:
			return rest, a.set(o, strings.TrimPrefix(letters, "="))
		}
	}
	return rest, nil
}

// takeValue takes the next word as the value of an option.
func (a *Args) takeValue(o option, rest []string) ([]string, error) {
	if len(rest) == 0 || isOption(rest[0]) || rest[0] == "--" {
		return nil, invalid(o.field, o.long, "it must be followed by a value")
	}
	return rest[1:], a.set(o, rest[0])
}

func (a *Args) set(o option, value string) error {
	if value == "" {
		return invalid(o.field, o.long, "it must be followed by a value")
	}
	*o.text(a) = value
	return nil
}

func unknown(word string) error {
	return invalid("", word, "an option must be one of -a, -e, -l, -m, -s and -v, or of this lab's --delay, --errors, --seed, --timeout, --attempts and --backoff")
}

// splitWords splits a line as a shell does, as far as quotes and backslashes go. But a backslash stands for itself where it
// escapes nothing that needs it, as in the path of a program on Windows.
func splitWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord, quoted, escaped := false, rune(0), false
	for _, r := range line {
		switch {
		case escaped:
			if !strings.ContainsRune("\"\\", r) && (quoted != 0 || r != '\'' && r != ' ') {
				word.WriteByte('\\')
			}
			word.WriteRune(r)
			escaped = false
		case quoted != 0 && r == quoted:
			quoted = 0
		case quoted == '\'':
			word.WriteRune(r)
		case r == '\\':
			escaped, inWord = true, true
		case quoted != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quoted, inWord = r, true
		case r == ' ' || '\t' <= r && r <= '\r':
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quoted != 0 {
		return nil, invalid("", line, fmt.Sprintf("the quote %c must be closed", quoted))
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

// quote writes a word so that a shell takes it as one.
func quote(word string) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+./:,%@"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
