package page

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/evanw/esbuild/pkg/api"
)

// minifyScript leaves out what browsers do not need: comments, white space, and the names of what is local to a function; and
// writes the rest in as short a way as it can. The comment that a script begins with stays if it names the owner of a copyright.
func minifyScript(content []byte) ([]byte, error) {
	minified, err := minify(content, api.TransformOptions{Loader: api.LoaderJS, MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true})
	return append(notice(content), minified...), err
}

// minifyStyle leaves out comments and white space. Values stay as they are written.
func minifyStyle(content []byte) ([]byte, error) {
	return minify(content, api.TransformOptions{Loader: api.LoaderCSS, MinifyWhitespace: true})
}

func minify(content []byte, options api.TransformOptions) ([]byte, error) {
	result := api.Transform(string(content), options)
	var problems []error
	for _, problem := range append(result.Errors, result.Warnings...) {
		if problem.Location != nil {
			problem.Text = fmt.Sprintf("line %d: %s", problem.Location.Line, problem.Text)
		}
		problems = append(problems, errors.New(problem.Text))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return result.Code, nil
}

// notice is the comment that a script begins with, or nothing if that says nothing of a copyright.
func notice(script []byte) []byte {
	rest := script
	for bytes.HasPrefix(rest, []byte("//")) {
		_, rest, _ = bytes.Cut(rest, []byte("\n"))
	}
	comment := script[:len(script)-len(rest)]
	if !bytes.Contains(comment, []byte("Copyright")) {
		return nil
	}
	return bytes.Clone(comment)
}
