package main

// changes are what is done to the copy.
var changes = []change{
	// The HTTP server of an app, which brings net/http, text/template and crypto. With it goes what is there for nothing
	// else. The page has its own server in server/page.
	{file: "pkg/app/http.go", remove: true},
	{file: "pkg/app/resource.go", remove: true},
	{file: "pkg/app/wasm.go", remove: true},
	{file: "pkg/app/strings.go", drop: []string{"jsonString"}},
	{file: "pkg/app/slim.go", add: added},

	// Routes by regular expressions.
	{file: "pkg/app/route.go",
		drop: []string{"RouteWithRegexp", "RouteWithRegexpFunc", "router.routeWithRegexp", "router.routesWithRegexp", "regexpRoute"},
		replace: []replacement{{1, `	if !isRouted {
		for _, rwr := range r.routesWithRegexp {
			if rwr.regexp.MatchString(path) {
				newComponent = rwr.newComponent
				isRouted = true
				break
			}
		}
	}
`, ""}}},

	// What is kept: storage, states that components observe, are encrypted and sent to other tabs, the id of the device;
	// and notifications. They bring crypto, google/uuid with database/sql/driver, and encoding/json.
	{file: "pkg/app/storage.go", remove: true},
	{file: "pkg/app/state.go", remove: true},
	{file: "pkg/app/crypto.go", remove: true},
	{file: "pkg/app/notification.go", remove: true},
	{file: "pkg/app/context.go", drop: []string{
		"Context.LocalStorage", "Context.SessionStorage", "Context.DeviceID", "Context.Encrypt", "Context.Decrypt",
		"Context.SetState", "Context.GetState", "Context.DelState", "Context.ObserveState", "Context.Notifications",
		"uiContext.LocalStorage", "uiContext.SessionStorage", "uiContext.DeviceID", "uiContext.Encrypt", "uiContext.Decrypt",
		"uiContext.SetState", "uiContext.GetState", "uiContext.DelState", "uiContext.ObserveState", "uiContext.Notifications",
		"uiContext.cryptoKey"}},
	{file: "pkg/app/dispatcher.go", drop: []string{
		"Dispatcher.SetState", "Dispatcher.GetState", "Dispatcher.DelState", "Dispatcher.ObserveState",
		"Dispatcher.getLocalStorage", "Dispatcher.getSessionStorage", "NewClientTester", "NewServerTester"}},
	{file: "pkg/app/engine.go",
		drop: []string{
			"engine.SetState", "engine.GetState", "engine.DelState", "engine.ObserveState", "engine.states",
			"engine.getLocalStorage", "engine.getSessionStorage", "engine.LocalStorage", "engine.SessionStorage"},
		replace: []replacement{
			{1, "\t\te.states.Close()\n", ""},
			{1, "\t\te.states = newStore(e)\n", ""},
			{2, "e.states.Cleanup()\n", ""},
			{1, `		if e.LocalStorage == nil {
			e.LocalStorage = newMemoryStorage()
		}

		if e.SessionStorage == nil {
			e.SessionStorage = newMemoryStorage()
		}

`, ""}}},
	{file: "pkg/app/app.go", replace: []replacement{
		{1, `		LocalStorage:           newJSStorage("localStorage"),
		SessionStorage:         newJSStorage("sessionStorage"),
`, ""},
		{1, `	json.Unmarshal([]byte(Getenv("GOAPP_INTERNAL_URLS")), &urls)
`, `	if list := Getenv("GOAPP_INTERNAL_URLS"); list != "" {
		for parsed, i := Window().Get("JSON").Call("parse", list), 0; parsed.Truthy() && i < parsed.Length(); i++ {
			urls = append(urls, parsed.Index(i).String())
		}
	}
`}}},

	// Errors that are written as JSON are written as text.
	{file: "pkg/errors/errors.go", drop: []string{
		"init", "Encoder", "SetInlineEncoder", "SetIndentEncoder", "Error.MarshalJSON", "Error.Error", "Error.Is"}},
	{file: "pkg/errors/slim.go", add: addedError},

	// The table of all named characters, which package html sets up to read HTML. Here it is only written.
	{file: "pkg/app/text.go", replace: []replacement{{2, "html.EscapeString(t.value)", "escape.Replace(t.value)"}}},

	// Types of elements that only go-app itself uses: each brings a few hundred methods. A component without Render says
	// so in a text.
	{file: "pkg/app/notfound.go", replace: []replacement{
		{2, "Div().", `Elem("div").`},
		{1, "P().", `Elem("p").`},
		{1, `					Img().
						Class("goapp-logo").
						Alt("0").
						Src(n.Icon),
`, `					Elem("img").
						Class("goapp-logo").
						Attr("alt", "0").
						Attr("src", n.Icon),
`}}},
	// The fields of the page's one component are texts, which need no deep comparison.
	{file: "pkg/app/component.go", drop: []string{"Compo.Render"}, replace: []replacement{
		{1, "!reflect.DeepEqual(a.Interface(), b.Interface())", "a.Interface() != b.Interface()"}}},
	{file: "pkg/app/engine.go", replace: []replacement{
		{1, "Body HTMLBody", "Body HTMLElem"},
		{1, "Body().privateBody(Div())", `Elem("body").Body(Elem("div"))`},
		{2, "e.Body.(*htmlBody)", "e.Body.(*htmlElem)"}}},
	{file: "pkg/app/app.go", replace: []replacement{
		{1, "newClientBody(d Dispatcher) *htmlBody", "newClientBody(d Dispatcher) *htmlElem"},
		{1, "&htmlBody{", "&htmlElem{"},
		{1, "&htmlDiv{", "&htmlElem{"}}},
}

// added has what is left of the removed files, and what takes the place of other packages.
const added = `package app

import "strings"

// From http.go.

func isRemoteLocation(path string) bool {
	return strings.HasPrefix(path, "https://") ||
		strings.HasPrefix(path, "http://")
}

func isStaticResourcePath(path string) bool {
	return strings.HasPrefix(path, "/web/") ||
		strings.HasPrefix(path, "web/")
}

// escape replaces what html.EscapeString does.
var escape = strings.NewReplacer("&", "&amp;", "'", "&#39;", "<", "&lt;", ">", "&gt;", "\"", "&#34;")

// Render says what is missing.
func (c *Compo) Render() UI {
	return Text("The component " + c.name() + " has no method Render.")
}
`

// addedError writes an error as a text.
const addedError = `package errors

import (
	"fmt"
	"sort"
)

// Error says all that is known.
func (e Error) Error() string {
	text := e.Line + ": " + e.Message
	keys := make([]string, 0, len(e.Tags))
	for key := range e.Tags {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		text += fmt.Sprintf(", %s: %v", key, e.Tags[key])
	}
	if e.WrappedErr != nil {
		text += ": " + e.WrappedErr.Error()
	}
	return text
}
`
