//go:build js && wasm

package edge

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"syscall/js"
	"testing"
	"time"

	"flaglab/server/proxy"
	"flaglab/server/site"
)

// binding is an object with one method, as the platform's bindings are.
func binding(t *testing.T, method string, f func(args []js.Value) js.Value) js.Value {
	t.Helper()
	call := js.FuncOf(func(_ js.Value, args []js.Value) any { return f(args) })
	t.Cleanup(call.Release)
	object := js.Global().Get("Object").New()
	object.Set(method, call)
	return object
}

func resolve(value any) js.Value { return js.Global().Get("Promise").Call("resolve", value) }

func reject(reason string) js.Value {
	return js.Global().Get("Promise").Call("reject", js.Global().Get("Error").New(reason))
}

// never is a promise that is never settled.
func never(t *testing.T) js.Value {
	executor := js.FuncOf(func(js.Value, []js.Value) any { return nil })
	t.Cleanup(executor.Release)
	return js.Global().Get("Promise").New(executor)
}

func response(status int, body string) js.Value {
	return js.Global().Get("Response").New(body, map[string]any{"status": status})
}

// Only an asset that does not exist is a flag that is not found.
func TestStatusesOfAssets(t *testing.T) {
	for name, test := range map[string]struct {
		answer func() js.Value
		want   int

		timeout time.Duration
	}{
		"there":          {func() js.Value { return resolve(response(200, "GIF89a")) }, 200, 0},
		"not there":      {func() js.Value { return resolve(response(404, "<h1>Not found")) }, 404, 0},
		"an error":       {func() js.Value { return resolve(response(500, "oh")) }, 502, 0},
		"a refusal":      {func() js.Value { return resolve(response(403, "no")) }, 502, 0},
		"not reached":    {func() js.Value { return reject("no network") }, 502, 0},
		"without an end": {func() js.Value { return never(t) }, 504, 20 * time.Millisecond},
		"far too much":   {func() js.Value { return resolve(response(200, string(make([]byte, 2*maxAsset)))) }, 502, 0},
		"without a body": {func() js.Value { return resolve(js.Global().Get("Response").Call("error")) }, 502, 0},
	} {
		var asked string
		assets := Assets{Root: "/flags", Timeout: test.timeout, Binding: binding(t, "fetch", func(args []js.Value) js.Value {
			asked = args[0].String()
			return test.answer()
		})}
		w := httptest.NewRecorder()
		site.New(site.Config{Flags: assets}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/error/flags/br/br.gif?delay=0&errors=0", nil))
		if w.Code != test.want || asked != "https://assets.invalid/flags/br/br.gif" {
			t.Errorf("%s: %d, asked for %s; want %d", name, w.Code, asked, test.want)
		}
	}
}

func TestLimiterWaitsForItsTurn(t *testing.T) {
	asked := 0
	outcomes := []bool{false, true}
	limiter := Limiter{binding(t, "limit", func(args []js.Value) js.Value {
		if args[0].Get("key").String() == "" {
			t.Error("the limit has no key")
		}
		asked++
		return resolve(map[string]any{"success": outcomes[asked-1]})
	})}
	if err := limiter.Wait(t.Context()); err != nil || asked != 2 {
		t.Errorf("%v after asking %d times", err, asked)
	}
}

func TestLimiterGivesUp(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	full := Limiter{binding(t, "limit", func([]js.Value) js.Value { return resolve(map[string]any{"success": false}) })}
	if err := full.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a limit that stays reached: %v", err)
	}
	broken := Limiter{binding(t, "limit", func([]js.Value) js.Value { return reject("no limits today") })}
	if err := broken.Wait(t.Context()); err == nil {
		t.Error("a limit that cannot be asked allows everything")
	}
}

// What one Worker puts into the cache, the next one finds: files, their absence, and
// failures, which are kept for a short while only.
func TestCacheKeepsEntries(t *testing.T) {
	kept := map[string]js.Value{}
	fake := js.Global().Get("Object").New()
	for name, f := range map[string]func(args []js.Value) any{
		"match": func(args []js.Value) any {
			if found, ok := kept[args[0].String()]; ok {
				return resolve(found.Call("clone"))
			}
			return resolve(js.Undefined())
		},
		"put": func(args []js.Value) any { kept[args[0].String()] = args[1]; return resolve(js.Undefined()) },
	} {
		call := js.FuncOf(func(_ js.Value, args []js.Value) any { return f(args) })
		t.Cleanup(call.Release)
		fake.Set(name, call)
	}
	before := js.Global().Get("caches")
	js.Global().Set("caches", map[string]any{"default": fake})
	t.Cleanup(func() { js.Global().Set("caches", before) })

	cache := Cache{Base: "https://lab.example.org/remote/flags/"}
	if e, ok := cache.Get(t.Context(), "br/br.gif"); ok {
		t.Errorf("%+v", e)
	}
	now := time.UnixMilli(time.Now().UnixMilli())
	for file, e := range map[string]proxy.Entry{
		"br/br.gif": {Status: 200, Body: []byte("GIF89a"), Fetched: now, Fresh: now.Add(time.Hour)},
		"zz/zz.gif": {Status: 404, Fetched: now, Fresh: now.Add(time.Minute)},
		"us/us.gif": {Status: 200, Body: []byte("GIF89a"), Fetched: now, Fresh: now, Stale: true},
		"cn/cn.gif": {Status: 504, Body: []byte("late"), Fetched: now, Fresh: now.Add(time.Second)},
	} {
		cache.Put(t.Context(), file, e)
		got, ok := cache.Get(t.Context(), file)
		if !ok || got.Status != e.Status || string(got.Body) != string(e.Body) || !got.Fetched.Equal(e.Fetched) || !got.Fresh.Equal(e.Fresh) || got.Stale != e.Stale {
			t.Errorf("%s: %+v is kept as %+v", file, e, got)
		}
	}
	for file, want := range map[string]string{"br/br.gif": "max-age=604800", "cn/cn.gif": "max-age=10"} {
		if got := kept[cache.Base+file].Get("headers").Call("get", "cache-control").String(); got != want {
			t.Errorf("%s is kept with %q", file, got)
		}
	}
}
