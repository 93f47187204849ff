// Command striplines removes the file names and line numbers from a program that Go
// compiled to WebAssembly. Only a traceback prints them, but for the functions that the page
// shows while they run, which are to be named. They are a twentieth of the page's program
// as it is transferred; names of functions stay. The descriptions of the runtime's metrics
// go, too.
//
// The bytes are overwritten with zeros, which compress to nothing, so every address stays
// what it was. A function without a table of lines is one that the runtime knows: it prints "?"
// for the file and goes on.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: striplines PROGRAM.wasm [PREFIX-OF-FUNCTIONS-TO-KEEP…]")
		os.Exit(2)
	}
	if err := stripFile(os.Args[1], os.Args[2:]...); err != nil {
		fmt.Fprintln(os.Stderr, "striplines:", err)
		os.Exit(1)
	}
}

func stripFile(name string, keep ...string) error {
	program, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	m, err := initialMemory(program)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := strip(m, keep); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	clearDescriptions(program)
	return os.WriteFile(name, program, 0o755)
}
