package etag

import (
	"net/http/httptest"
	"testing"
)

func TestMatches(t *testing.T) {
	tag := Of([]byte("a flag"))
	if Of([]byte("another flag")) == tag || len(tag) != 18 {
		t.Errorf("the tag is %s", tag)
	}
	for header, want := range map[string]bool{
		"": false, tag: true, "W/" + tag: true, `"x", ` + tag: true, `"x",W/` + tag + " ": true, "*": true,
		`"x"`: false, tag[1:17]: false, "w/" + tag: false, `"` + tag + `"`: false,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("If-None-Match", header)
		if Matches(r, tag) != want {
			t.Errorf("If-None-Match: %s", header)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Add("If-None-Match", `"x"`)
	r.Header.Add("If-None-Match", tag)
	if !Matches(r, tag) {
		t.Error("the second header is not read")
	}
}
