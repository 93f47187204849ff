package flags

import "strings"

// secondLetters lists, for each first letter, the second letters of the codes
// that have a flag: the countries of the lecture's own site. 194 in all.
var secondLetters = [26]string{
	0:         "DEFGLMORTUZ", // A
	'B' - 'A': "ABDEFGHIJNORSTWYZ",
	'C' - 'A': "ADFGHILMNORUVYZ",
	'D' - 'A': "EJKMZ",
	'E' - 'A': "CEGRST",
	'F' - 'A': "IJMR",
	'G' - 'A': "ABDEHMNQRTWY",
	'H' - 'A': "NRTU",
	'I' - 'A': "DELNQRST",
	'J' - 'A': "MOP",
	'K' - 'A': "EGHIMNPRWZ",
	'L' - 'A': "ABCIKRSTUVY",
	'M' - 'A': "ACDEGHKLMNRTUVWXYZ",
	'N' - 'A': "AEGILOPRZ",
	'O' - 'A': "M",
	'P' - 'A': "AEGHKLTWY",
	'Q' - 'A': "A",
	'R' - 'A': "OSUW",
	'S' - 'A': "ABCDEGIKLMNORSTVYZ",
	'T' - 'A': "DGHJLMNORTVWZ",
	'U' - 'A': "AGSYZ",
	'V' - 'A': "ACENU",
	'W' - 'A': "S",
	'Y' - 'A': "E",
	'Z' - 'A': "AMW",
}

// HasFlag reports whether there is a flag for cc, a pair of upper-case letters.
func HasFlag(cc string) bool {
	return isPair(cc) && strings.IndexByte(secondLetters[cc[0]-'A'], cc[1]) >= 0
}

// Pop20 returns the 20 most populous countries, sorted: the default selection.
func Pop20() []string {
	return strings.Fields("BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN")
}

// Five returns the five codes of the as_completed example, sorted.
func Five() []string {
	return strings.Fields("BR CN ID IN US")
}

// All returns the 194 codes that have a flag, sorted.
func All() []string {
	return pairs(HasFlag)
}

// Every returns all 676 codes from AA to ZZ, sorted.
func Every() []string {
	return pairs(func(string) bool { return true })
}

func pairs(keep func(cc string) bool) []string {
	var codes []string
	for a := byte('A'); a <= 'Z'; a++ {
		for b := byte('A'); b <= 'Z'; b++ {
			if cc := string([]byte{a, b}); keep(cc) {
				codes = append(codes, cc)
			}
		}
	}
	return codes
}

func isPair(cc string) bool {
	return len(cc) == 2 && isUpper(cc[0]) && isUpper(cc[1])
}

func isUpper(b byte) bool { return 'A' <= b && b <= 'Z' }
