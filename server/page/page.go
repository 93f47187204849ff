// Package page serves the page of the lab: the labs' HTML, rendered on the
// server before the program runs in the browser, the program itself and all
// that belongs to it.
//
// go-app renders the components. Everything else of its handler is replaced:
// the head of the page, the start script, the service worker, how files are
// compressed, cached and checked. Each has a file of its own here.
package page

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"

	"flaglab/app/flags"
	"flaglab/app/ui"
	"flaglab/web"
)

// ErrNotBuilt means that the files of the page lack the compiled program.
var ErrNotBuilt = errors.New("this server was built without the page's program: run `make build`")

// Options are the settings of the page. The zero value is the lab as it is.
type Options struct {
	// Files are the files of package web; web.Files if nil.
	Files fs.FS

	// Origins names the origins, beside the page's own, that the page may
	// fetch from, such as "http://localhost:8001". It is asked for each
	// request, because they depend on the name under which the page was asked
	// for. Nil means none. The policy allows all ports of their hosts.
	Origins func(*http.Request) []string

	// FrameAncestors are the sites that may show the page in a frame. The document of
	// a host of files cannot say so; there, the host's own headers do.
	FrameAncestors FrameAncestors

	// Prefix is the path under which the lab is on its host, such as /flag-lab;
	// empty for the root. ServeHTTP expects paths without it.
	Prefix string

	// Origin is where the page is published, such as https://flags.example; empty: that is not known. Sites that show a
	// preview of a link want the whole address of its picture.
	Origin string

	// Static makes the page for a host of files: see [Page.Write]. Nil is a page
	// with our server behind it.
	Static *Static
}

// Page is the handler of the page. It answers 404, with a page of its own, for
// everything it does not know, so it can be mounted as the last resort.
type Page struct {
	origins  func(*http.Request) []string
	frames   FrameAncestors
	assets   map[string]*asset // by URL path
	labs     map[string]*asset // the HTML of the labs, by URL path
	notFound *asset
	version  string
	prefix   string
	origin   string
	static   *staticSite // nil: there is a server

	workerScript []byte // web/app-worker.js and what it uses, to which each answer adds a line
}

// New renders the labs and prepares all files. It returns ErrNotBuilt if the
// program is not among them.
func New(options Options) (*Page, error) {
	files := options.Files
	if files == nil {
		files = web.Files
	}
	p := &Page{origins: options.Origins, frames: options.FrameAncestors, prefix: options.Prefix, origin: options.Origin, labs: map[string]*asset{}}
	if p.origins == nil {
		p.origins = func(*http.Request) []string { return nil }
	}
	var err error
	if p.assets, err = loadAssets(files); err != nil {
		return nil, err
	}
	script, err := join(files, "app-worker.js", "unpack.js")
	if err == nil {
		p.workerScript, err = minifyScript(script)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", workerPath, err)
	}
	if options.Static != nil {
		if p.static, err = newStaticSite(options.Static); err != nil {
			return nil, err
		}
		p.assets[flags.ConfigPath], p.assets[flagListPath] = p.static.config, p.static.flagList
	}
	if err := p.linkStyle(); err != nil {
		return nil, err
	}
	labs := ui.Labs()
	manifest, err := p.manifest(labs)
	if err != nil {
		return nil, err
	}
	p.assets[manifestPath] = newAsset(mimeOf(manifestPath), manifest)

	// The pages name the version, so it is made of what they are otherwise.
	ui.Register()
	rendered := map[string]content{}
	for _, lab := range labs {
		if rendered[lab.Path], err = render(lab, p.prefix, p.kind()); err != nil {
			return nil, fmt.Errorf("rendering %s: %w", lab.Path, err)
		}
		rendered[lab.Path] = p.linkPictures(rendered[lab.Path])
	}
	p.version = p.makeVersion(rendered)
	for _, lab := range labs {
		html, err := p.document("lab", rendered[lab.Path], labs)
		if err != nil {
			return nil, err
		}
		p.labs[lab.Path] = newAsset(mimeOf(".html"), html)
	}
	html, err := p.document("missing", content{Title: "Not found – Flag Lab"}, labs)
	if err != nil {
		return nil, err
	}
	p.notFound = newAsset(mimeOf(".html"), html)
	return p, nil
}

// The kinds of page: with our server behind it, or on a host of files.
const (
	kindServer = "server"
	kindStatic = "static"
)

func (p *Page) kind() string {
	if p.static != nil {
		return kindStatic
	}
	return kindServer
}

// Version names the content of the page: the same version, the same bytes.
func (p *Page) Version() string { return p.version }

func (p *Page) makeVersion(rendered map[string]content) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(p.assets)) {
		fmt.Fprintf(h, "%s %x\n", name, p.assets[name].sum)
	}
	for _, name := range slices.Sorted(maps.Keys(rendered)) {
		fmt.Fprintf(h, "%s %q\n", name, rendered[name])
	}
	fmt.Fprintf(h, "%s\n%s", documentHTML, p.workerScript)
	if p.prefix != "" {
		fmt.Fprintf(h, "\n%s", p.prefix)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// ServeHTTP implements http.Handler.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	csp := contentPolicy(p.origins(r), p.frames)
	setPolicies(w.Header(), csp)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if asset, ok := p.assets[r.URL.Path]; ok {
		// In a frame with a sandbox the page has an origin of its own.
		w.Header().Set("Access-Control-Allow-Origin", "*")
		asset.serve(w, r, "")
		return
	}
	if r.URL.Path == workerPath {
		p.worker(csp).serve(w, r, "")
		return
	}
	if html, ok := p.labs[r.URL.Path]; ok {
		// The policy is a part of what the browser keeps of a page.
		html.serve(w, r, "-"+shortHash(csp))
		return
	}
	if plain := plainPath(r.URL.Path); p.labs[plain] != nil {
		if r.URL.RawQuery != "" {
			plain += "?" + r.URL.RawQuery
		}
		w.Header().Set("Cache-Control", "no-cache")
		http.Redirect(w, r, plain, http.StatusPermanentRedirect)
		return
	}
	p.serveNotFound(w, r)
}

// plainPath removes what people and static hosts add to the path of a page.
func plainPath(p string) string {
	p = strings.TrimSuffix(strings.TrimRight(p, "/"), ".html")
	p = strings.TrimRight(strings.TrimSuffix(p, "/index"), "/")
	if p == "" {
		return "/"
	}
	return p
}

// serveNotFound answers people with a page that leads on, and programs with a line.
func (p *Page) serveNotFound(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Error(w, "404 not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", p.notFound.mime)
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		w.Write(p.notFound.content)
	}
}

// The URL paths of the files. The worker's must be above all that it answers for.
const (
	programPath    = "/web/app.wasm"
	stylePath      = "/web/app.css"
	headPath       = "/head.js"
	scriptPath     = "/app.js"
	supportPath    = "/wasm_exec.js"
	workerPath     = "/app-worker.js"
	poolWorkerPath = "/pool-worker.js"
	compilerPath   = "/compiler.js"
	previewPath    = "/web/pictures/race.png"
	flagListPath   = "/web/flags.json" // on a host of files
	manifestPath   = "/manifest.webmanifest"
	faviconPath    = "/favicon.ico"
)

// link is the path of an asset below the prefix: with its fingerprint, so that it can be kept for
// ever and is never mistaken for another release's.
func (p *Page) link(path string) (string, error) {
	asset, ok := p.assets[path]
	if !ok {
		return "", fmt.Errorf("no file for %s", path)
	}
	return p.fileName(path) + "?v=" + asset.fingerprint(), nil
}

// linkPictures replaces the URLs of pictures in a rendered page by their links.
func (p *Page) linkPictures(c content) content {
	for name := range p.assets {
		if link, err := p.link(name); err == nil && strings.HasPrefix(name, "/web/pictures/") {
			c.Body = template.HTML(strings.ReplaceAll(string(c.Body), `"`+name+`"`, `"`+p.prefix+link+`"`))
		}
	}
	return c
}

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:6])
}
