package page

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"flaglab/app/bench"
)

const (
	siteName        = "Flag Lab"
	siteDescription = "A concurrency laboratory in the browser: download country flags one after another, then many at once, and watch every task."
)

// content is what go-app makes of a lab, before its program runs.
type content struct {
	Title       string
	Description string
	Body        template.HTML
}

// kindVariable names the environment variable in which components find the kind of
// the page, by app.Getenv: here while they are rendered, and in the browser from the
// document's attribute data-flaglab, by web/app.js.
const kindVariable = "FLAGLAB_KIND"

// rendering is held while go-app renders: it passes variables to components through
// the environment of the process.
var rendering sync.Mutex

// render renders a lab on the server. Of go-app's document it takes what the
// lab's component made: the title, the description and the content. The links to
// other labs get the prefix.
func render(lab bench.Lab, prefix, kind string) (c content, err error) {
	rendering.Lock()
	defer rendering.Unlock()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	handler := &app.Handler{Name: siteName, Resources: resources{}, Version: "0", Env: app.Environment{kindVariable: kind}}
	request := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: lab.Path}, Host: "localhost", Header: http.Header{}}
	response := recorder{header: http.Header{}}
	handler.ServeHTTP(&response, request)
	if response.status != 0 && response.status != http.StatusOK {
		return content{}, fmt.Errorf("go-app answered %d", response.status)
	}
	document, err := html.Parse(&response.body)
	if err != nil {
		return content{}, err
	}
	c = content{Title: lab.Name + " – " + siteName, Description: lab.About}
	for node := range document.Descendants() {
		switch {
		case node.DataAtom == atom.Title && node.Namespace == "" && node.FirstChild != nil:
			c.Title = node.FirstChild.Data
		case node.DataAtom == atom.Meta && attribute(node, "name") == "description" && attribute(node, "content") != "":
			c.Description = attribute(node, "content")
		case node.DataAtom == atom.Body:
			first := firstElement(node)
			if first == nil {
				return content{}, errors.New("go-app rendered no content")
			}
			var b bytes.Buffer
			if err := normalize(first); err != nil {
				return content{}, err
			}
			prefixLinks(first, prefix)
			if err := html.Render(&b, first); err != nil {
				return content{}, err
			}
			c.Body = template.HTML(shorter.Replace(b.String()))
			return c, nil
		}
	}
	return content{}, errors.New("go-app rendered no body")
}

// shorter writes in fewer bytes what package html writes: text has no quotation marks and no "<" that are not escaped.
var shorter = strings.NewReplacer(` disabled=""`, " disabled", "></rect>", "/>", "></path>", "/>", "></use>", "/>", "></image>", "/>",
	` xmlns="http://www.w3.org/2000/svg"`, "")

// prefixLinks makes the links to pages of the site links below the prefix.
func prefixLinks(top *html.Node, prefix string) {
	for node := range top.Descendants() {
		for i, a := range node.Attr {
			if node.DataAtom == atom.A && a.Key == "href" && strings.HasPrefix(a.Val, "/") {
				node.Attr[i].Val = prefix + a.Val
			}
		}
	}
}

func firstElement(node *html.Node) *html.Node {
	for child := range node.ChildNodes() {
		if child.Type == html.ElementNode {
			return child
		}
	}
	return nil
}

func attribute(node *html.Node, key string) string {
	for _, a := range node.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// resources tells go-app where the program is; it serves no files.
type resources struct{}

func (resources) Package() string { return "" }
func (resources) Static() string  { return "" }
func (resources) AppWASM() string { return programPath }

// recorder keeps a response. (httptest's would add a flag to the server's.)
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
