package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const crash = `package main

import "fmt"

type shape interface{ area() float64 }

type square struct{ side float64 }

func (s square) area() float64 { return s.side * s.side }

func main() {
	defer func() {
		fmt.Println("recovered:", recover())
		var s shape
		defer func() { recover(); call(fail, s) }()
		fmt.Println(square{3}.area())
	}()
	panic("first")
}

//go:noinline
func fail(s shape) { fmt.Println(s.area()) }

//go:noinline
func call[T any](f func(T), x T) { f(x) }
`

// A program without lines does what it did, to the end; its traceback names functions.
func TestStrip(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node to run the program")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	source, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "main.wasm")
	if err := os.WriteFile(source, []byte(crash), 0o644); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-o", program, source)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	run := func() string {
		support := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
		out, err := exec.Command(node, support, program).CombinedOutput()
		if code := err.(*exec.ExitError).ExitCode(); code != 2 {
			t.Fatalf("exit code %d: %s", code, out)
		}
		return string(out)
	}
	if out := run(); !strings.Contains(out, "main.go:22") {
		t.Fatalf("the traceback has no lines from the start: %s", out)
	}
	before, _ := os.ReadFile(program)
	if err := stripFile(program, "main.fail", "no.such"); err != nil {
		t.Fatal(err)
	}
	if out := run(); !strings.Contains(out, "main.go:22") || strings.Contains(out, "main.go:15") || strings.Contains(out, "panic.go") {
		t.Errorf("lines other than those of main.fail are kept, or these are not: %s", out)
	}
	if err := stripFile(program); err != nil {
		t.Fatal(err)
	}
	out := run()
	for _, want := range []string{"recovered: first", "9", "nil pointer dereference", "main.fail(", "main.call[...]("} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in %s", want, out)
		}
	}
	if strings.Contains(out, "main.go") {
		t.Errorf("a file is named in %s", out)
	}
	after, _ := os.ReadFile(program)
	if long := []byte("main.call[go.shape."); !bytes.Contains(before, long) || bytes.Contains(after, long) {
		t.Error("the name of a generic function is not shortened")
	}
	if len(before) != len(after) || bytes.Equal(before, after) {
		t.Errorf("%d bytes became %d", len(before), len(after))
	}
	if err := stripFile(program); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.ReadFile(program); !bytes.Equal(after, again) {
		t.Error("a program that is stripped already is changed")
	}
}

func TestWhatIsNoProgram(t *testing.T) {
	for name, content := range map[string]string{
		"empty":            "",
		"text":             "a text file",
		"cut short":        "\x00asm\x01\x00\x00\x00\x0b\x05\x01",
		"no data":          "\x00asm\x01\x00\x00\x00",
		"no table":         "\x00asm\x01\x00\x00\x00\x0b\x07\x01\x00\x41\x00\x0b\x01x",
		"not at a number":  "\x00asm\x01\x00\x00\x00\x0b\x07\x01\x00\x23\x00\x0b\x01x",
		"endless number":   "\x00asm\x01\x00\x00\x00\x0b\xff\xff\xff\xff\xff\xff\xff",
		"a negative place": "\x00asm\x01\x00\x00\x00\x0b\x07\x01\x00\x41\x7f\x0b\x01x",
	} {
		file := filepath.Join(t.TempDir(), "x.wasm")
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := stripFile(file); err == nil {
			t.Errorf("%s: no error", name)
		}
		if now, _ := os.ReadFile(file); string(now) != content {
			t.Errorf("%s: the file was changed", name)
		}
	}
}
