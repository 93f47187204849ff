package ui

import (
	"net/url"
	"os"
	"regexp"
	"slices"
	"testing"

	"flaglab/app/bench"
	"flaglab/app/bench/benchtest"
)

// Each link of the lessons opens a lab with the settings that it names.
func TestLinksOfTheLessons(t *testing.T) {
	var lessons []byte
	for _, name := range []string{"TEACHING.md", "LESSONS.md"} {
		text, err := os.ReadFile("../../web/" + name)
		if err != nil {
			t.Fatal(err)
		}
		lessons = append(lessons, text...)
	}
	links := regexp.MustCompile(`\]\(http://localhost:8000([^)]*)\)`).FindAllSubmatch(lessons, -1)
	if len(links) < 25 {
		t.Fatalf("there are %d links", len(links))
	}
	visited := map[string]bool{}
	for _, link := range links {
		u, err := url.Parse(string(link[1]))
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(Labs(), func(l bench.Lab) bool { return l.Path == u.Path })
		if i < 0 {
			t.Errorf("%s: there is no such lab", u)
			continue
		}
		lab := Labs()[i]
		visited[lab.Path] = true
		b := bench.New(lab, benchtest.NewBrowser(), &benchtest.Network{})
		b.Open(u.RawQuery, "")
		s := b.Screen()
		if len(s.Errors) > 0 {
			t.Errorf("%s: %v", u, s.Errors)
		}
		for name, values := range u.Query() {
			field := -1
			for k, f := range lab.Fields {
				if f.Name == name || slices.Contains(f.Aliases, name) {
					field = k
				}
			}
			if field < 0 {
				t.Errorf("%s: the lab has no field %s", u, name)
				continue
			}
			if got := s.Values.Get(lab.Fields[field].Name); got != values[0] {
				t.Errorf("%s: %s is %q", u, name, got)
			}
		}
		b.Close()
	}
	for _, lab := range Labs() {
		if !visited[lab.Path] {
			t.Errorf("no lesson leads to %s", lab.Path)
		}
	}
}
