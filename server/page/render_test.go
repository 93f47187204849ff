package page

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"flaglab/app/ui"
)

// TestDocument reads the pages as a browser, a screen reader and an auditor do.
func TestDocument(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	for _, lab := range ui.Labs() {
		t.Run(lab.Path, func(t *testing.T) {
			t.Parallel()
			source := get(p, "GET", lab.Path).Body.String()
			document, err := html.Parse(strings.NewReader(source))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(source, "<!DOCTYPE html>\n<html lang=\"en\"") {
				t.Errorf("starts with %.60q", source)
			}
			if strings.Contains(source, "githubusercontent") || strings.Contains(source, "og:url") {
				t.Error("has remote addresses of go-app's, or an address of its own")
			}
			var sheets, headings int
			var bodyElements []*html.Node
			ids := map[string]bool{}
			for node := range document.Descendants() {
				if node.Type != html.ElementNode {
					continue
				}
				for _, a := range node.Attr {
					switch {
					case a.Key == "style", strings.HasPrefix(a.Key, "on"):
						t.Errorf("<%s %s=%q>: the policy forbids it", node.Data, a.Key, a.Val)
					case node.Data == "use" && a.Key == "href":
						if id, within := strings.CutPrefix(a.Val, "#"); !within || !ids[id] {
							t.Errorf("<use href=%q>: nothing before it in this page", a.Val)
						}
					case (a.Key == "src" || a.Key == "href") && node.DataAtom != atom.A && !strings.HasPrefix(a.Val, "/"):
						t.Errorf("<%s %s=%q>: not from this server", node.Data, a.Key, a.Val)
					case a.Key == "id" && ids[a.Val]:
						t.Errorf("id %q twice", a.Val)
					case a.Key == "id":
						ids[a.Val] = true
					}
				}
				if node.Parent.DataAtom == atom.Body {
					bodyElements = append(bodyElements, node)
				}
				switch node.DataAtom {
				case atom.Title:
					if node.Namespace == "" && node.FirstChild.Data == "" {
						t.Error("no title")
					}
				case atom.H1:
					headings++
				case atom.Link:
					if attribute(node, "rel") == "stylesheet" {
						sheets++
					}
				case atom.Script:
					if node.FirstChild != nil {
						t.Error("a script in the page: the policy forbids it")
					}
				case atom.Style:
					t.Error("a style in the page: the policy forbids it")
				case atom.Img:
					if !slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) {
						t.Errorf("<img src=%q> without alt", attribute(node, "src"))
					}
				case atom.Meta:
					if attribute(node, "name") == "viewport" && strings.Contains(attribute(node, "content"), "scal") &&
						!strings.HasSuffix(attribute(node, "content"), "initial-scale=1, viewport-fit=cover") {
						t.Errorf("the page cannot be enlarged: %s", attribute(node, "content"))
					}
					if attribute(node, "name") == "description" && attribute(node, "content") == "" {
						t.Error("no description")
					}
				}
			}
			if sheets != 1 || headings != 1 {
				t.Errorf("%d style sheets, %d main headings, want one each", sheets, headings)
			}
			if len(bodyElements) != 2 || bodyElements[0].DataAtom == atom.Aside || attribute(bodyElements[1], "id") != "app-wasm-loader" {
				t.Error("go-app replaces the first element of the body: want the lab there, and the loader after it")
			}
			if !strings.Contains(source, "<noscript>") {
				t.Error("no words for those without JavaScript")
			}
		})
	}
}

func TestTheSameFilesMakeTheSamePage(t *testing.T) {
	t.Parallel()
	a, b := aPage(t), newPage(t)
	if a.Version() != b.Version() {
		t.Errorf("versions %s and %s", a.Version(), b.Version())
	}
	for _, lab := range ui.Labs() {
		if string(a.labs[lab.Path].content) != string(b.labs[lab.Path].content) {
			t.Errorf("%s differs", lab.Path)
		}
	}
	files := built(t)
	files["styles/base.css"].Data = append(files["styles/base.css"].Data, ".more { color: red }"...)
	c, err := New(Options{Files: files})
	if err != nil {
		t.Fatal(err)
	}
	if c.Version() == a.Version() {
		t.Error("another style sheet, but the same version")
	}
}

// Whether there is a server is in the document, so that no request has to fail before
// the page knows it; and what is rendered before the program starts agrees with it.
func TestDocumentSaysWhetherThereIsAServer(t *testing.T) {
	t.Parallel()
	static, err := New(Options{Files: built(t), Static: &Static{Flags: fstest.MapFS{}, Version: "v1"}})
	if err != nil {
		t.Fatal(err)
	}
	for kind, p := range map[string]*Page{"server": aPage(t), "static": static} {
		for path, page := range p.labs {
			html := string(page.content)
			if !strings.Contains(html, ` data-flaglab="`+kind+`"`) {
				t.Errorf("%s of a %s: the document does not say so: %.100s", path, kind, html)
			}
			for word, of := range map[string]string{`data-kind="Simulated"`: "static", `data-kind="Local"`: "server"} {
				if strings.Contains(html, word) && kind != of {
					t.Errorf("%s of a %s says %q before its program starts", path, kind, word)
				}
			}
		}
		if race := string(p.labs["/"].content); !strings.Contains(race, map[string]string{"static": `data-kind="Simulated"`, "server": `data-kind="Local"`}[kind]) {
			t.Errorf("Race of a %s does not say how real a run is", kind)
		}
	}
}
