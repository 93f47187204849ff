package recording_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"flaglab/app/recording"
	"flaglab/app/runlog"
)

// Kind has words that others go with.
type Kind string

// Inner is a part of a detail.
type Inner struct {
	Number int
	Name   string
}

// Detail has a field of each type that can be written.
type Detail struct {
	Kind   Kind
	At     time.Duration
	Count  int
	Bytes  uint64
	Share  float64
	Is     bool
	Inner  Inner
	Pointy *Inner
}

var types = []any{Detail{}, (*Inner)(nil), ""}

// events are a log in which all of it occurs.
func events() []runlog.Event {
	list := []runlog.Event{{Run: "a", Task: runlog.Whole, Lane: runlog.NoLane, State: runlog.Running}}
	for i := range 50 {
		at := time.Duration(i) * 1037 * time.Microsecond
		list = append(list,
			runlog.Event{Run: "a", Task: i, Lane: i % 3, State: runlog.Running, At: at},
			runlog.Event{Run: "b", Task: -2, Lane: runlog.NoLane, At: at, Detail: "grüße\n🏁"},
			runlog.Event{Run: "a", Task: i, Lane: i % 3, State: runlog.Finished, At: at + time.Second, Detail: Detail{
				Kind: Kind("k" + string(rune('a'+i%3))), At: 1234 * time.Nanosecond, Count: i*i - 70, Bytes: 1 << 39, Share: 0.5, Is: i%2 == 0,
				Inner: Inner{i, "x"}, Pointy: &Inner{-i, ""},
			}},
			runlog.Event{Run: "a", Task: i, State: runlog.Failed, At: at, Detail: &Inner{Name: "broken"}})
	}
	return list
}

func TestARecordingComesOutAsItWentIn(t *testing.T) {
	for _, want := range []recording.Recording{
		{},
		{Kind: "Local", Guess: "speedup:20", Hidden: true, Stopped: true, Events: events()},
	} {
		text := recording.Encode("/?workers=5", want, types...)
		got, err := recording.Decode("/?workers=5", text, types...)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d events: %v\n%+v", len(want.Events), err, got)
		}
		if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("%q needs escaping in a link", text)
		}
	}
}

func TestTimesAreRounded(t *testing.T) {
	log := []runlog.Event{{At: 1234567, Detail: Detail{At: 99_999}}, {At: 5, Detail: Detail{At: 12_345_678}}}
	got, err := recording.Decode("", recording.Encode("", recording.Recording{Events: log}, types...), types...)
	if err != nil {
		t.Fatal(err)
	}
	want := []runlog.Event{{At: 1234 * time.Microsecond, Detail: Detail{At: 99_999}}, {At: 0, Detail: Detail{At: 12_345 * time.Microsecond}}}
	if !reflect.DeepEqual(got.Events, want) {
		t.Errorf("%+v", got.Events)
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	text := recording.Encode("/pool?", recording.Recording{Events: events()}, types...)
	for name, test := range map[string]struct{ subject, text, want string }{
		"nothing":       {"/pool?", "", "cut short"},
		"no number":     {"/pool?", "z" + text[1:], "cut short"},
		"other version": {"/pool?", "2" + text[1:], "another release"},
		"cut short":     {"/pool?", text[:len(text)-3], "cut short"},
		"a wrong sign":  {"/pool?", text[:9] + "*" + text[10:], "cut short"},
		"other setting": {"/pool?workers=2", text, "other settings"},
		"too long":      {"/pool?", text + strings.Repeat("A", recording.MaxText), "too long"},
	} {
		_, err := recording.Decode(test.subject, test.text, types...)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range text { // each single character counts
		other := text[:i] + string(text[i]^1) + text[i+1:]
		if _, err := recording.Decode("/pool?", other, types...); err == nil {
			t.Errorf("character %d may change", i)
		}
	}
}

func TestTextsOfStrangersHaveNoControls(t *testing.T) {
	long := strings.Repeat("é", 400)
	log := []runlog.Event{{Run: "a\x00\x1b[31mb\n", Detail: "\xff" + long}}
	got, err := recording.Decode("", recording.Encode("", recording.Recording{Events: log}, types...), types...)
	if err != nil {
		t.Fatal(err)
	}
	if e := got.Events[0]; e.Run != "a[31mb\n" || !strings.HasPrefix(e.Detail.(string), "éé") || len(e.Detail.(string)) > 500 {
		t.Errorf("%+v", e)
	}
}

// What a stranger writes with the right sums ends as an event or as an error that says so, soon, and never in a panic.
func FuzzDecode(f *testing.F) {
	text := recording.Encode("", recording.Recording{Events: events()}, types...)
	f.Add(recording.Body(text))
	f.Add([]byte{})
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := recording.Decode("", recording.Sealed("", body), types...)
		var said recording.Error
		switch {
		case err == nil && len(r.Events) > 30_000, err != nil && !errors.As(err, &said):
			t.Errorf("%d events, %v", len(r.Events), err)
		case err == nil: // what was read can be written, and read again
			again, err := recording.Decode("", recording.Encode("", r, types...), types...)
			if err != nil && !strings.Contains(err.Error(), "too long") || err == nil && len(again.Events) != len(r.Events) {
				t.Errorf("%+v\ncomes out as %+v, %v", r, again, err)
			}
		}
	})
}
