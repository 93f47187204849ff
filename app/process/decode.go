package process

import (
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
)

// errMalformed means that the bytes were not written by an encoder.
var errMalformed = errors.New("malformed message")

// A decoder reads what an encoder wrote. After the first error it reads only zeros. It
// trusts no input: malformed bytes give an error, and allocate no more memory than
// they are long.
type decoder struct {
	data  []byte
	err   error
	depth int
}

func (d *decoder) fail() {
	if d.err == nil {
		d.err = errMalformed
	}
	d.data = nil
}

func (d *decoder) byte() byte {
	if len(d.data) == 0 {
		d.fail()
		return 0
	}
	b := d.data[0]
	d.data = d.data[1:]
	return b
}

func (d *decoder) uint() uint64 {
	n, size := binary.Uvarint(d.data)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.data = d.data[size:]
	return n
}

func (d *decoder) int() int64 {
	n, size := binary.Varint(d.data)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.data = d.data[size:]
	return n
}

func (d *decoder) bits() uint64 {
	if len(d.data) < 8 {
		d.fail()
		return 0
	}
	n := binary.LittleEndian.Uint64(d.data)
	d.data = d.data[8:]
	return n
}

func (d *decoder) float() float64 { return math.Float64frombits(d.bits()) }

func (d *decoder) string() string { return string(d.bytes()) }

// bytes returns a part of the message, not a copy: a message has one reader, and a
// large buffer should not exist twice.
func (d *decoder) bytes() []byte {
	n := d.uint()
	if n > uint64(len(d.data)) {
		d.fail()
		return nil
	}
	b := d.data[:n:n]
	d.data = d.data[n:]
	return b
}

// length reads how many elements follow, of at least one byte each.
func (d *decoder) length() int {
	n := d.uint()
	if n > uint64(len(d.data)) {
		d.fail()
		return 0
	}
	return int(n)
}

// pointer reads into what p points to.
func (d *decoder) pointer(p any) { d.value(reflect.ValueOf(p).Elem()) }

// value reads into v, which is addressable and of a type that can cross.
func (d *decoder) value(v reflect.Value) {
	if d.err != nil {
		return
	}
	if d.depth++; d.depth > maxDepth {
		d.fail()
		return
	}
	d.content(v)
	d.depth--
}

func (d *decoder) content(v reflect.Value) {
	if encodesItself(v.Type()) {
		d.unmarshal(v)
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(d.byte() != 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(d.int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(d.uint())
	case reflect.Float32, reflect.Float64:
		v.SetFloat(d.float())
	case reflect.Complex64, reflect.Complex128:
		re := d.float()
		v.SetComplex(complex(re, d.float()))
	case reflect.String:
		v.SetString(d.string())
	case reflect.Slice:
		d.slice(v)
	case reflect.Array:
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Map:
		d.mapping(v)
	case reflect.Struct:
		for i := range v.NumField() {
			d.value(v.Field(i))
		}
	default:
		d.fail()
	}
}

func (d *decoder) unmarshal(v reflect.Value) {
	defer func() {
		if r := recover(); r != nil { // a type's own method may panic on bytes that it did not write
			d.err = fmt.Errorf("%w: %v: panic: %v", errMalformed, v.Type(), r)
		}
	}()
	err := v.Addr().Interface().(encoding.BinaryUnmarshaler).UnmarshalBinary(d.bytes())
	if err != nil && d.err == nil {
		d.err = fmt.Errorf("%w: %v: %w", errMalformed, v.Type(), err)
	}
}

func (d *decoder) slice(v reflect.Value) {
	if d.byte() == 0 {
		v.SetZero()
		return
	}
	t := v.Type()
	if t.Elem().Kind() == reflect.Uint8 {
		v.SetBytes(d.bytes())
		return
	}
	if t.Elem().Size() == 0 { // takes no memory, and no bytes either
		n := int(d.uint() & math.MaxInt32)
		v.Set(reflect.MakeSlice(t, n, n))
		return
	}
	n := d.length()
	// The slice grows with the data: a false length costs nothing.
	s := reflect.MakeSlice(t, 0, min(n, 1024))
	for range n {
		if d.err != nil {
			return
		}
		s = reflect.Append(s, reflect.Zero(t.Elem()))
		d.value(s.Index(s.Len() - 1))
	}
	v.Set(s)
}

func (d *decoder) mapping(v reflect.Value) {
	if d.byte() == 0 {
		v.SetZero()
		return
	}
	t := v.Type()
	n := 0
	if t.Key().Size()+t.Elem().Size() > 0 {
		n = d.length()
	} else { // takes no bytes, and there can be one at most
		n = int(d.uint() & 1)
	}
	m := reflect.MakeMapWithSize(t, min(n, 1024))
	for range n {
		if d.err != nil {
			return
		}
		key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		d.value(key)
		d.value(value)
		m.SetMapIndex(key, value)
	}
	v.Set(m)
}
