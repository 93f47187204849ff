package bench

import (
	"embed"
	"strings"
)

// Source is a file of the code panel.
type Source struct {
	Name     string // sequential.go
	Language string // Go or Python
	Text     string
}

// SourceFile returns a file that is a part of the program. It panics if there is none of that name.
func SourceFile(files embed.FS, name string) Source {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	language := "Go"
	if strings.HasSuffix(name, ".py") {
		language = "Python"
	}
	return Source{Name: name, Language: language, Text: string(text)}
}

// FromFirstFunc returns a Go file without the lines before its first function, and how many these are.
func (s Source) FromFirstFunc() (short Source, skipped int) {
	head, body, _ := strings.Cut(s.Text, "\nfunc ")
	return Source{Name: s.Name, Language: s.Language, Text: "func " + body}, strings.Count(head, "\n") + 1
}
