// Package e2e tests Flag Lab as a person uses it: the built server, the real
// page, a real browser. It is a module of its own so that the browser driver
// never weighs on the product.
//
// The environment names what is tested:
//
//	FLAGLAB_BIN      the built server; required
//	FLAGLAB_CHROMIUM the browser; else it is looked for under its usual names
//	FLAGLAB_SHOTS    a folder for screenshots; none are taken without it
package e2e
