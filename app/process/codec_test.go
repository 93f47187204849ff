package process

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Everything has a value of each kind that can be sent.
type Everything struct {
	Bool    bool
	Int     int
	Int8    int8
	Int64   int64
	Uint8   uint8
	Uint64  uint64
	Float32 float32
	Float64 float64
	Complex complex128
	String  string
	Bytes   []byte
	Named   Buffer
	Ints    []int
	Array   [3]uint16
	Structs []struct{ A, B string }
	Nothing []struct{}
	Map     map[string][]float64
	Set     map[[2]int]struct{}
	Unit    map[struct{}]struct{}
	Time    time.Time
	Lasts   time.Duration
	Tree    Tree
}

// Buffer and Tree are types with names of their own.
type (
	Buffer []Octet
	Octet  uint8
	Tree   map[string]Tree
)

func TestWhatArrivesIsWhatWasSent(t *testing.T) {
	values := []any{
		Everything{},
		Everything{
			true, math.MinInt64, -128, math.MaxInt64, 255, math.MaxUint64, math.SmallestNonzeroFloat32, math.MaxFloat64,
			complex(math.Inf(1), math.Copysign(0, -1)), "héllo\x00\xff", []byte{0, 1, 255}, Buffer{7}, []int{1, -1, 1 << 40}, [3]uint16{1, 2, 65535},
			[]struct{ A, B string }{{"a", ""}, {"", "b"}}, make([]struct{}, 5), map[string][]float64{"": nil, "x": {}, "y": {1, 2}},
			map[[2]int]struct{}{{1, 2}: {}}, map[struct{}]struct{}{{}: {}}, time.Unix(1e9, 7).UTC(), time.Hour,
			Tree{"a": {"b": nil}, "c": {}},
		},
		struct{}{}, []byte(nil), []byte{}, []int(nil), []int{}, map[int]int(nil), map[int]int{}, "", 0, -1, [0]int{},
	}
	for _, in := range values {
		if why := crossable(reflect.TypeOf(in)); why != "" {
			t.Fatal(why)
		}
		e := encoder{data: []byte("head")}
		e.value(reflect.ValueOf(in))
		out := reflect.New(reflect.TypeOf(in))
		d := decoder{data: e.data[4:]}
		d.value(out.Elem())
		if e.err != nil || d.err != nil || len(d.data) > 0 {
			t.Fatalf("%T: %v, %v, %d bytes left", in, e.err, d.err, len(d.data))
		}
		if got := out.Elem().Interface(); !reflect.DeepEqual(got, in) {
			t.Errorf("%#v became %#v", in, got)
		}
		for n := range len(d.data) {
			d := decoder{data: e.data[4 : 4+n]}
			d.value(reflect.New(reflect.TypeOf(in)).Elem())
			if d.err == nil {
				t.Errorf("%T: %d of %d bytes were enough", in, n, len(e.data)-4)
			}
		}
	}
}

func TestNotANumberCrosses(t *testing.T) {
	var e encoder
	e.value(reflect.ValueOf([]float64{math.NaN(), math.Inf(-1)}))
	var out []float64
	d := decoder{data: e.data}
	if d.pointer(&out); !math.IsNaN(out[0]) || !math.IsInf(out[1], -1) {
		t.Error(out)
	}
}

func TestALargeBufferIsCopiedOnceEachWay(t *testing.T) {
	buffer := make([]byte, 1<<20)
	in := reflect.ValueOf(buffer)
	var frame []byte
	if n := testing.AllocsPerRun(10, func() {
		e := encoder{data: make([]byte, 0, 64)}
		e.value(in)
		frame = e.data
	}); n > 3 { // the encoder, its first bytes, the buffer's place
		t.Error("encoding takes", n, "allocations")
	}
	var out []byte
	d := decoder{data: frame}
	d.pointer(&out)
	if &out[len(out)-1] != &frame[len(frame)-1] {
		t.Error("decoding makes a copy")
	}
}

// Stubborn encodes itself, or refuses.
type Stubborn struct{ text string }

func (s Stubborn) MarshalBinary() ([]byte, error) {
	if s.text == "" {
		return nil, errors.New("nothing to say")
	}
	return []byte(s.text), nil
}

func (s *Stubborn) UnmarshalBinary(b []byte) error {
	switch string(b) {
	case "error":
		return errors.New("do not like it")
	case "panic":
		panic("do not know it")
	}
	s.text = string(b)
	return nil
}

func TestTypesThatEncodeThemselves(t *testing.T) {
	for in, want := range map[string]string{
		"fine":  "fine <nil> <nil>",
		"":      " cannot pickle process.Stubborn: nothing to say <nil>",
		"error": " <nil> malformed message: process.Stubborn: do not like it",
		"panic": " <nil> malformed message: process.Stubborn: panic: do not know it",
	} {
		var e encoder
		e.value(reflect.ValueOf(Stubborn{in}))
		var out Stubborn
		d := decoder{data: e.data}
		d.pointer(&out)
		if got := fmt.Sprint(out.text, " ", e.err, " ", d.err); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// FuzzDecoder: whatever the bytes, there is an error or a value, and a value survives another
// journey.
func FuzzDecoder(f *testing.F) {
	var e encoder
	e.value(reflect.ValueOf(Everything{String: "x", Ints: []int{1}, Map: map[string][]float64{"a": {1}}, Time: time.Unix(1, 0)}))
	f.Add(e.data)
	f.Add([]byte(strings.Repeat("\xff", 100)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, second Everything
		d := decoder{data: data}
		d.pointer(&first)
		if d.err != nil {
			return
		}
		if len(first.Nothing) > 1<<16 {
			return // DeepEqual takes a step for each nothing
		}
		var e encoder
		e.value(reflect.ValueOf(first))
		d = decoder{data: e.data}
		d.pointer(&second)
		if e.err != nil || d.err != nil {
			t.Fatal(e.err, d.err)
		}
		if fmt.Sprintf("%#v", first) != fmt.Sprintf("%#v", second) {
			t.Fatalf("%#v became %#v", first, second)
		}
	})
}

// FuzzFrames: both ends survive whatever they are sent.
func FuzzFrames(f *testing.F) {
	f.Add((&hello{Init: "x"}).frame())
	f.Add(append(callHeader(1, "double", 1), 84))
	e := encoder{data: []byte{1}}
	e.bits(1)
	e.bits(1)
	e.outcome("task", "worker", errMalformed)
	f.Add(e.data)
	f.Fuzz(func(t *testing.T, data []byte) {
		parseHello(&decoder{data: data})
		parseAnswer(&decoder{data: data})
		c := parseCall(&decoder{data: data})
		if c.in.err == nil {
			var input Everything
			c.in.pointer(&input)
		}
	})
}

func FuzzNextFrame(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{2, 0, 0, 0, 'R', 0})
	f.Add(appendFrame(appendFrame(nil, []byte("one")), nil))
	f.Add([]byte{255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, message []byte) {
		var again []byte
		for frame, rest := nextFrame(message); frame != nil; frame, rest = nextFrame(rest) {
			again = appendFrame(again, frame)
		}
		if !bytes.HasPrefix(message, again) {
			t.Errorf("of %v came %v", message, again)
		}
	})
}
