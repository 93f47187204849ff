package recording

import (
	"encoding/binary"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"flaglab/app/fnv"
	"flaglab/app/runlog"
)

// The limits of what is read. MaxText is also that of what is written.
const (
	MaxText   = 20_000 // characters of a link: as many as mail and messengers leave whole
	maxEvents = 30_000
	maxWord   = 500     // bytes of one text
	maxName   = 32      // bytes of a text that names the places after it
	maxWords  = 100_000 // of all texts together
	maxKnown  = 2000    // texts in one place
	maxRuns   = 100
	maxTask   = 1000 // of tasks and lanes
	lowest    = -9   // of what is no task, such as a heartbeat
	maxTime   = 24 * time.Hour
	maxNumber = 1 << 40
)

// Recording is a log and what must be known to show it.
type Recording struct {
	Kind    string // Live, Local, Simulated
	Guess   string // as in a link
	Hidden  bool   // nobody saw the tab for a part of the run
	Stopped bool   // it was cancelled, or could not run
	Events  []runlog.Event
}

// version begins each text.
const version = "1"

// Error says what is wrong with a text, in words for the person.
type Error string

func (e Error) Error() string { return string(e) }

// What can be wrong.
const (
	errCut      Error = "it was cut short or changed on its way"
	errVersion  Error = "it is from another release of Flag Lab"
	errSettings Error = "it was recorded with other settings"
	errLong     Error = "it is too long"
	ErrNonsense Error = "it describes an impossible run"
)

// Encode writes a recording as characters that need no escaping in a link. The subject is the lab and its settings; details
// are values of the types that the details of the events have. Times are rounded to microseconds.
func Encode(subject string, r Recording, details ...any) string {
	c := newCodec(newWriter(), details)
	c.recording(&r)
	return seal(subject, c.coder.bytes())
}

// seal writes data as a text, with the sums of the subject and of the data.
func seal(subject string, data []byte) string {
	sums := appendSum(appendSum(nil, []byte(subject))[:2], data)
	return version + toText(append(sums, data...))
}

// Decode reads what Encode wrote for the same subject. The error is an [Error].
func Decode(subject, text string, details ...any) (r Recording, err error) {
	if len(text) > MaxText {
		return r, errLong
	}
	body, ok := strings.CutPrefix(text, version)
	switch {
	case !ok && text != "" && '0' <= text[0] && text[0] <= '9':
		return r, errVersion
	case !ok:
		return r, errCut
	}
	data := toBytes(body)
	if len(data) < 6 || string(data[2:6]) != string(appendSum(nil, data[6:])) {
		return r, errCut
	}
	if string(data[:2]) != string(appendSum(nil, []byte(subject))[:2]) {
		return r, errSettings
	}
	defer func() {
		switch problem := recover().(type) {
		case nil:
		case Error:
			r, err = Recording{}, problem
		default: // a stranger's link must not end the page
			r, err = Recording{}, ErrNonsense
		}
	}()
	c := newCodec(newReader(data[6:]), details)
	c.recording(&r)
	if c.coder.over() {
		return Recording{}, errCut
	}
	return r, nil
}

// appendSum appends a checksum of the data, against accidents.
func appendSum(to, data []byte) []byte {
	return binary.BigEndian.AppendUint32(to, fnv.Sum32(data))
}

// codec writes or reads a recording: each function codes what it is given a pointer to.
type codec struct {
	coder   *coder
	details []reflect.Type

	places map[string]*place
	last   map[string]int64 // the last number by its place
	words  map[string][]string
	chars  [256][256]chance // by the character before
	length int              // of all texts
}

func newCodec(c *coder, details []any) *codec {
	x := &codec{coder: c, places: map[string]*place{}, last: map[string]int64{}, words: map[string][]string{}}
	for _, d := range details {
		x.details = append(x.details, reflect.TypeOf(d))
	}
	return x
}

// require refuses what is read.
func (c *codec) require(ok bool) {
	if c.coder.reading && (!ok || c.coder.over()) {
		panic(ErrNonsense)
	}
}

func (c *codec) number(name string, v *uint64) {
	p := c.places[name]
	if p == nil {
		p = &place{}
		c.places[name] = p
	}
	*v = c.coder.number(p, *v)
}

// step codes a number as its difference to the last one of its place.
func (c *codec) step(name, before string, v *int64) {
	d := *v - c.last[before]
	u := uint64(d<<1) ^ uint64(d>>63)
	c.number(name, &u)
	*v = c.last[before] + (int64(u>>1) ^ -int64(u&1))
	c.require(*v >= -maxNumber && *v <= maxNumber)
	c.last[before] = *v
}

// word codes a text: by its number if it has been there.
func (c *codec) word(name string, s *string) {
	known := c.words[name]
	n := uint64(len(known))
	if !c.coder.reading {
		*s = clean(*s)
		for i, w := range known {
			if w == *s {
				n = uint64(i)
			}
		}
	}
	c.number(name, &n)
	c.require(n <= uint64(len(known)))
	if n < uint64(len(known)) {
		*s = known[n]
		return
	}
	size := uint64(len(*s))
	c.number("#", &size)
	c.length += int(min(size, maxWords))
	c.require(size <= maxWord && c.length <= maxWords)
	text := make([]byte, size)
	copy(text, *s)
	before := byte(0)
	for i := range text {
		text[i] = byte(c.coder.tree(c.chars[before][:], 8, uint32(text[i])))
		before = text[i]
	}
	*s = string(text)
	c.require(clean(*s) == *s && len(known) < maxKnown)
	c.words[name] = append(known, *s)
}

// clean cuts a text to what may be in a link: no control characters, nothing but UTF-8, not too much.
func clean(s string) string {
	var kept []byte
	for _, r := range s {
		if (r >= ' ' || r == '\n' || r == '\t') && r != utf8.RuneError && len(kept) < maxWord-utf8.UTFMax {
			kept = utf8.AppendRune(kept, r)
		}
	}
	return string(kept)
}

func (c *codec) recording(r *Recording) {
	head := reflect.ValueOf(r).Elem()
	for i := range head.NumField() - 1 {
		c.value(head.Type().Field(i).Name, head.Field(i))
	}
	n := uint64(len(r.Events))
	c.number("events", &n)
	c.require(n <= maxEvents)
	for i := range n {
		if c.coder.reading {
			r.Events = append(r.Events, runlog.Event{})
		}
		c.event(&r.Events[i])
	}
}

func (c *codec) event(e *runlog.Event) {
	run, state := e.Run, string(e.State)
	c.word("run", &run)
	c.require(len(c.words["run"]) <= maxRuns)
	c.word("state", &state)
	kind := uint64(0)
	for i, t := range c.details {
		if e.Detail != nil && reflect.TypeOf(e.Detail) == t {
			kind = uint64(i + 1)
		}
	}
	c.number("detail/"+state, &kind)
	c.require(kind <= uint64(len(c.details)))
	alike := state + strconv.FormatUint(kind, 10)

	task, lane, at := int64(e.Task), int64(e.Lane), int64(e.At/time.Microsecond)
	c.step("task/"+alike, "task/"+run+alike, &task)
	c.step("lane/"+alike, "lane/"+run+strconv.FormatInt(task, 10), &lane)
	c.step("at/"+alike, "at/"+run, &at)
	c.require(task >= lowest && task < maxTask && lane >= runlog.NoLane && lane < maxTask)
	c.require(at >= 0 && at <= int64(maxTime/time.Microsecond))
	if c.coder.reading {
		*e = runlog.Event{Run: run, Task: int(task), Lane: int(lane), State: runlog.State(state), At: time.Duration(at) * time.Microsecond}
	}
	if kind > 0 {
		detail := reflect.New(c.details[kind-1]).Elem()
		if !c.coder.reading {
			detail.Set(reflect.ValueOf(e.Detail))
		}
		c.value(alike, detail)
		c.require(detail.Kind() != reflect.Pointer || !detail.IsNil())
		e.Detail = detail.Interface()
	}
}

// fine is the time below which a detail keeps its nanoseconds.
const fine = int64(100 * time.Microsecond)

// value codes a detail, or a part of one.
func (c *codec) value(name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		c.word(name, &s)
		if c.coder.reading {
			v.SetString(s)
		}
	case reflect.Pointer:
		is := int64(0)
		if !v.IsNil() {
			is = 1
		}
		if c.step(name, name, &is); is == 0 {
			return
		}
		if c.coder.reading {
			v.Set(reflect.New(v.Type().Elem()))
		}
		c.value(name+"*", v.Elem())
	case reflect.Struct:
		// What stands in a field goes with the words before it: an operation has its line, and its object.
		for i := range v.NumField() {
			field := v.Field(i)
			if !field.CanSet() { // it is nobody's business
				continue
			}
			c.value(name+"."+strconv.Itoa(i), field)
			if field.Kind() == reflect.String && field.Type() != reflect.TypeFor[string]() && field.Len() <= maxName {
				name += field.String()
			}
		}
	default:
		n := toNumber(v)
		c.step(name, name, &n)
		if c.coder.reading {
			c.require(fromNumber(v, n))
		}
	}
}

// toNumber returns what a value is written as. Long times are rounded.
func toNumber(v reflect.Value) int64 {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return 1
		}
		return 0
	case reflect.Int, reflect.Int64:
		n := v.Int()
		if v.Type() == reflect.TypeFor[time.Duration]() && n >= fine {
			n = fine + (n-fine)/int64(time.Microsecond)
		}
		return n
	case reflect.Uint64:
		return int64(v.Uint())
	case reflect.Float64:
		return int64(math.Float32bits(float32(v.Float())))
	}
	panic("recording: there is no way to write a " + v.Type().String())
}

// fromNumber reads what toNumber returned; false if it was something else.
func fromNumber(v reflect.Value, n int64) bool {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(n == 1)
	case reflect.Int, reflect.Int64:
		d := n
		if v.Type() == reflect.TypeFor[time.Duration]() && n >= fine {
			d = fine + (n-fine)*int64(time.Microsecond)
		}
		v.SetInt(d)
	case reflect.Uint64:
		v.SetUint(uint64(n))
	case reflect.Float64:
		x := float64(math.Float32frombits(uint32(n)))
		v.SetFloat(x)
		return x-x == 0 // a number, and no infinite one
	}
	return toNumber(v) == n
}
