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

func needNode(t *testing.T) (path string) {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node to run the program")
	}
	return path
}

// build compiles the program that crashes.
func build(t *testing.T) (program string) {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "main.go")
	program = filepath.Join(dir, "main.wasm")
	if err := os.WriteFile(source, []byte(crash), 0o644); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-o", program, source)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// A small program does what it did, to the end; its traceback names functions.
func TestSlim(t *testing.T) {
	node, program := needNode(t), build(t)
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
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
	if err := slimFile(program, "main.fail", "no.such"); err != nil {
		t.Fatal(err)
	}
	if out := run(); !strings.Contains(out, "main.go:22") || strings.Contains(out, "main.go:15") || strings.Contains(out, "panic.go") {
		t.Errorf("lines other than those of main.fail are kept, or these are not: %s", out)
	}
	if err := os.WriteFile(program, before, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := slimFile(program); err != nil {
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
	if len(after) > len(before) {
		t.Errorf("%d bytes became %d", len(before), len(after))
	}
	if err := slimFile(program); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.ReadFile(program); !bytes.Equal(after, again) {
		t.Error("a program that is small already is changed")
	}
}

// memoryAtStart writes the memory of an instance that has not run.
const memoryAtStart = `
const fs = require("fs");
const [program, file] = process.argv.slice(1);
const module = new WebAssembly.Module(fs.readFileSync(program));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
	(imports[from] ??= {})[name] = () => {};
}
fs.writeFileSync(file, new Uint8Array(new WebAssembly.Instance(module, imports).exports.mem.buffer));
`

// What a program computes at its start is what was cleared.
func TestMemoryAtStart(t *testing.T) {
	node, program := needNode(t), build(t)
	original, _ := os.ReadFile(program)
	p, err := parse(original)
	if err != nil {
		t.Fatal(err)
	}
	table, err := findTable(p.memory)
	if err != nil {
		t.Fatal(err)
	}
	table.stripLines(nil)
	clearDescriptions(p.memory)
	if err := slimFile(program); err != nil {
		t.Fatal(err)
	}
	small, _ := os.ReadFile(program)
	file := filepath.Join(t.TempDir(), "memory")
	if out, err := exec.Command(node, "-e", memoryAtStart, program, file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) < len(p.memory) || !bytes.Equal(got[:len(p.memory)], p.memory) || len(bytes.Trim(got[len(p.memory):], "\x00")) > 0 {
		t.Error("the memory is not what it was")
	}
	if slim, err := parse(small); err != nil || bytes.Equal(slim.memory, p.memory) {
		t.Errorf("nothing is left to be computed (%v)", err)
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
		if err := slimFile(file); err == nil {
			t.Errorf("%s: no error", name)
		}
		if now, _ := os.ReadFile(file); string(now) != content {
			t.Errorf("%s: the file was changed", name)
		}
	}
}
