package process

import (
	"encoding"
	"fmt"
	"reflect"
)

// What can be sent: booleans, numbers, strings, and slices, arrays, maps and structs
// of these, however they are named; and types that encode themselves
// (encoding.BinaryMarshaler and BinaryUnmarshaler, as time.Time does). What arrives is
// equal to what was sent. That is why the rest is refused rather than sent in part:
//
//   - pointers: they express sharing, and processes share no memory;
//   - interfaces: the receiver would not know which type to make;
//   - functions, channels, unsafe pointers: they belong to this process;
//   - structs with unexported fields: only their own package knows what these mean.

var (
	marshaler   = reflect.TypeFor[encoding.BinaryMarshaler]()
	unmarshaler = reflect.TypeFor[encoding.BinaryUnmarshaler]()
)

// encodesItself reports whether a type encodes itself. The check of NumMethod makes this cheap: most types have no
// methods.
func encodesItself(t reflect.Type) bool {
	return t.Kind() != reflect.Pointer && t.NumMethod() > 0 && t.Implements(marshaler) && reflect.PointerTo(t).Implements(unmarshaler)
}

// crossable returns why values of a type cannot be sent, or "" if they can.
func crossable(t reflect.Type) string { return crossing{}.why(t) }

// crossing holds the types already checked: types may contain themselves.
type crossing map[reflect.Type]bool

func (seen crossing) why(t reflect.Type) string {
	if seen[t] || encodesItself(t) {
		return ""
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer:
		return fmt.Sprintf("a pointer (%v) points into memory that workers do not share", t)
	case reflect.Interface:
		return fmt.Sprintf("the other side cannot know what is in an interface (%v)", t)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Uintptr:
		return fmt.Sprintf("a %v (%v) means nothing in another process", t.Kind(), t)
	case reflect.Slice, reflect.Array:
		return seen.why(t.Elem())
	case reflect.Map:
		if why := seen.why(t.Key()); why != "" {
			return why
		}
		return seen.why(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() {
				return fmt.Sprintf("the field %v.%s is unexported", t, f.Name)
			}
			if why := seen.why(f.Type); why != "" {
				return why
			}
		}
	}
	return ""
}
