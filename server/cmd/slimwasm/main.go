// Command slimwasm makes a program that Go compiled to WebAssembly smaller. What it does stays the same, but for its tracebacks.
//
//   - The file names and line numbers go (lines.go): only a traceback prints them, but for the functions that the page shows
//     while they run, which are to be named. Names of functions stay.
//   - The sentences that describe the runtime's metrics go (metrics.go).
//   - Tables that follow from others are computed when the program starts (start.go).
//   - The linker leaves zeros out of what the memory holds at the start, down to eight bytes. But short runs of zeros compress
//     to less than the addresses of the pieces between them, so only long ones are left out (wasm.go).
//
// No address changes. Where the program is not as expected, the command says so and changes nothing.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: slimwasm PROGRAM.wasm [PREFIX-OF-FUNCTIONS-WHOSE-LINES-STAY…]")
		os.Exit(2)
	}
	if err := slimFile(os.Args[1], os.Args[2:]...); err != nil {
		fmt.Fprintln(os.Stderr, "slimwasm:", err)
		os.Exit(1)
	}
}

func slimFile(name string, keep ...string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	p, err := parse(content)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if p.has(startSection) {
		return nil // it was made smaller before
	}
	table, err := findTable(p.memory)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	table.stripLines(keep)
	clearDescriptions(p.memory)
	start, err := table.compute()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := p.startWith(start); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.WriteFile(name, p.encode(), 0o755)
}
