package site

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// pageThat returns a handler whose page is f, and its log.
func pageThat(f http.HandlerFunc) (*Handler, *bytes.Buffer) {
	log := new(bytes.Buffer)
	return newLab(func(c *Config) {
		c.Page = f
		c.Log = slog.New(slog.NewTextHandler(log, nil))
	}), log
}

func TestPanicIsA500(t *testing.T) {
	h, log := pageThat(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"x"`)
		w.Header().Set("Content-Encoding", "gzip")
		panic("spilled the tea")
	})
	response := get(t, h, "/broken")
	if response.StatusCode != http.StatusInternalServerError || response.Header.Get("ETag") != "" || response.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, header %v", response.StatusCode, response.Header)
	}
	if body := read(t, response); body != "Internal Server Error\n" {
		t.Errorf("the client reads %q", body)
	}
	line := log.String()
	if strings.Count(line, "\n") != 1 || !strings.Contains(line, `panic="spilled the tea"`) ||
		!strings.Contains(line, "path=/broken") || !strings.Contains(line, "recover_test.go") {
		t.Errorf("the log says %q", line)
	}
}

// A client must not take half an answer for a whole one.
func TestPanicInTheMiddleBreaksTheAnswerOff(t *testing.T) {
	h, log := pageThat(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "half")
		panic("spilled the tea")
	})
	defer func() {
		if reason := recover(); reason != http.ErrAbortHandler {
			t.Errorf("the connection is not broken off: %v", reason)
		}
		if !strings.Contains(log.String(), "spilled the tea") {
			t.Errorf("the log says %q", log)
		}
	}()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

func TestAbortPassesSilently(t *testing.T) {
	h, log := pageThat(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	defer func() {
		if reason := recover(); reason != http.ErrAbortHandler || log.Len() > 0 {
			t.Errorf("%v; the log says %q", reason, log)
		}
	}()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

func TestPageCanFlush(t *testing.T) {
	h, _ := pageThat(func(w http.ResponseWriter, _ *http.Request) {
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
	})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if !w.Flushed {
		t.Error("nothing was flushed")
	}
}
