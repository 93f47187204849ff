package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// unwanted are packages that the page must not link: that they are there at all costs it tens of kilobytes or more.
// Those below them are unwanted too.
var unwanted = []string{
	"crypto", "database/sql", "encoding/gob", "encoding/json", "encoding/xml", "go", "html", "html/template", "math/big", "mime", "net", "net/http",
	"os/exec", "os/signal", "regexp", "text/tabwriter", "text/template", "github.com/google/uuid",
}

// wanted are exceptions.
var wanted = []string{"net/url", "net/netip"}

func TestThePageLinksNothingOfAServer(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(filepath.Join("..", "..", ".."))
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOOS", "js")
	t.Setenv("GOARCH", "wasm")
	out, err := goCommand("list", "-deps", "-json=ImportPath,Imports,Dir", "-modfile="+filepath.Join(dir, "page.mod"), "./wasm")
	if err != nil {
		t.Fatal(err)
	}
	type linked struct {
		ImportPath, Dir string
		Imports         []string
	}
	var packages []linked
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		var p linked
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
	if !slices.ContainsFunc(packages, func(p linked) bool {
		return p.ImportPath == module+"/pkg/app" && strings.HasPrefix(p.Dir, dir)
	}) {
		t.Fatalf("the page does not link the copy of go-app among its %d packages", len(packages))
	}
	isBelow := func(name string, parents []string) bool {
		return slices.ContainsFunc(parents, func(parent string) bool { return name == parent || strings.HasPrefix(name, parent+"/") })
	}
	for _, p := range packages {
		for _, name := range p.Imports {
			if isBelow(name, unwanted) && !isBelow(name, wanted) && !isBelow(p.ImportPath, unwanted) {
				t.Errorf("%s imports %s, which makes the page larger than its budget allows", p.ImportPath, name)
			}
		}
	}
}

// TestTheCopyIsReproducible makes it twice, the second time over the first with a file too many.
func TestTheCopyIsReproducible(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(filepath.Join("..", "..", ".."))
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	first := contents(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "go-app", "pkg", "app", "left.go"), []byte("package left"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	second := contents(t, dir)
	if len(second) != len(first) {
		t.Errorf("%d files the first time, %d the second", len(first), len(second))
	}
	for name, content := range first {
		if second[name] != content {
			t.Errorf("%s is not the same the second time", name)
		}
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestAnotherVersionIsRefused(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	writeAll(t, dir, map[string]string{
		"go.mod":       "module m\n\ngo 1.26.0\n\nrequire " + module + " v9.8.1\n\nreplace " + module + " => ./other\n",
		"other/go.mod": "module " + module + "\n",
	})
	err := run(filepath.Join(dir, "bin"))
	if err == nil || !strings.Contains(err.Error(), "go.mod asks for go-app v9.8.1, but slimgoapp knows v9.8.0") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "bin")); err == nil {
		t.Error("something was written all the same")
	}
}

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

const sample = `// Package app is a sample.
package app

import (
	"fmt"
	"regexp"
)

// Shape has a shape.
type Shape interface {
	// Area is what it covers.
	Area() float64

	// Match is not needed.
	Match(pattern string) bool
}

var (
	kept = 1
	// dropped is not needed.
	dropped = regexp.MustCompile("a")
)

// square is a shape.
type square struct {
	side    float64
	pattern *regexp.Regexp
}

func (s *square) Area() float64 { return s.side * s.side }

// Match is not needed.
func (s *square) Match(pattern string) bool { return regexp.MustCompile(pattern).MatchString("square") }

// Print prints.
func Print(s Shape) { fmt.Println(s.Area(), kept) }
`

const slimmed = `// Package app is a sample.
package app

import (
	"fmt"
)

// Shape has a shape.
type Shape interface {
	// Area is what it covers.
	Area() float64
}

var (
	kept = 2
)

// square is a shape.
type square struct {
	side float64
}

func (s *square) Area() float64 { return s.side * s.side }

// Print prints.
func Print(s Shape) { fmt.Println(s.Area(), kept) }
`

func TestChanges(t *testing.T) {
	all := []string{"Shape.Match", "dropped", "square.pattern", "square.Match"}
	for _, test := range []struct {
		name    string
		change  change
		want    string
		problem string
	}{
		{name: "drop and replace", change: change{file: "a.go", drop: all, replace: []replacement{{1, "kept = 1", "kept = 2"}}}, want: slimmed},
		{name: "remove", change: change{file: "a.go", remove: true}},
		{name: "remove nothing", change: change{file: "b.go", remove: true}, problem: "there is no such file"},
		{name: "add twice", change: change{file: "a.go", add: "package app"}, problem: "there is such a file"},
		{name: "drop what is not there", change: change{file: "a.go", drop: []string{"square.Side"}}, problem: "it does not declare square.Side"},
		{name: "replace what is not there", change: change{file: "a.go", replace: []replacement{{1, "kept = 3", ""}}}, problem: `"kept = 3" occurs 0 times in it, not 1`},
		{name: "replace what is there twice", change: change{file: "a.go", replace: []replacement{{1, "Area() float64", ""}}}, problem: "occurs 2 times in it, not 1"},
		{name: "leave what is no Go", change: change{file: "a.go", replace: []replacement{{1, "package app", ""}}}, problem: "expected 'package'"},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string][]byte{"a.go": []byte(sample)}
			err := test.change.apply(files)
			if test.problem != "" {
				if err == nil || !strings.Contains(err.Error(), test.problem) {
					t.Errorf("got the error %v, want one with %q", err, test.problem)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := string(files["a.go"]); got != test.want {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

// TestAnotherContentIsRefused gives the changes to a module that has the right version only.
func TestAnotherContentIsRefused(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, map[string]string{
		"go.mod":               "module " + module + "\n\ngo 1.18\n\nrequire example.org/x v1.0.0\n",
		"pkg/app/app.go":       "package app\n",
		"pkg/errors/errors.go": "package errors\n",
	})
	if _, err := slim(dir, changes); err == nil || !strings.Contains(err.Error(), "go-app's pkg/app/http.go is not as expected: there is no such file") {
		t.Errorf("got %v", err)
	}
}
