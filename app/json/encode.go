package json

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Marshal writes v without white space. It panics if there is no JSON for v, which is a mistake in the program.
func Marshal(v any) []byte {
	e := encoder{}
	e.value(reflect.ValueOf(v))
	return e.data
}

// MarshalIndent writes v with a line for each element, indented by one more indent on each level. It panics as
// Marshal does.
func MarshalIndent(v any, indent string) []byte {
	e := encoder{indent: indent}
	e.value(reflect.ValueOf(v))
	return e.data
}

type encoder struct {
	data   []byte
	indent string // empty: no white space at all
	level  int
}

func (e *encoder) text(s string) { e.data = append(e.data, s...) }

func (e *encoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Invalid:
		e.text("null")
	case reflect.Pointer, reflect.Interface:
		e.value(v.Elem())
	case reflect.Bool:
		e.data = strconv.AppendBool(e.data, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.data = strconv.AppendInt(e.data, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.data = strconv.AppendUint(e.data, v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		e.number(v.Float(), v.Type().Bits())
	case reflect.String:
		e.quoted(v.String())
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.IsNil() {
			e.text("null")
			return
		}
		e.list("[", "]", v.Len(), func(i int) { e.value(v.Index(i)) })
	case reflect.Map:
		e.object(v)
	case reflect.Struct:
		e.structure(v)
	default:
		panic("json: there is no JSON for a " + v.Type().String())
	}
}

// list writes count elements between brackets.
func (e *encoder) list(open, end string, count int, element func(int)) {
	e.text(open)
	e.level++
	for i := range count {
		if i > 0 {
			e.text(",")
		}
		e.newLine()
		element(i)
	}
	e.level--
	if count > 0 {
		e.newLine()
	}
	e.text(end)
}

func (e *encoder) newLine() {
	if e.indent != "" {
		e.text("\n" + strings.Repeat(e.indent, e.level))
	}
}

func (e *encoder) name(s string) {
	e.quoted(s)
	e.text(":")
	if e.indent != "" {
		e.text(" ")
	}
}

// object writes a map, its keys in order.
func (e *encoder) object(v reflect.Value) {
	if v.IsNil() {
		e.text("null")
		return
	}
	keys := map[string]reflect.Value{}
	for _, key := range v.MapKeys() {
		if key.Kind() != reflect.String {
			panic("json: the keys of a " + v.Type().String() + " are no text")
		}
		keys[key.String()] = key
	}
	names := slices.Sorted(maps.Keys(keys)) // to sort reflect.Values would make the page 4 KB larger
	e.list("{", "}", len(names), func(i int) {
		e.name(names[i])
		e.value(v.MapIndex(keys[names[i]]))
	})
}

func (e *encoder) structure(v reflect.Value) {
	written := slices.DeleteFunc(members(v.Type()), func(m member) bool {
		field := m.field(v)
		return m.omitZero && field.IsZero() || m.omitEmpty && empty(field)
	})
	e.list("{", "}", len(written), func(i int) {
		e.name(written[i].name)
		e.value(written[i].field(v))
	})
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// number writes a number as JavaScript would.
func (e *encoder) number(f float64, bits int) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		panic("json: there is no JSON for " + strconv.FormatFloat(f, 'g', -1, 64))
	}
	form := byte('f')
	if size := math.Abs(f); size != 0 && (size < 1e-6 || size >= 1e21) {
		form = 'e'
	}
	e.data = strconv.AppendFloat(e.data, f, form, -1, bits)
	if n := len(e.data); form == 'e' && e.data[n-4] == 'e' && e.data[n-2] == '0' { // e-07
		e.data = append(e.data[:n-2], e.data[n-1])
	}
}

// quoted writes text. What is no UTF-8 becomes U+FFFD.
func (e *encoder) quoted(s string) {
	e.text(`"`)
	for _, r := range s { // an invalid byte is utf8.RuneError
		switch {
		case r == '"' || r == '\\':
			e.data = append(e.data, '\\', byte(r))
		case r == '\n':
			e.text(`\n`)
		case r == '\t':
			e.text(`\t`)
		case r < 0x20:
			e.text(`\u00` + string("0123456789abcdef"[r>>4]) + string("0123456789abcdef"[r&15]))
		default:
			e.data = utf8.AppendRune(e.data, r)
		}
	}
	e.text(`"`)
}
