package json

import (
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// deepest is how far arrays and objects may be nested.
const deepest = 100

// Unmarshal reads data into what v points to. Members without a field are ignored; null leaves a value as it is, but
// sets a pointer, slice or map to nil.
func Unmarshal(data []byte, v any) (err error) {
	d := decoder{data: data}
	defer func() {
		switch problem := recover().(type) {
		case nil:
		case syntaxError:
			err = problem
		default:
			panic(problem)
		}
	}()
	d.value(reflect.ValueOf(v).Elem(), 0)
	if d.space(); d.at < len(d.data) {
		d.fail("the end was expected")
	}
	return nil
}

type syntaxError struct {
	at   int
	what string
}

func (e syntaxError) Error() string { return fmt.Sprintf("json: at byte %d: %s", e.at, e.what) }

type decoder struct {
	data []byte
	at   int
}

func (d *decoder) fail(what string) { panic(syntaxError{d.at, what}) }

// peek returns the next byte, and 0 at the end.
func (d *decoder) peek() byte {
	if d.at < len(d.data) {
		return d.data[d.at]
	}
	return 0
}

func (d *decoder) space() {
	for c := d.peek(); c == ' ' || c == '\n' || c == '\t' || c == '\r'; c = d.peek() {
		d.at++
	}
}

// has passes over c and says true, or says false.
func (d *decoder) has(c byte) bool {
	if d.peek() != c || c == 0 {
		return false
	}
	d.at++
	return true
}

func (d *decoder) want(c byte) {
	if !d.has(c) {
		d.fail("a " + strconv.QuoteRune(rune(c)) + " was expected")
	}
}

func (d *decoder) word(w string) {
	if end := d.at + len(w); end > len(d.data) || string(d.data[d.at:end]) != w {
		d.fail("a value was expected")
	}
	d.at += len(w)
}

// value reads a value into v; an invalid v passes over it.
func (d *decoder) value(v reflect.Value, depth int) {
	if depth > deepest {
		d.fail("nested too deeply")
	}
	d.space()
	if d.peek() == 'n' {
		d.word("null")
		switch v.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			v.SetZero()
		}
		return
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	switch c := d.peek(); {
	case c == '{':
		d.object(v, depth)
	case c == '[':
		d.array(v, depth)
	case c == '"':
		d.kind(v, reflect.String)
		if s := d.quoted(); v.IsValid() {
			v.SetString(s)
		}
	case c == 't':
		d.word("true")
		d.truth(v, true)
	case c == 'f':
		d.word("false")
		d.truth(v, false)
	default:
		d.number(v)
	}
}

// kind fails if v is neither of the kind nor to be passed over.
func (d *decoder) kind(v reflect.Value, kind reflect.Kind) {
	if v.IsValid() && v.Kind() != kind {
		d.fail("a value for a " + v.Type().String() + " was expected")
	}
}

func (d *decoder) truth(v reflect.Value, is bool) {
	if d.kind(v, reflect.Bool); v.IsValid() {
		v.SetBool(is)
	}
}

func (d *decoder) array(v reflect.Value, depth int) {
	d.kind(v, reflect.Slice)
	d.want('[')
	if v.IsValid() {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
	if d.space(); d.has(']') {
		return
	}
	for {
		var element reflect.Value
		if v.IsValid() {
			element = reflect.New(v.Type().Elem()).Elem()
		}
		d.value(element, depth+1)
		if v.IsValid() {
			v.Set(reflect.Append(v, element))
		}
		if d.space(); !d.has(',') {
			d.want(']')
			return
		}
	}
}

func (d *decoder) object(v reflect.Value, depth int) {
	d.kind(v, reflect.Struct)
	var known []member
	if v.IsValid() {
		known = members(v.Type())
	}
	d.want('{')
	if d.space(); d.has('}') {
		return
	}
	for {
		d.space()
		name := d.quoted()
		d.space()
		d.want(':')
		var field reflect.Value
		for _, m := range known {
			if m.name == name {
				field = m.field(v)
			}
		}
		d.value(field, depth+1)
		if d.space(); !d.has(',') {
			d.want('}')
			return
		}
	}
}

// number reads a number by the grammar of JSON, which is narrower than Go's.
func (d *decoder) number(v reflect.Value) {
	begin := d.at
	digits := func() {
		from := d.at
		for c := d.peek(); c >= '0' && c <= '9'; c = d.peek() {
			d.at++
		}
		if d.at == from {
			d.fail("a value was expected")
		}
	}
	d.has('-')
	if !d.has('0') {
		digits()
	}
	if d.has('.') {
		digits()
	}
	if d.has('e') || d.has('E') {
		if !d.has('+') {
			d.has('-')
		}
		digits()
	}
	if !v.IsValid() {
		return
	}
	text, err := string(d.data[begin:d.at]), error(nil)
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		var n int64
		n, err = strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		var n uint64
		n, err = strconv.ParseUint(text, 10, v.Type().Bits())
		v.SetUint(n)
	case reflect.Float32, reflect.Float64:
		var f float64
		f, err = strconv.ParseFloat(text, v.Type().Bits())
		v.SetFloat(f)
	default:
		err = strconv.ErrSyntax
	}
	if err != nil {
		d.at = begin
		d.fail(text + " does not fit a " + v.Type().String())
	}
}

// quoted reads text. What is no UTF-8, or half of a surrogate pair, becomes U+FFFD.
func (d *decoder) quoted() string {
	d.want('"')
	var text []byte
	for {
		c := d.peek()
		switch {
		case c < 0x20:
			d.fail("the text does not end")
		case c == '"':
			d.at++
			return string(text)
		case c == '\\':
			d.at++
			text = utf8.AppendRune(text, d.escape())
		default:
			r, size := utf8.DecodeRune(d.data[d.at:])
			d.at += size
			text = utf8.AppendRune(text, r)
		}
	}
}

// escape reads what follows a backslash.
func (d *decoder) escape() rune {
	c := d.peek()
	d.at++
	switch c {
	case '"', '\\', '/':
		return rune(c)
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'u':
		r := d.unit()
		if !utf16.IsSurrogate(r) {
			return r
		}
		if before := d.at; d.has('\\') && d.has('u') {
			if pair := utf16.DecodeRune(r, d.unit()); pair != utf8.RuneError {
				return pair
			}
			d.at = before // the second stands for itself
		} else {
			d.at = before
		}
		return utf8.RuneError
	}
	d.at--
	d.fail("an unknown escape")
	return 0
}

// unit reads the four digits of a UTF-16 code unit.
func (d *decoder) unit() (r rune) {
	for range 4 {
		digit, err := strconv.ParseUint(string(rune(d.peek())), 16, 8)
		if err != nil {
			d.fail("four hexadecimal digits were expected")
		}
		d.at++
		r = r<<4 | rune(digit)
	}
	return r
}
