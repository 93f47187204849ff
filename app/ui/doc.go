// Package ui is the page: it renders what the bench says with go-app, and connects the bench to the browser.
//
// Rendering is a function of bench.Screen. No element has a handler of its own: a control says what it does as
// data-action and data-arg, and one listener for the whole page (web/page.js) passes that to the bench. So nothing
// keeps a lab alive that was left.
package ui
