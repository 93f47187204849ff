package main

import "encoding/binary"

// reader reads a program from its start. It panics with errFormat at the end.
type reader struct{ rest []byte }

// catchFormat makes an error of the panic of a reader. It is to be deferred.
func catchFormat(err *error) {
	switch problem := recover(); problem {
	case nil:
	case errFormat:
		*err = errFormat
	default:
		panic(problem)
	}
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.rest) {
		panic(errFormat)
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

// unsigned reads a number in LEB128.
func (r *reader) unsigned() int {
	n, _ := r.number()
	return n
}

// signed reads a number in signed LEB128.
func (r *reader) signed() int {
	n, bits := r.number()
	if n>>(bits-1)&1 == 1 {
		n -= 1 << bits
	}
	return n
}

func (r *reader) number() (n int, bits int) {
	for ; bits < 35; bits += 7 {
		b := r.take(1)[0]
		n |= int(b&0x7f) << bits
		if b < 0x80 {
			return n, bits + 7
		}
	}
	panic(errFormat)
}

// appendUnsigned writes a number in LEB128, which is what package binary calls a varint.
func appendUnsigned(out []byte, n int) []byte { return binary.AppendUvarint(out, uint64(n)) }

// appendSigned writes a number in signed LEB128.
func appendSigned(out []byte, n int) []byte {
	for ; n < -0x40 || n >= 0x40; n >>= 7 {
		out = append(out, byte(n)|0x80)
	}
	return append(out, byte(n)&0x7f)
}
