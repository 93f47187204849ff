package json_test

import (
	stdjson "encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"flaglab/app/json"
)

type inner struct {
	At   time.Duration `json:"at"`
	Code string        `json:"code,omitempty"`
}

type sample struct {
	inner
	Inner  inner `json:"inner,omitzero"`
	Hidden int   `json:"-"`
	Plain  string
	Code   string            `json:"code,omitempty"` // hides the embedded one
	Flag   bool              `json:"flag,omitempty"`
	Small  int8              `json:"small"`
	Seed   uint64            `json:"seed,omitempty"`
	Share  float64           `json:"share"`
	List   []string          `json:"list,omitempty"`
	Many   []inner           `json:"many"`
	Names  map[string]string `json:"names,omitempty"`
	Maybe  *inner            `json:"maybe,omitempty"`
}

var samples = []sample{
	{},
	{inner: inner{At: time.Second, Code: "lost"}, Plain: "a\"b\\c\n\t\x01\u2028 <é> 🇧🇷", Code: "BR", Flag: true, Small: -128, Seed: math.MaxUint64,
		Share: 0.1, List: []string{"", "x"}, Many: []inner{{}, {At: 3}}, Names: map[string]string{"z": "1", "a": "2"}, Maybe: &inner{}},
	{Share: 1e-7, Many: []inner{}, Inner: inner{At: -1}},
	{Share: 1e21},
	{Share: -123456789.25},
	{Plain: "\xff"},
}

// What is written is what encoding/json writes, but for the escapes that HTML asks for.
func TestWritesWhatEncodingJSONWrites(t *testing.T) {
	for _, s := range samples {
		for _, indent := range []string{"", " "} {
			got := json.MarshalIndent(s, indent)
			if indent == "" {
				got = json.Marshal(s)
			}
			var ours, theirs any
			want, _ := stdjson.Marshal(s)
			if err := stdjson.Unmarshal(got, &ours); err != nil {
				t.Fatalf("%v in %s", err, got)
			}
			if err := stdjson.Unmarshal(want, &theirs); err != nil || !reflect.DeepEqual(ours, theirs) {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		}
	}
	small, _ := stdjson.Marshal([]float64{1e-7, 2.5e-12, 1e21})
	if got := json.Marshal([]float64{1e-7, 2.5e-12, 1e21}); string(got) != string(small) {
		t.Errorf("got %s, want %s", got, small)
	}
	list := []map[string]any{{"b": 1, "a": []int{}, "c": []int{1, 2}}, {}}
	want, _ := stdjson.MarshalIndent(list, "", " ")
	if got := json.MarshalIndent(list, " "); string(got) != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A mistake of the caller is no error of the data, and is not taken for success.
func TestPanicsWhereThereIsNothingToReadInto(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a value that is no pointer was accepted")
		}
	}()
	json.Unmarshal([]byte("{}"), sample{})
}

func TestPanicsWhereThereIsNoJSON(t *testing.T) {
	for name, v := range map[string]any{"function": func() {}, "not a number": math.NaN(), "keys": map[int]int{1: 1}} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			json.Marshal(v)
		})
	}
}

func TestRefuses(t *testing.T) {
	for _, text := range []string{``, `{`, `{"small":128}`, `{"small":1.5}`, `{"small":"1"}`, `{"share":01}`, `{"share":+1}`, `{"share":1e}`, `{"Plain":"\x"}`,
		`{"Plain":"\u12"}`, "{\"Plain\":\"\n\"}", `{"Plain":"`, `{} {}`, `{"list":["a",]}`, `{,}`, `[]`, `{"seed":-1}`, `{"unknown":tru}`, `{"flag":1}`} {
		var s, std sample
		if err := json.Unmarshal([]byte(text), &s); err == nil {
			t.Errorf("%s was read", text)
		}
		if err := stdjson.Unmarshal([]byte(text), &std); err == nil {
			t.Errorf("encoding/json reads %s: the example is wrong", text)
		}
	}
}

// FuzzUnmarshal reads what encoding/json reads, in the same way, but for the case of names.
func FuzzUnmarshal(f *testing.F) {
	for _, s := range samples {
		f.Add(string(json.Marshal(s)))
	}
	f.Add(`{"Plain":"\ud83c\udde7\ud83c\u0041\/\b\f\r","list":null,"other":[{"a":[1,true,null]}],"maybe":{"at":5}}`)
	f.Fuzz(func(t *testing.T, text string) {
		type exact struct { // no two of its names differ in case alone
			Q0 string    `json:"0"`
			Q1 []float64 `json:"1"`
			Q2 *int      `json:"2"`
			Q3 []string  `json:"3"`
		}
		var ours, theirs exact
		got, want := json.Unmarshal([]byte(text), &ours), stdjson.Unmarshal([]byte(text), &theirs)
		if got == nil && want != nil {
			t.Fatalf("%q was read; encoding/json: %v", text, want)
		}
		if got != nil && want == nil && len(text) < 100 {
			t.Fatalf("%q: %v; encoding/json reads it", text, got)
		}
		if got == nil && !reflect.DeepEqual(ours, theirs) {
			t.Fatalf("%q: %+v; encoding/json reads %+v", text, ours, theirs)
		}
	})
}

func TestReadsWhatItWrote(t *testing.T) {
	for _, s := range samples[:5] {
		s.Names, s.inner.Code = nil, "" // maps are only written; the embedded code is hidden
		var read, std sample
		if err := json.Unmarshal(json.Marshal(s), &read); err != nil {
			t.Fatal(err)
		}
		if err := stdjson.Unmarshal(json.Marshal(s), &std); err != nil || !reflect.DeepEqual(read, std) {
			t.Errorf("read %+v, encoding/json %+v, %v", read, std, err)
		}
	}
}

// A page reads what a stranger's link brings: nesting must not use up its stack.
func TestRefusesWhatIsNestedTooDeeply(t *testing.T) {
	nested := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	var passed struct{ Many []inner }
	within := append(append([]byte(`{"x":`), nested(99)...), '}')
	if err := json.Unmarshal(within, &passed); err != nil {
		t.Errorf("a hundred levels: %v", err)
	}
	if err := json.Unmarshal(append(append([]byte(`{"x":`), nested(200)...), '}'), &passed); err == nil || !strings.Contains(err.Error(), "nested too deeply") {
		t.Errorf("two hundred levels: %v", err)
	}
}
