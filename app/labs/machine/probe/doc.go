// Package probe measures the machine that it runs on: the step of its clock, floating-point operations, memory
// bandwidth and memory latency. It is the same code in a page and in a native program, so that the two compare.
//
// Each measurement times blocks of work until the three fastest agree: other programs disturb some blocks, and can only make them
// slower. Before that it runs blocks until they get no faster, as a browser first runs a program as fast as it can be
// loaded, and only then makes it fast.
//
// The functions are meant to be tasks of a pool of processes: they keep their thread busy for up to some tenths of a second, and
// leave memory behind that WebAssembly never gives back.
package probe
