// Bench measures what one future costs, beside other ways to run a function on a
// limited number of goroutines and to get its result:
//
//	go run .
//	GOOS=js GOARCH=wasm go run -exec "$(go env GOROOT)/lib/wasm/go_js_wasm_exec" .
//
// It is a module of its own, so that the packages it compares with are no
// dependencies of the product.
package main
