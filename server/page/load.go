package page

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"flaglab/server/compression"
)

// styles are the parts of the style sheet, in their order: of two rules that weigh the same, the later one holds.
var styles = []string{
	"styles/fonts.css", "styles/base.css", "styles/menu.css", "styles/controls.css", "styles/tour.css", "styles/question.css",
	"styles/experiment.css", "styles/pictures.css", "styles/tables.css", "styles/cards.css", "styles/replay.css", "styles/details.css",
	"styles/lecture.css", "styles/help.css", "styles/projector.css", "styles/small-screens.css", "styles/low-screens.css", "styles/loader.css",
}

// loadAssets reads the files under the URL paths that they are served at.
func loadAssets(files fs.FS) (map[string]*asset, error) {
	program, err := loadProgram(files)
	if err != nil {
		return nil, err
	}
	assets := map[string]*asset{programPath: program}

	for url, names := range map[string][]string{
		stylePath:      styles,
		headPath:       {"looks.js", "program.js"},
		scriptPath:     {"early.js", "offline.js", "app.js", "unpack.js", "progress.js", "fetch.js", "pool.js", "focus.js", "page.js", "paint.js"},
		supportPath:    {"wasm_exec.js"},
		poolWorkerPath: {"wasm_exec.js", "fetch.js", "pool-worker.js"},
		compilerPath:   {"unpack.js", "progress.js", "compiler.js"},
		faviconPath:    {"icons/favicon.ico"},
	} {
		content, err := join(files, names...)
		if names[0] == "wasm_exec.js" && errors.Is(err, fs.ErrNotExist) {
			return nil, ErrNotBuilt
		}
		if err == nil && path.Ext(url) == ".js" {
			content, err = minifyScript(content)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", url, err)
		}
		assets[url] = newAsset(mimeOf(url), content)
	}
	for _, folder := range []string{"icons/*", "fonts/*.woff2", "pictures/*"} {
		names, err := fs.Glob(files, folder)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			content, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, err
			}
			if mime := mimeOf(name); (strings.HasPrefix(mime, "image/") || strings.HasPrefix(mime, "font/")) && path.Ext(name) != ".ico" {
				assets[path.Join("/web", name)] = newAsset(mime, content)
			}
		}
	}
	return assets, nil
}

// loadProgram makes the asset of the compiled program from the file and its compressed
// forms, which take too long to make at every start.
func loadProgram(files fs.FS) (*asset, error) {
	wasm, err := fs.ReadFile(files, "app.wasm")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, err
	}
	a := &asset{mime: "application/wasm", content: wasm, sum: sha256.Sum256(wasm), encoded: map[string][]byte{}}
	gz, err := readIfThere(files, "app.wasm.gz")
	if err != nil || !compression.IsGzipOf(gz, wasm) {
		return a, err // none, or left over from another build
	}
	br, err := readIfThere(files, "app.wasm.br")
	if err != nil {
		return nil, err
	}
	if len(br) > 0 {
		a.add("br", br)
	}
	a.add("gzip", gz)
	return a, nil
}

// readIfThere reads a file. One that does not exist has no content.
func readIfThere(files fs.FS, name string) ([]byte, error) {
	content, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return content, err
}

// linkStyle replaces the style sheet's URLs of fonts and pictures by their links, which carry fingerprints, and minifies it.
func (p *Page) linkStyle() error {
	style := string(p.assets[stylePath].content)
	for name := range p.assets {
		file, ok := strings.CutPrefix(name, "/web/")
		if !ok || !strings.Contains(style, `url("`+file+`")`) {
			continue
		}
		link, err := p.link(name)
		if err != nil {
			return err
		}
		style = strings.ReplaceAll(style, `url("`+file+`")`, `url("`+strings.TrimPrefix(link, "/web/")+`")`)
	}
	minified, err := minifyStyle([]byte(style))
	if err != nil {
		return fmt.Errorf("%s: %w", stylePath, err)
	}
	p.assets[stylePath] = newAsset(mimeOf(stylePath), minified)
	return nil
}

// join makes one file of several: the browser waits for one answer, not for each.
func join(files fs.FS, names ...string) ([]byte, error) {
	var all []byte
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		all = append(all, content...)
	}
	return all, nil
}
