// Package qr draws QR codes (ISO/IEC 18004) of addresses: bytes, level L, versions 1 to 13. A screen loses no module, so
// the level that restores least is enough, and its modules are the largest. (Package rsc.io/qr can do all that the
// standard has, and brings 17 KB into the page, where this brings some 5; the tests compare the two.)
package qr

import (
	"fmt"
	"strings"
)

// MaxText is the length of the longest text, in bytes, that Encode accepts.
const MaxText = 425

// version is how the words of a version are split: each block has Data or, in the last ones, Data+1 words, and Check
// words that restore them.
type version struct{ blocks, longer, data, check int }

var versions = [...]version{
	1: {1, 0, 19, 7}, 2: {1, 0, 34, 10}, 3: {1, 0, 55, 15}, 4: {1, 0, 80, 20}, 5: {1, 0, 108, 26}, 6: {2, 0, 68, 18}, 7: {2, 0, 78, 20},
	8: {2, 0, 97, 24}, 9: {2, 0, 116, 30}, 10: {4, 2, 68, 18}, 11: {4, 0, 81, 20}, 12: {4, 2, 92, 24}, 13: {4, 0, 107, 26},
}

func (v version) words() int { return v.blocks*v.data + v.longer }

// Code is a square of modules.
type Code struct {
	Size  int
	black []bool // by y*Size+x
	fixed []bool // of the same: it has a place and holds no data
}

// Black reports whether a module is black. Outside the code none is.
func (c *Code) Black(x, y int) bool {
	return x >= 0 && x < c.Size && y >= 0 && y < c.Size && c.black[y*c.Size+x]
}

// Encode returns the smallest code of a text, or nil if the text is longer than MaxText.
func Encode(text string) *Code {
	for n := 1; n < len(versions); n++ {
		v := versions[n]
		length := 8 // bits of the length of the text
		if n >= 10 {
			length = 16
		}
		if 4+length+8*len(text) > 8*v.words() {
			continue
		}
		c := &Code{Size: 4*n + 17}
		c.black, c.fixed = make([]bool, c.Size*c.Size), make([]bool, c.Size*c.Size)
		c.drawPatterns(n)
		c.drawData(v.interleave(pack(text, length, v.words())))
		return c
	}
	return nil
}

// pack writes the text as words: the mode, its length, its bytes, an end, and padding.
func pack(text string, length, words int) []byte {
	data, bits := make([]byte, words), 0
	put := func(value, n int) {
		for n--; n >= 0; n-- {
			data[bits/8] |= byte(value>>n&1) << (7 - bits%8)
			bits++
		}
	}
	const inBytes = 4 // the mode
	put(inBytes, 4)
	put(len(text), length)
	for i := range len(text) {
		put(int(text[i]), 8)
	}
	bits += min(4, 8*words-bits) // the end
	for i, pad := (bits+7)/8, byte(0xec); i < words; i, pad = i+1, pad^0xec^0x11 {
		data[i] = pad
	}
	return data
}

// interleave splits the words into blocks, adds what restores them, and takes a word from each block in turn.
func (v version) interleave(data []byte) []byte {
	blocks, checks := make([][]byte, v.blocks), make([][]byte, v.blocks)
	for i := range blocks {
		n := v.data
		if i >= v.blocks-v.longer {
			n++
		}
		blocks[i], data = data[:n], data[n:]
		checks[i] = remainder(blocks[i], v.check)
	}
	var all []byte
	for _, part := range [][][]byte{blocks, checks} {
		for i := range v.data + 1 {
			for _, block := range part {
				if i < len(block) {
					all = append(all, block[i])
				}
			}
		}
	}
	return all
}

// times multiplies in the field of 256 elements that QR codes use.
func times(a, b byte) (product byte) {
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		carry := a >> 7
		a = a<<1 ^ carry*0x1d
	}
	return product
}

// remainder returns the words of Reed and Solomon's code that restore the data: what is left of the polynomial with these
// coefficients after division by (x-1)(x-2)(x-4)…, with n factors.
func remainder(data []byte, n int) []byte {
	divisor := make([]byte, n) // without the first coefficient, which is 1
	divisor[n-1] = 1
	for i, root := 0, byte(1); i < n; i, root = i+1, times(root, 2) {
		for j := range n {
			divisor[j] = times(divisor[j], root)
			if j+1 < n {
				divisor[j] ^= divisor[j+1]
			}
		}
	}
	rest := make([]byte, n)
	for _, word := range data {
		factor := word ^ rest[0]
		copy(rest, rest[1:])
		rest[n-1] = 0
		for j := range n {
			rest[j] ^= times(divisor[j], factor)
		}
	}
	return rest
}

func (c *Code) set(x, y int, black bool) {
	if x >= 0 && x < c.Size && y >= 0 && y < c.Size {
		c.black[y*c.Size+x], c.fixed[y*c.Size+x] = black, true
	}
}

// drawPatterns draws what a reader finds and aligns the code by, and what it must know before it reads.
func (c *Code) drawPatterns(n int) {
	for i := range c.Size { // timing
		c.set(6, i, i%2 == 0)
		c.set(i, 6, i%2 == 0)
	}
	for _, corner := range [][2]int{{3, 3}, {c.Size - 4, 3}, {3, c.Size - 4}} {
		for dy := -4; dy <= 4; dy++ {
			for dx := -4; dx <= 4; dx++ {
				ring := max(dx, -dx, dy, -dy)
				c.set(corner[0]+dx, corner[1]+dy, ring != 2 && ring != 4)
			}
		}
	}
	if n > 1 {
		last := 4*n + 10
		places := []int{6, last}
		if n > 6 {
			places = []int{6, last/2 + 3, last}
		}
		for _, y := range places {
			for _, x := range places {
				if !c.fixed[y*c.Size+x] || x+y == last/2+9 { // not in the corners; the timing may be there
					c.drawAlignment(x, y)
				}
			}
		}
	}
	// Level L and mask 0, with what restores them. It stands twice; bit 0 is its last.
	const format = 0b111011111000100
	for i := range 15 {
		black := format>>i&1 == 1
		switch { // beside the first corner, around it
		case i < 6:
			c.set(8, i, black)
		case i < 8:
			c.set(8, i+1, black)
		case i == 8:
			c.set(7, 8, black)
		default:
			c.set(14-i, 8, black)
		}
		if i < 8 { // beside the other two
			c.set(c.Size-1-i, 8, black)
		} else {
			c.set(8, c.Size-15+i, black)
		}
	}
	c.set(8, c.Size-8, true)
	if n >= 7 { // the version, with what restores it, also twice
		rest := n
		for range 12 {
			rest = rest<<1 ^ rest>>11*0x1f25
		}
		bits := n<<12 | rest
		for i := range 18 {
			black := bits>>i&1 == 1
			c.set(c.Size-11+i%3, i/3, black)
			c.set(i/3, c.Size-11+i%3, black)
		}
	}
}

func (c *Code) drawAlignment(x, y int) {
	for dy := -2; dy <= 2; dy++ {
		for dx := -2; dx <= 2; dx++ {
			c.set(x+dx, y+dy, max(dx, -dx, dy, -dy) != 1)
		}
	}
}

// drawData fills what is left, in columns of two from the right, up and down in turns, and inverts every other module, so
// that no large area has one colour (mask 0).
func (c *Code) drawData(words []byte) {
	bit := 0
	for right, up := c.Size-1, true; right > 0; right, up = right-2, !up {
		if right == 6 {
			right-- // the column of the timing pattern
		}
		for i := range c.Size {
			y := i
			if up {
				y = c.Size - 1 - i
			}
			for x := right; x > right-2; x-- {
				if c.fixed[y*c.Size+x] {
					continue
				}
				black := bit < 8*len(words) && words[bit/8]>>(7-bit%8)&1 == 1
				c.black[y*c.Size+x] = black != ((x+y)%2 == 0)
				bit++
			}
		}
	}
}

// border is the white border that a code needs, in modules.
const border = 4

// SVG returns the code of a text as an SVG element, black on white, with its border; nothing if the text is too long.
func SVG(text string) string {
	c := Encode(text)
	if c == nil {
		return ""
	}
	var path strings.Builder
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			from := x
			for c.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1H%dz", from+border, y+border, x-from, from+border)
			}
		}
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path d="%[2]s"/></svg>`, c.Size+2*border, path.String())
}
