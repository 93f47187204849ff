// Command slimgoapp makes a copy of the go-app module without what the page never uses: its HTTP server, templates,
// regular expressions, encryption, and the rest of the list in changes.go. An import alone costs the page, since it
// keeps alive what the package sets up when the program starts.
//
//	slimgoapp FOLDER
//
// It is run where go.mod is, and writes FOLDER/go-app, which is the copy, and FOLDER/page.mod and FOLDER/page.sum, which
// are go.mod and go.sum with the copy in the module's place:
//
//	GOOS=js GOARCH=wasm go build -modfile=FOLDER/page.mod ./wasm
//
// What is cut is cut whole, so that a page that uses it does not compile. The module itself stays as it is, and so does
// a plain go build.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	module = "github.com/maxence-charriere/go-app/v9"
	known  = "v9.8.0" // the version that changes.go was written for
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: slimgoapp FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "slimgoapp:", err)
		os.Exit(1)
	}
}

// run writes the copy and the two files beside it into dir.
func run(dir string) error {
	from, err := find()
	if err != nil {
		return err
	}
	files, err := slim(from, changes)
	if err != nil {
		return err
	}
	if err := write(filepath.Join(dir, "go-app"), files); err != nil {
		return err
	}
	return writeModFile(dir)
}

// find returns the folder of the module, downloaded if need be, and checks its version.
func find() (string, error) {
	version, dir, err := locate()
	if err != nil {
		return "", err
	}
	if version != known {
		return "", fmt.Errorf("go.mod asks for go-app %s, but slimgoapp knows %s: see server/cmd/slimgoapp/changes.go", version, known)
	}
	if dir == "" {
		if _, err := goCommand("mod", "download", module); err != nil {
			return "", err
		}
		_, dir, err = locate()
	}
	return dir, err
}

// locate returns the version that go.mod asks for and the folder that it is in; none if it was not downloaded yet.
func locate() (version, dir string, err error) {
	out, err := goCommand("list", "-m", "-f", "{{.Version}} {{.Dir}}", module)
	version, dir, _ = strings.Cut(strings.TrimSpace(out), " ")
	return version, dir, err
}

// writeModFile writes page.mod and page.sum. The path in them is relative, so that the same source makes the same bytes
// wherever it lies.
func writeModFile(dir string) error {
	for from, to := range map[string]string{"go.mod": "page.mod", "go.sum": "page.sum"} {
		content, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, to), content, 0o644); err != nil {
			return err
		}
	}
	copied := filepath.ToSlash(filepath.Join(dir, "go-app"))
	if !filepath.IsAbs(dir) {
		copied = "./" + copied
	}
	_, err := goCommand("mod", "edit", "-replace="+module+"="+copied, filepath.Join(dir, "page.mod"))
	return err
}

// goCommand runs the go command for this module and returns what it prints. The environment variable GO may name another
// one than that of the path.
func goCommand(args ...string) (string, error) {
	out, err := exec.Command(cmp.Or(os.Getenv("GO"), "go"), args...).Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return "", fmt.Errorf("go %s: %s", strings.Join(args, " "), strings.TrimSpace(string(exit.Stderr)))
	}
	return string(out), err
}
