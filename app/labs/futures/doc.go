// Package futures is the lab in which a person watches single futures and acts on them. It has six scenes: short
// programs that run for real, while the page shows the Go that runs and the same idea in Python.
//
// A scene is added by a file with its program, its Python twin, and a line in the table of scenes.
package futures
