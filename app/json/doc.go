// Package json reads and writes JSON for the page, as encoding/json does where both can. It knows structs with their
// tags (name, omitempty, omitzero and -), slices, maps with keys of text, pointers, booleans, numbers and text, and
// nothing else: no interfaces when it reads, no methods of types. Names of members are compared exactly.
//
// encoding/json would make the page 60 KB larger with brotli than this package does.
package json

import (
	"reflect"
	"strings"
)

// member is a field of a struct as JSON sees it.
type member struct {
	name      string
	index     []int
	omitEmpty bool // false, 0, "", nil, and empty slices and maps are left out
	omitZero  bool // the zero value is left out
}

// members lists the members of a struct; those of an embedded struct without a name stand in its place.
func members(t reflect.Type) (list []member) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-":
			continue
		case field.Anonymous && name == "" && field.Type.Kind() == reflect.Struct:
			for _, m := range members(field.Type) {
				m.index = append([]int{i}, m.index...)
				list = append(list, m)
			}
			continue
		case !field.IsExported():
			continue
		case name == "":
			name = field.Name
		}
		list = append(list, member{name, []int{i}, strings.Contains(options, "omitempty"), strings.Contains(options, "omitzero")})
	}
	// A member of the struct itself hides one of an embedded struct.
	kept := list[:0]
	for _, m := range list {
		hidden := false
		for _, other := range list {
			hidden = hidden || other.name == m.name && len(other.index) < len(m.index)
		}
		if !hidden {
			kept = append(kept, m)
		}
	}
	return kept
}

// field returns a member's value.
func (m member) field(of reflect.Value) reflect.Value {
	for _, i := range m.index {
		of = of.Field(i)
	}
	return of
}
