package process

import (
	"encoding"
	"encoding/binary"
	"math"
	"reflect"
	"slices"
)

// maxDepth is how deeply values may be nested. It stops a slice that contains itself.
const maxDepth = 1000

// An encoder writes values one after another. After the first error it writes nothing.
//
// Integers are written as varints, floats as their bits, strings and slices as a
// length and their elements, structs as their fields in order. There are no names and
// no types: both ends are the same program.
type encoder struct {
	data  []byte
	err   error
	depth int
}

func (e *encoder) byte(b byte)     { e.data = append(e.data, b) }
func (e *encoder) uint(n uint64)   { e.data = binary.AppendUvarint(e.data, n) }
func (e *encoder) int(n int64)     { e.data = binary.AppendVarint(e.data, n) }
func (e *encoder) bits(n uint64)   { e.data = binary.LittleEndian.AppendUint64(e.data, n) }
func (e *encoder) float(x float64) { e.bits(math.Float64bits(x)) }

func (e *encoder) string(s string) {
	e.uint(uint64(len(s)))
	e.data = append(e.data, s...)
}

func (e *encoder) bytes(b []byte) {
	// Grow once, so that a large buffer is copied only once.
	e.data = slices.Grow(e.data, len(b)+binary.MaxVarintLen64)
	e.uint(uint64(len(b)))
	e.data = append(e.data, b...)
}

// value writes a value of a type that can cross.
func (e *encoder) value(v reflect.Value) {
	if e.err != nil {
		return
	}
	if e.depth++; e.depth > maxDepth {
		e.err = picklingError("a value that is nested more than %d levels deep", maxDepth)
		return
	}
	e.content(v)
	e.depth--
}

func (e *encoder) content(v reflect.Value) {
	if encodesItself(v.Type()) {
		b, err := v.Interface().(encoding.BinaryMarshaler).MarshalBinary()
		if err != nil {
			e.err = picklingError("%v: %w", v.Type(), err)
		}
		e.bytes(b)
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			e.byte(1)
		} else {
			e.byte(0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.int(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.uint(v.Uint())
	case reflect.Float32, reflect.Float64:
		e.float(v.Float())
	case reflect.Complex64, reflect.Complex128:
		e.float(real(v.Complex()))
		e.float(imag(v.Complex()))
	case reflect.String:
		e.string(v.String())
	case reflect.Slice:
		e.slice(v)
	case reflect.Array:
		for i := range v.Len() {
			e.value(v.Index(i))
		}
	case reflect.Map:
		e.mapping(v)
	case reflect.Struct:
		for i := range v.NumField() {
			e.value(v.Field(i))
		}
	default: // crossable has refused it
		e.err = picklingError("%v", v.Type())
	}
}

// slice writes a nil slice as 0; otherwise 1, then the bytes of a byte slice or the
// elements of another.
func (e *encoder) slice(v reflect.Value) {
	if v.IsNil() {
		e.byte(0)
		return
	}
	e.byte(1)
	if v.Type().Elem().Kind() == reflect.Uint8 {
		e.bytes(v.Bytes())
		return
	}
	e.uint(uint64(v.Len()))
	if v.Type().Elem().Size() == 0 {
		return // however many they are
	}
	for i := range v.Len() {
		e.value(v.Index(i))
	}
}

func (e *encoder) mapping(v reflect.Value) {
	if v.IsNil() {
		e.byte(0)
		return
	}
	e.byte(1)
	e.uint(uint64(v.Len()))
	for it := v.MapRange(); it.Next(); {
		e.value(it.Key())
		e.value(it.Value())
	}
}
