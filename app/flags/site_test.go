package flags

import (
	"strings"
	"testing"
	"time"
)

func TestSites(t *testing.T) {
	ports, paths := map[string]int{}, map[string]bool{}
	for _, site := range Sites() {
		ports[site.Label] = site.Port
		if paths[site.Path] || !strings.HasPrefix(site.Path, "/") || !strings.HasSuffix(site.Path, "/flags") {
			t.Errorf("%s is at %q", site.Label, site.Path)
		}
		paths[site.Path] = true
		if found, ok := SiteByLabel(strings.ToLower(site.Label)); !ok || found != site {
			t.Errorf("SiteByLabel(%q) = %v, %v", strings.ToLower(site.Label), found, ok)
		}
	}
	if len(ports) != 3 || ports["LOCAL"] != 8000 || ports["DELAY"] != 8001 || ports["ERROR"] != 8002 {
		t.Errorf("the book looks for LOCAL, DELAY and ERROR at 8000, 8001 and 8002, not %v", ports)
	}
}

func TestWeatherOfSites(t *testing.T) {
	low, high := 500*time.Millisecond, 5*time.Second
	for label, want := range map[string]Weather{
		"LOCAL": {},
		"DELAY": {MinDelay: low, MaxDelay: high},
		"ERROR": {MinDelay: low, MaxDelay: high, ErrorRate: 0.25},
	} {
		if site, _ := SiteByLabel(label); site.Weather != want {
			t.Errorf("the weather of %s is %v", label, site.Weather)
		}
	}
}

func TestSiteByLabelUnknown(t *testing.T) {
	for _, label := range []string{"", "LOCALHOST", "LOCAL ", "REMOTES", "ſ"} {
		if site, ok := SiteByLabel(label); ok || site != (Site{}) {
			t.Errorf("SiteByLabel(%q) = %v, %v", label, site, ok)
		}
	}
}

// REMOTE is known by its name, but only a server that has it offers it.
func TestRemote(t *testing.T) {
	if site, ok := SiteByLabel("remote"); !ok || site != Remote() || site.Weather != (Weather{}) {
		t.Errorf("SiteByLabel(remote) = %v, %v", site, ok)
	}
	for remote, want := range map[string]int{"": 3, "http://localhost:8000/remote/flags": 4} {
		if got := (Config{Remote: remote}).Sites(); len(got) != want {
			t.Errorf("with Remote %q: %v", remote, got)
		}
	}
}

func TestImagePath(t *testing.T) {
	for _, cc := range []string{"BR", "br", "Br"} {
		if got := ImagePath(cc); got != "/br/br.gif" {
			t.Errorf("ImagePath(%q) = %q", cc, got)
		}
	}
}
