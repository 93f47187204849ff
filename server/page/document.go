package page

import (
	"bytes"
	_ "embed"
	"html/template"

	"flaglab/app/bench"
)

// documentHTML holds the two documents: "lab" and "missing".
//
//go:embed document.html
var documentHTML string

// document puts content into one of the documents.
func (p *Page) document(name string, c content, labs []bench.Lab) ([]byte, error) {
	t, err := template.New("").Funcs(template.FuncMap{"link": func(path string) (string, error) {
		link, err := p.link(path)
		return p.prefix + link, err
	}}).Parse(documentHTML)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.ExecuteTemplate(&b, name, struct {
		content
		Labs    []bench.Lab
		Site    string
		Version string
		Prefix  string
		Origin  string // empty: it is not known
		Kind    string // static or server
		Policy  string // empty: the server sends it as a header
		Size    int    // of the program: browsers tell scripts the compressed length only
		Packed  string // the program's packed form; empty: the server compresses it
	}{
		content: c, Labs: labs, Site: siteName, Version: p.version, Prefix: p.prefix, Origin: p.origin, Kind: p.kind(), Policy: p.metaPolicy(),
		Size: len(p.assets[programPath].content), Packed: p.packedProgram(),
	})
	return b.Bytes(), err
}
