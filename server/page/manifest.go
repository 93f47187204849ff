package page

import (
	"encoding/json"

	"flaglab/app/bench"
)

type manifestIcon struct {
	Src     string `json:"src"`
	Type    string `json:"type"`
	Sizes   string `json:"sizes"`
	Purpose string `json:"purpose,omitempty"`
}

type manifestShortcut struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	URL         string `json:"url"`
}

// manifest is what makes the lab installable. Its URLs are relative to it.
func (p *Page) manifest(labs []bench.Lab) ([]byte, error) {
	icons := []manifestIcon{
		{Src: "/web/icons/icon.svg", Type: "image/svg+xml", Sizes: "any"},
		{Src: "/web/icons/icon-192.png", Type: "image/png", Sizes: "192x192"},
		{Src: "/web/icons/icon-512.png", Type: "image/png", Sizes: "512x512"},
		{Src: "/web/icons/maskable-512.png", Type: "image/png", Sizes: "512x512", Purpose: "maskable"},
	}
	for i := range icons {
		link, err := p.link(icons[i].Src)
		if err != nil {
			return nil, err
		}
		icons[i].Src = "." + link
	}
	var shortcuts []manifestShortcut
	for _, lab := range labs {
		shortcuts = append(shortcuts, manifestShortcut{lab.Name, lab.About, "." + lab.Path})
	}
	body, err := json.MarshalIndent(map[string]any{
		"id":               "./",
		"name":             siteName,
		"short_name":       siteName,
		"description":      siteDescription,
		"lang":             "en",
		"start_url":        "./",
		"scope":            "./",
		"display":          "standalone",
		"background_color": "#ffffff",
		"theme_color":      "#ffffff",
		"icons":            icons,
		"shortcuts":        shortcuts,
	}, "", "\t")
	return append(body, '\n'), err
}
