package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// change is what is done to one file.
type change struct {
	file string // slash-separated, from the module's root

	remove  bool          // the whole file
	add     string        // the content of a new file
	drop    []string      // declarations: F, or T.M for a method, a field, or an interface's method
	replace []replacement // texts, after the declarations were dropped
}

// replacement replaces a text that must occur exactly so many times.
type replacement struct {
	count    int
	from, to string
}

// packages are the folders of go-app that the page needs.
var packages = []string{"pkg/app", "pkg/errors"}

// slim returns the files of the copy by their name.
func slim(root string, changes []change) (map[string][]byte, error) {
	files, err := read(root)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		if err := c.apply(files); err != nil {
			return nil, fmt.Errorf("go-app's %s is not as expected: %w", c.file, err)
		}
	}
	return files, nil
}

// read reads those files of the module that are compiled for a browser. The copy needs no other module.
func read(root string) (map[string][]byte, error) {
	browser := build.Default
	browser.GOOS, browser.GOARCH, browser.CgoEnabled = "js", "wasm", false
	files := map[string][]byte{}
	for _, folder := range packages {
		dir := filepath.Join(root, filepath.FromSlash(folder))
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			name := entry.Name()
			if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
				continue
			}
			if match, err := browser.MatchFile(dir, name); err != nil || !match {
				continue
			}
			if files[folder+"/"+name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
				return nil, err
			}
		}
	}
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	head, _, ok := strings.Cut(string(gomod), "require")
	if !ok {
		return nil, errors.New("go-app's go.mod is not as expected: it requires nothing")
	}
	files["go.mod"] = []byte(head)
	return files, nil
}

// apply makes the change.
func (c change) apply(files map[string][]byte) error {
	content, exists := files[c.file]
	if c.add != "" {
		if exists {
			return errors.New("there is such a file")
		}
		files[c.file] = []byte(c.add)
		return nil
	}
	if !exists {
		return errors.New("there is no such file")
	}
	if c.remove {
		delete(files, c.file)
		return nil
	}
	content, err := drop(content, c.drop)
	if err != nil {
		return err
	}
	for _, r := range c.replace {
		if n := bytes.Count(content, []byte(r.from)); n != r.count {
			return fmt.Errorf("%q occurs %d times in it, not %d", r.from, n, r.count)
		}
		content = bytes.ReplaceAll(content, []byte(r.from), []byte(r.to))
	}
	if content, err = dropUnusedImports(content); err != nil {
		return err
	}
	files[c.file], err = format.Source(content)
	return err
}

// drop removes declarations with their comments.
func drop(source []byte, names []string) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[name] = true
	}
	var cuts []span
	cut := func(name string, doc *ast.CommentGroup, node ast.Node) {
		if !wanted[name] {
			return
		}
		delete(wanted, name)
		from := node.Pos()
		if doc != nil {
			from = doc.Pos()
		}
		cuts = append(cuts, span{fset.Position(from).Offset, fset.Position(node.End()).Offset})
	}
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			cut(nameOf(d), d.Doc, d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				// A declaration in brackets stays, with nothing in it; one without is cut with its keyword.
				var whole ast.Node = d
				doc := d.Doc
				if d.Lparen.IsValid() {
					whole = spec
				}
				switch s := spec.(type) {
				case *ast.ValueSpec:
					if d.Lparen.IsValid() {
						doc = s.Doc
					}
					if len(s.Names) == 1 {
						cut(s.Names[0].Name, doc, whole)
					}
				case *ast.TypeSpec:
					cut(s.Name.Name, doc, whole)
					for _, field := range fieldsOf(s) {
						if len(field.Names) == 1 {
							cut(s.Name.Name+"."+field.Names[0].Name, field.Doc, field)
						}
					}
				}
			}
		}
	}
	for _, name := range names {
		if wanted[name] {
			return nil, fmt.Errorf("it does not declare %s", name)
		}
	}
	return without(source, cuts), nil
}

// nameOf is F for a function and T.M for a method of T or *T.
func nameOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	receiver := f.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if ident, ok := receiver.(*ast.Ident); ok {
		return ident.Name + "." + f.Name.Name
	}
	return ""
}

// fieldsOf returns the fields of a struct or the methods of an interface.
func fieldsOf(s *ast.TypeSpec) []*ast.Field {
	switch t := s.Type.(type) {
	case *ast.StructType:
		return t.Fields.List
	case *ast.InterfaceType:
		return t.Methods.List
	}
	return nil
}

// dropUnusedImports removes the imports that the cuts left without a use.
func dropUnusedImports(source []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if ident, ok := selector.X.(*ast.Ident); ok {
				used[ident.Name] = true
			}
		}
		return true
	})
	var cuts []span
	for _, declaration := range file.Decls {
		d, ok := declaration.(*ast.GenDecl)
		if !ok || d.Tok != token.IMPORT {
			continue
		}
		for _, spec := range d.Specs {
			name, err := strconv.Unquote(spec.(*ast.ImportSpec).Path.Value)
			if err != nil {
				return nil, err
			}
			if used[path.Base(name)] {
				continue
			}
			var whole ast.Node = d
			if d.Lparen.IsValid() {
				whole = spec
			}
			cuts = append(cuts, span{fset.Position(whole.Pos()).Offset, fset.Position(whole.End()).Offset})
		}
	}
	return without(source, cuts), nil
}

// span is a part of a source, from a byte up to another.
type span struct{ from, to int }

// without returns the source without some parts of it.
func without(source []byte, cuts []span) []byte {
	slices.SortFunc(cuts, func(a, b span) int { return a.from - b.from })
	var out []byte
	at := 0
	for _, c := range cuts {
		out = append(out, source[at:c.from]...)
		at = c.to
	}
	return append(out, source[at:]...)
}

// write makes dir hold the files and nothing else. A file that is as it should be is not touched.
func write(dir string, files map[string][]byte) error {
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) || err == nil && entry.IsDir() {
			return nil
		}
		if err != nil {
			return err
		}
		below, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		if _, ok := files[filepath.ToSlash(below)]; ok {
			return nil
		}
		return os.Remove(name)
	})
	if err != nil {
		return err
	}
	for name, content := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, content) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
