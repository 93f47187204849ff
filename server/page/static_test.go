package page

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flaglab/app/flags"
	"flaglab/app/ui"
	"flaglab/server/compression"
	flagimages "flaglab/web/flags"
)

// newStatic writes the site for a prefix and returns its page and folder.
func newStatic(t *testing.T, prefix string) (*Page, string) {
	t.Helper()
	p, err := New(Options{Files: built(t), Prefix: prefix, Static: &Static{Flags: flagimages.FS, Version: "v1.2.3"}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := p.Write(dir); err != nil {
		t.Fatal(err)
	}
	return p, dir
}

func TestStaticHasWhatEachHostLooksFor(t *testing.T) {
	t.Parallel()
	p, dir := newStatic(t, "/flag-lab")
	wasm := p.fileName(programPath)
	names := []string{"404.html", ".nojekyll", wasm, wasm + ".br", wasm + ".gz", p.fileName(supportPath), p.fileName(scriptPath), p.fileName(poolWorkerPath), p.fileName(compilerPath), "app-worker.js",
		"manifest.webmanifest", "favicon.ico", p.fileName(stylePath), p.fileName("/web/icons/icon.svg"), "lab/config.json", "local/flags/br/br.gif", "local/flags/br/metadata.json"}
	for _, lab := range ui.Labs() {
		names = append(names, filepath.Join(lab.Path, "index.html"))
		if lab.Path != "/" {
			names = append(names, lab.Path+".html")
		}
	}
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	images, err := fs.Glob(os.DirFS(dir), "local/flags/*/*.gif")
	if err != nil || len(images) != 194 {
		t.Errorf("%d flags, %v, want 194", len(images), err)
	}
	var config flags.Config
	data, err := os.ReadFile(filepath.Join(dir, flags.ConfigPath))
	if err == nil {
		err = json.Unmarshal(data, &config)
	}
	if err != nil || !config.Static || len(config.Origins) > 0 || config.Version != "v1.2.3" {
		t.Errorf("config %+v, %v", config, err)
	}
}

func TestStaticPagesAndWorkerStayBelowThePrefix(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"", "/flag-lab"} {
		p, dir := newStatic(t, prefix)
		host := http.StripPrefix(prefix, http.FileServer(http.Dir(dir)))
		ask := func(target string) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			host.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
			return w
		}
		r := p.release(p.metaPolicy())
		list, images := ask(prefix+r.Flags.List).Body.Bytes(), map[string]string{}
		if err := json.Unmarshal(list, &images); err != nil || newAsset("", list).integrity() != r.Flags.Integrity {
			t.Errorf("the list of flags is not what the worker expects: %v", err)
		}
		for _, kept := range []map[string]string{r.Files, images} {
			for url, integrity := range kept {
				w := ask(prefix + url)
				if w.Code != 200 || newAsset("image/x-icon", w.Body.Bytes()).integrity() != integrity {
					t.Errorf("%s%s: %d, or not what the worker expects", prefix, url, w.Code)
				}
			}
		}
		if want := 2 + len(p.labs); len(r.Packed) != want {
			t.Errorf("packed forms: %v, want %d", r.Packed, want)
		}
		for url, packed := range r.Packed {
			w := ask(prefix + packed)
			if !compression.IsGzipOf(w.Body.Bytes(), ask(prefix+url).Body.Bytes()) {
				t.Errorf("%s: %d, or not the packed form of %s", packed, w.Code, url)
			}
		}
		if len(images) != 194 {
			t.Errorf("%d flags for the worker", len(images))
		}
		for url := range images {
			if !strings.HasPrefix(url, r.Flags.Folder) || !strings.HasSuffix(url, ".gif") {
				t.Errorf("the worker does not know %s for a flag", url)
			}
		}
		for lab, html := range p.labs {
			text := string(html.content)
			for _, attribute := range []string{` href="/`, ` src="/`, ` data-wasm="/`, ` data-packed="/`} {
				for _, rest := range strings.Split(text, attribute)[1:] {
					if !strings.HasPrefix("/"+rest, prefix+"/") {
						t.Errorf("%s: %s%.30s leads away from %s", lab, attribute, rest, prefix)
					}
				}
			}
			if !strings.Contains(text, `http-equiv="Content-Security-Policy"`) || strings.Contains(text, "frame-ancestors") {
				t.Errorf("%s: no policy, or one that browsers complain of", lab)
			}
			if !strings.Contains(text, ` data-size="8000" data-packed="`+prefix+`/web/app.`) {
				t.Errorf("%s does not say how the program is packed", lab)
			}
			if !strings.Contains(text, `data-prefix="`+prefix+`"`) {
				t.Errorf("%s does not say where it is", lab)
			}
		}
	}
}

func TestAServersPageKeepsNoFlags(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	if r := p.release(""); r.Flags != nil || len(r.Packed) > 0 || strings.Contains(string(p.labs["/"].content), "data-packed") || p.metaPolicy() != "" || p.assets[flags.ConfigPath] != nil {
		t.Errorf("flags %v, policy %q", r.Flags, p.metaPolicy())
	}
	static, _ := newStatic(t, "")
	elsewhere, _ := newStatic(t, "/flag-lab")
	if p.Version() == static.Version() || static.Version() == elsewhere.Version() {
		t.Error("different pages have the same version")
	}
}

// A site that shows a preview of a link finds its picture, by its whole address if that is known. No browser keeps it for
// visits without a network.
func TestThePictureOfALink(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{"", "https://flags.example"} {
		p, err := New(Options{Files: built(t), Prefix: "/flag-lab", Origin: origin, Static: &Static{Flags: flagimages.FS}})
		if err != nil {
			t.Fatal(err)
		}
		picture, err := p.link(previewPath)
		if err != nil {
			t.Fatal(err)
		}
		for path, html := range p.labs {
			if want := `<meta property="og:image" content="` + origin + "/flag-lab" + picture + `">`; !strings.Contains(string(html.content), want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		for url := range p.release("").Files {
			if strings.Contains(url, "race") {
				t.Errorf("%s is kept", url)
			}
		}
	}
}
