package respond

import (
	"net/http/httptest"
	"testing"
)

func TestBody(t *testing.T) {
	const body = "a flag"
	tag := ETag([]byte(body))
	if ETag([]byte("another flag")) == tag || len(tag) != 18 {
		t.Errorf("the tag is %s", tag)
	}
	for header, want := range map[string]int{
		"": 200, tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, `"x",W/` + tag + " ": 304, "*": 304,
		`"x"`: 200, tag[1:17]: 200, "w/" + tag: 200, `"` + tag + `"`: 200,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["If-None-Match"] = []string{`"y"`, header}
		w := httptest.NewRecorder()
		Body(w, r, "image/gif", tag, []byte(body))
		if w.Code != want || w.Header().Get("ETag") != tag || (w.Body.String() == body) != (want == 200) || (w.Header().Get("Content-Length") == "6") != (want == 200) {
			t.Errorf("If-None-Match: %s: %d, %v, %q", header, w.Code, w.Header(), w.Body)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("If-None-Match", "*")
	w := httptest.NewRecorder()
	if Body(w, r, "text/plain", "", []byte(body)); w.Code != 200 || w.Header().Get("ETag") != "" {
		t.Errorf("without a tag: %d, %v", w.Code, w.Header())
	}
}
