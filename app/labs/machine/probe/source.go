package probe

import _ "embed"

// Source is the code of the measurements, as the page shows it.
//
//go:embed kernels.go
var Source string

// Python is a program that measures the same from Python, with nothing but its standard library.
//
//go:embed machine.py
var Python string
