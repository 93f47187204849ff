package recording

import "math/bits"

// A chance is the probability that a bit is 0, in 2048ths. It adapts.
type chance uint16

const (
	even  chance = 1 << 10
	learn        = 4 // how slowly: a short log has to be learned fast
)

// coder writes or reads bits, each with its chance (the range coder of LZMA).
type coder struct {
	data    []byte
	reading bool

	span uint32

	// When it writes.
	low   uint64
	cache byte
	held  int

	// When it reads.
	code uint32
	at   int
}

func newWriter() *coder { return &coder{span: 1<<32 - 1, held: 1} }

func newReader(data []byte) *coder {
	c := &coder{data: data, reading: true, span: 1<<32 - 1}
	for range 4 {
		c.code = c.code<<8 | uint32(c.next())
	}
	return c
}

// next returns the next byte; those behind the end are 0.
func (c *coder) next() byte {
	c.at++
	if c.at > len(c.data) {
		return 0
	}
	return c.data[c.at-1]
}

// spare is how many zeros at the end may be left out.
const spare = 4

// over reports whether more was read than there is.
func (c *coder) over() bool { return c.at > len(c.data)+spare }

// bit writes b, or reads and returns a bit.
func (c *coder) bit(p *chance, b uint32) uint32 {
	bound := (c.span >> 11) * uint32(*p)
	if c.reading {
		b = 0
		if c.code >= bound {
			b = 1
		}
	}
	if b == 0 {
		c.span = bound
		*p += (1<<11 - *p) >> learn
	} else {
		c.low += uint64(bound)
		c.code -= bound
		c.span -= bound
		*p -= *p >> learn
	}
	for c.span < 1<<24 {
		c.span <<= 8
		if c.reading {
			c.code = c.code<<8 | uint32(c.next())
		} else {
			c.shift()
		}
	}
	return b
}

// shift moves the upper byte out, once it is known that no carry can come.
func (c *coder) shift() {
	if uint32(c.low) < 0xff000000 || c.low>>32 != 0 {
		for ; c.held > 0; c.held-- {
			c.data = append(c.data, c.cache+byte(c.low>>32))
			c.cache = 0xff
		}
		c.cache = byte(c.low >> 24)
	}
	c.held++
	c.low = uint64(uint32(c.low) << 8)
}

// bytes returns what was written. The first byte is always 0, and the reader needs no zeros at the end.
func (c *coder) bytes() []byte {
	for range 5 {
		c.shift()
	}
	data := c.data[1:]
	for i := 0; i < spare && len(data) > 0 && data[len(data)-1] == 0; i++ {
		data = data[:len(data)-1]
	}
	return data
}

// tree codes the lower n bits of v, from the upper one down, each with the chance of those before it.
func (c *coder) tree(chances []chance, n int, v uint32) uint32 {
	node := uint32(1)
	for i := n - 1; i >= 0; i-- {
		p := &chances[node]
		if *p == 0 {
			*p = even
		}
		node = node<<1 | c.bit(p, v>>i&1)
	}
	return node - 1<<n
}

// place is a position in a log whose numbers are alike, such as a field.
type place struct {
	length [128]chance
	head   [65][8]chance // by the length: the bits below the uppermost
}

// number codes a number: its length, then its bits, of which only the upper ones are learned.
func (c *coder) number(p *place, v uint64) uint64 {
	n := int(c.tree(p.length[:], 7, uint32(bits.Len64(v))))
	switch {
	case n < 2:
		return uint64(n)
	case n > 64:
		return 1<<64 - 1 // more than any limit
	}
	learned := min(n-1, 3)
	rest := n - 1 - learned
	got := uint64(1)<<learned | uint64(c.tree(p.head[n][:], learned, uint32(v>>rest)&(1<<learned-1)))
	for i := rest - 1; i >= 0; i-- {
		half := even
		got = got<<1 | uint64(c.bit(&half, uint32(v>>i)&1))
	}
	return got
}
