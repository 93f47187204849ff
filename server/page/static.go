package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"flaglab/app/flags"
)

// Static replaces our server on a host of files.
type Static struct {
	Flags   fs.FS  // {cc}/{cc}.gif and {cc}/metadata.json
	Version string // of the release, as a person would quote it
}

// staticSite is what the page of a host of files needs to know of its host.
type staticSite struct {
	files    fs.FS
	config   *asset
	flagList *asset // path of each image: integrity
}

func newStaticSite(s *Static) (*staticSite, error) {
	config, err := json.Marshal(flags.Config{Version: s.Version, Static: true})
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(s.Flags, "*/*.gif")
	if err != nil {
		return nil, err
	}
	integrity := map[string]string{}
	for _, name := range names {
		content, err := fs.ReadFile(s.Flags, name)
		if err != nil {
			return nil, err
		}
		image := asset{sum: sha256.Sum256(content)}
		integrity[flagsPath()+"/"+name] = image.integrity()
	}
	list, err := json.Marshal(integrity)
	if err != nil {
		return nil, err
	}
	mime := mimeOf(flagListPath)
	return &staticSite{s.Flags, newAsset(mime, append(config, '\n')), newAsset(mime, append(list, '\n'))}, nil
}

// flagsPath is where the page looks for the flags: at the site LOCAL.
func flagsPath() string {
	local, _ := flags.SiteByLabel("LOCAL")
	return local.Path
}

// metaPolicy is the policy that the documents carry themselves, where no server
// sends it as a header. Browsers take frame-ancestors from headers only.
func (p *Page) metaPolicy() string {
	if p.static == nil {
		return ""
	}
	var kept []string
	for directive := range strings.SplitSeq(contentPolicy(nil, nil), "; ") {
		if !strings.HasPrefix(directive, "frame-ancestors") {
			kept = append(kept, directive)
		}
	}
	return strings.Join(kept, "; ")
}

// fileName is where the asset of a path is. Hosts of files do not look at ?v=, so
// there the name itself has the fingerprint: while a host, or a cache before it, has
// the pages of one release and the files of another, a page finds its own files or
// none. Only the files that browsers know by their names keep them.
func (p *Page) fileName(name string) string {
	if p.static == nil || name == manifestPath || name == faviconPath || name == flags.ConfigPath {
		return name
	}
	extension := path.Ext(name)
	return strings.TrimSuffix(name, extension) + "." + p.assets[name].fingerprint() + extension
}

// packedProgram is the link of the program's packed form, which the page unpacks itself
// where the host does not compress. A server compresses.
func (p *Page) packedProgram() string { return p.packedForm(programPath) }

func (p *Page) packedForm(name string) string {
	asset := p.assets[name]
	if p.static == nil || asset.encoded["gzip"] == nil {
		return ""
	}
	return p.fileName(name) + packedExtension + "?v=" + asset.fingerprint()
}

// packedForms are the links of what the service worker unpacks: the program, and what no
// visitor has seen when it is installed, the pages and the worker of process pools.
func (p *Page) packedForms() map[string]string {
	forms := map[string]string{}
	for _, name := range []string{programPath, poolWorkerPath} {
		if form := p.packedForm(name); form != "" {
			link, _ := p.link(name)
			forms[link] = form
		}
	}
	for lab, html := range p.labs {
		if html.encoded["gzip"] != nil {
			url := p.labURL(lab)
			forms[url] = url + indexFile + packedExtension
		}
	}
	return forms
}

// indexFile is the page that hosts of files send for a folder.
const indexFile = "index.html"

// packedExtension is that of the compressed forms that every browser can unpack.
const packedExtension = ".gz"

// Write writes the whole site into dir, which is created if need be. Hosts of files
// differ in what they make of /futures, /futures/ and /futures.html, so each lab is
// there as a file and as a folder. Compressed forms lie beside their originals, for
// the hosts that use them.
func (p *Page) Write(dir string) error {
	w := siteWriter{dir: dir}
	for name, asset := range p.assets {
		w.asset(p.fileName(name), asset)
	}
	w.asset(workerPath, p.worker(p.metaPolicy()))
	for name, html := range p.labs {
		if name != "/" {
			w.asset(name+".html", html)
		}
		w.asset(path.Join(name, indexFile), html)
	}
	w.asset("/404.html", p.notFound)
	w.file("/.nojekyll", nil) // GitHub Pages would leave out what begins with _
	if p.static != nil && w.err == nil {
		w.err = fs.WalkDir(p.static.files, ".", func(name string, entry fs.DirEntry, err error) error {
			if ext := path.Ext(name); err != nil || entry.IsDir() || ext != ".gif" && ext != ".json" {
				return err
			}
			content, err := fs.ReadFile(p.static.files, name)
			w.file(path.Join(flagsPath(), name), content)
			return err
		})
	}
	return w.err
}

// siteWriter writes files until the first error.
type siteWriter struct {
	dir string
	err error
}

func (w *siteWriter) asset(name string, a *asset) {
	w.file(name, a.content)
	for encoding, extension := range map[string]string{"br": ".br", "gzip": packedExtension} {
		if body, ok := a.encoded[encoding]; ok {
			w.file(name+extension, body)
		}
	}
}

func (w *siteWriter) file(name string, content []byte) {
	if w.err != nil {
		return
	}
	name = filepath.Join(w.dir, filepath.FromSlash(name))
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, content) {
		return // its time of change is what some hosts make the ETag of
	}
	if w.err = os.MkdirAll(filepath.Dir(name), 0o755); w.err == nil {
		w.err = os.WriteFile(name, content, 0o644)
	}
}
