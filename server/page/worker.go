package page

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"flaglab/app/flags"
)

// release is what the service worker is told: see web/app-worker.js. Its URLs begin
// with a slash that stands for the worker's scope.
type release struct {
	Version string            `json:"version"`
	Policy  string            `json:"policy"` // of the pages: kept with them, so it is a part of the release
	Pages   map[string]string `json:"pages"`  // URL path as it is asked for: URL in files
	Files   map[string]string `json:"files"`  // URL: integrity of its content

	// On a host of files, packed forms, and the flags; a server's flags are never kept.
	Packed map[string]string `json:"packed,omitempty"` // URL: URL
	Flags  *flagFiles        `json:"flags,omitempty"`
}

// flagFiles are the flags that the service worker keeps.
type flagFiles struct {
	Folder    string `json:"folder"`    // URL
	List      string `json:"list"`      // URL of {URL: integrity}: a worker needs it seldom, and browsers get the worker at each visit
	Integrity string `json:"integrity"` // of the list
}

// worker makes the service worker. Its bytes change exactly when something that
// it keeps does, the policy of the pages included: that is how browsers find out.
func (p *Page) worker(csp string) *asset {
	body, _ := json.Marshal(p.release(csp)) // strings and maps of them
	var b bytes.Buffer
	b.WriteString("const release = ")
	b.Write(body)
	b.WriteString(";\n")
	b.Write(p.workerScript)
	return newAsset(mimeOf(".js"), b.Bytes())
}

func (p *Page) release(csp string) release {
	r := release{
		Version: p.version,
		Policy:  shortHash(csp),
		Pages:   map[string]string{},
		Files:   map[string]string{},
	}
	for _, path := range slices.Sorted(maps.Keys(p.assets)) {
		if path == previewPath || strings.HasPrefix(path, "/web/icons/") && strings.HasSuffix(path, ".png") {
			continue // other sites and home screens get them, once
		}
		switch path {
		case flagListPath: // the worker asks for it when all else is there
		case manifestPath, faviconPath, flags.ConfigPath: // browsers know them by these names
			r.Files[path] = p.assets[path].integrity()
		default:
			url, _ := p.link(path)
			r.Files[url] = p.assets[path].integrity()
		}
	}
	for path, html := range p.labs {
		r.Pages[path] = p.labURL(path)
		r.Files[r.Pages[path]] = html.integrity()
	}
	if p.static != nil {
		list, _ := p.link(flagListPath)
		r.Flags = &flagFiles{Folder: flagsPath() + "/", List: list, Integrity: p.assets[flagListPath].integrity()}
		r.Packed = p.packedForms()
	}
	return r
}

// labURL is where the service worker gets the page of a lab.
func (p *Page) labURL(path string) string {
	if p.static != nil && path != "/" {
		return path + "/" // where hosts of files have it, without a detour
	}
	return path
}
