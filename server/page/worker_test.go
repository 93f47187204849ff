package page

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"flaglab/app/ui"
)

// releaseOf reads the release that the service worker gets.
func releaseOf(t *testing.T, p *Page) release {
	t.Helper()
	line, _, _ := strings.Cut(get(p, "GET", "/app-worker.js").Body.String(), "\n")
	line = strings.TrimSuffix(strings.TrimPrefix(line, "const release = "), ";")
	var r release
	if err := json.Unmarshal([]byte(line), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWorkerKeepsExactlyTheShell(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	r := releaseOf(t, p)
	want := slices.DeleteFunc(slices.Sorted(maps.Keys(p.assets)), func(path string) bool {
		return path == previewPath || strings.HasPrefix(path, "/web/icons/") && path != "/web/icons/icon.svg"
	})
	for _, lab := range ui.Labs() {
		want = append(want, lab.Path)
		if r.Pages[lab.Path] != lab.Path {
			t.Errorf("%s is not a page of the release", lab.Path)
		}
	}
	slices.Sort(want)
	var got []string
	for target, integrity := range r.Files {
		u, err := url.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, u.Path)
		if w := get(p, "GET", target); newAsset("", w.Body.Bytes()).integrity() != integrity {
			t.Errorf("%s is served with another content than the release names", target)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("kept: %v\nwant:  %v", got, want)
	}
	for _, path := range got {
		for _, run := range []string{"/flags", "/delay", "/error", "/local", "/remote", "/lab/", "/healthz", "/app-worker"} {
			if strings.HasPrefix(path, run) && r.Pages[path] == "" {
				t.Errorf("%s must come from the network", path)
			}
		}
	}
}

// TestPagesUseTheReleasesFiles sees to it that a page that comes from the worker
// finds all that it names there: offline use depends on it.
func TestPagesUseTheReleasesFiles(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	r := releaseOf(t, p)
	for path := range r.Pages {
		html := get(p, "GET", path).Body.String()
		for _, name := range []string{"/web/app.css", "/app.js", "/wasm_exec.js", "/pool-worker.js", "/web/app.wasm", "/web/icons/icon.svg"} {
			link, err := p.link(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, kept := r.Files[link]; !kept || !strings.Contains(html, `="`+link+`"`) {
				t.Errorf("%s: %s is not both named and kept", path, link)
			}
		}
		if r.Version != p.Version() || !strings.Contains(html, `data-version="`+r.Version+`"`) {
			t.Errorf("%s is of another version than its worker", path)
		}
	}
}

func TestManifest(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	var m struct {
		Name      string             `json:"name"`
		StartURL  string             `json:"start_url"`
		Icons     []manifestIcon     `json:"icons"`
		Shortcuts []manifestShortcut `json:"shortcuts"`
	}
	if err := json.Unmarshal(get(p, "GET", "/manifest.webmanifest").Body.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	if m.Name != "Flag Lab" || len(m.Shortcuts) != len(ui.Labs()) {
		t.Errorf("%+v", m)
	}
	for _, icon := range m.Icons {
		if w := get(p, "GET", strings.TrimPrefix(icon.Src, ".")); w.Code != 200 || w.Header().Get("Content-Type") != icon.Type {
			t.Errorf("%s: %d %s", icon.Src, w.Code, w.Header().Get("Content-Type"))
		}
	}
}
