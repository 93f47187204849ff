package threads

import (
	"strings"

	"flaglab/app/bench"
	"flaglab/app/threading/programs"
)

// sourcesOf returns the code of programs, Go beside Python.
func sourcesOf(names []string) (list []bench.Source) {
	for _, name := range names {
		text, _ := goFile(name)
		python, err := programs.Code.ReadFile(name + ".py")
		if err != nil {
			panic(err) // it is a part of the program
		}
		list = append(list,
			bench.Source{Name: name + ".go", Language: "Go", Text: text},
			bench.Source{Name: name + ".py", Language: "Python", Text: string(python)})
	}
	return list
}

// goFile returns the code of a program without the lines before its first function, and how many these are.
func goFile(name string) (text string, skipped int) {
	file, err := programs.Code.ReadFile(name + ".go")
	if err != nil {
		panic(err) // it is a part of the program
	}
	head, body, _ := strings.Cut(string(file), "\nfunc ")
	return "func " + body, strings.Count(head, "\n") + 1
}

// lineOf is the code in a line of a program's file, without a comment.
func lineOf(name string, line int) string {
	text, skipped := goFile(name)
	lines := strings.Split(text, "\n")
	if i := line - skipped - 1; i >= 0 && i < len(lines) {
		code, _, _ := strings.Cut(lines[i], "//")
		return strings.TrimSpace(code)
	}
	return ""
}

// marks are the lines of a program in which its threads are.
func (r *run) marks(name string) (marks []bench.CodeMark) {
	_, skipped := goFile(name)
	for _, t := range r.Threads {
		if t.Line > skipped {
			marks = append(marks, bench.CodeMark{Source: name + ".go", Line: t.Line - skipped, Lane: t.Number - 1})
		}
	}
	return marks
}
