package page

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// normalized normalizes the first element of source.
func normalized(t *testing.T, source string) (string, error) {
	t.Helper()
	document, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for node := range document.Descendants() {
		if node.DataAtom == atom.Body {
			if err := normalize(node.FirstChild); err != nil {
				return "", err
			}
			if err := html.Render(&b, node.FirstChild); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b.String(), nil
}

func TestRepair(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, given, want string }{
		{"attributes are sorted", `<p id="b" class="a">x</p>`, `<p class="a" id="b">x</p>`},
		{"lines of go-app go", "<p>\nYou \n<b>can</b>\n read\n</p>", "<p>You <b>can</b> read</p>"},
		{"at every depth", "<ul>\n<li>\n<i></i>\n<b></b>\n</li>\n<li>x</li>\n</ul>", "<ul><li><i></i><b></b></li><li>x</li></ul>"},
		{"text alone stays", "<p>\na\nb\n</p>", "<p>\na\nb\n</p>"},
		{"prose with line breaks stays", "<p>one\n<b>two</b>\nthree</p>", "<p>one\n<b>two</b>\nthree</p>"},
		{"listings stay", "<pre>\n\n<b>a</b>\n<b>b</b>\n</pre>", "<pre>\n\n<b>a</b>\n<b>b</b>\n</pre>"},
		{"what is not so is not there", `<details hidden="false" open>x</details>`, `<details open="">x</details>`},
		{"what is true says so", `<p aria-hidden>x</p>`, `<p aria-hidden="true">x</p>`},
		{"what may be false stays", `<p aria-hidden="false" spellcheck="false">x</p>`, `<p aria-hidden="false" spellcheck="false">x</p>`},
		{"an option that is not selected", `<option selected="false">x</option>`, `<option>x</option>`},
		{"Go's quotes go", `<p title="a\nb\u00a0c">x</p>`, "<p title=\"a\nb\u00a0c\">x</p>"},
		{"controls wait for the program", `<button disabled="false">x</button>`, `<button disabled="">x</button>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, err := normalized(t, test.given); got != test.want || err != nil {
				t.Errorf("got  %q, %v\nwant %q", got, err, test.want)
			}
		})
	}

	t.Run("what cannot be normalized is an error", func(t *testing.T) {
		t.Parallel()
		if got, err := normalized(t, `<p title="say \"yes\"">x</p>`); err == nil {
			t.Errorf("got %q", got)
		}
	})
}
