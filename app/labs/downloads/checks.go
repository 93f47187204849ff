package downloads

import "flaglab/app/flags"

// CheckCodes checks a field of countries.
func CheckCodes(text string) error {
	_, err := flags.ParseCodes(text)
	return err
}

// CheckDelay checks a field of one delay or a range.
func CheckDelay(text string) error {
	_, _, err := flags.ParseDelay(text)
	return err
}

// CheckSeed checks a field of a seed.
func CheckSeed(text string) error {
	_, err := flags.ParseSeed(text)
	return err
}
