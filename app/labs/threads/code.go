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
		list = append(list, text, bench.SourceFile(programs.Code, name+".py"))
	}
	return list
}

// goFile returns the code of a program from its first function on, and how many lines are skipped before it.
func goFile(name string) (bench.Source, int) {
	return bench.SourceFile(programs.Code, name+".go").FromFirstFunc()
}

// lineOf is the code in a line of a program's file, without a comment.
func lineOf(name string, line int) string {
	file, skipped := goFile(name)
	lines := strings.Split(file.Text, "\n")
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
