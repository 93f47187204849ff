package scenes_test

import (
	"net/url"
	"testing"
	"time"

	"flaglab/app/scenes"
)

func TestSettingsRoundTrip(t *testing.T) {
	query := url.Values{"scene": {"errors"}, "cc": {"A"}, "workers": {"5"}, "delay": {"1"}, "seed": {"9"}, "fails": {"AD"}, "timeout": {"1.5"}}
	s := scenes.SettingsFromQuery(query)
	if got := s.Query().Encode(); got != query.Encode() {
		t.Errorf("query %s, want %s", got, query.Encode())
	}
	p, errs := s.Plan()
	if len(errs) > 0 || p.Scene.Name != "errors" || len(p.Codes) != 26 || p.Workers != 5 || p.Fails != "AD" || p.Timeout != 1500*time.Millisecond || p.Weather.Seed != 9 {
		t.Errorf("plan %+v, errors %v", p, errs)
	}
	if got := scenes.SettingsFromQuery(url.Values{"cc": {"BR CN ID IN US"}, "workers": {"3"}}).Query().Encode(); got != "" {
		t.Errorf("defaults are written: %q", got)
	}
}

func TestSettingsSayWhatIsWrong(t *testing.T) {
	for name, texts := range map[string][]string{
		"scene":   {"opera"},
		"cc":      {"ABC", "EVERY", "A B"},
		"workers": {"0", "21", "x"},
		"delay":   {"-1", "11"},
		"seed":    {"x"},
		"fails":   {"FR"},
		"timeout": {"-1", "61", "NaN", "x"},
	} {
		for _, text := range texts {
			var s scenes.Settings
			s.Set(name, text)
			if _, errs := s.Plan(); errs[name] == "" || len(errs) != 1 {
				t.Errorf("%s=%q: errors %v, want one for %s", name, text, errs, name)
			}
		}
	}
}

func TestErrorsSceneHasAFailingTask(t *testing.T) {
	if p, _ := (scenes.Settings{Scene: "errors"}).Plan(); p.Fails != "CN" {
		t.Errorf("fails %q, want CN", p.Fails)
	}
	if p, _ := (scenes.Settings{Scene: "errors", Fails: "NONE"}).Plan(); p.Fails != "" {
		t.Errorf("fails %q, want none", p.Fails)
	}
	if p, _ := (scenes.Settings{Scene: "deadlock", Workers: "9"}).Plan(); p.Workers != 1 {
		t.Errorf("the deadlock has %d workers, want 1", p.Workers)
	}
}
