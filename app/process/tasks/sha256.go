package tasks

import (
	"context"
	"encoding/binary"
	"math/bits"

	"flaglab/app/process"
)

// block is how many bytes are hashed between two checks of the context: about a millisecond.
const block = 64 << 10

// ComputeSHA256 returns the 32 bytes of a buffer's SHA-256, as FIPS 180-4 defines it. For secrets use crypto/sha256,
// which would make the page 45 KB larger.
func ComputeSHA256(ctx context.Context, buffer []byte) ([]byte, error) {
	state := [8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}
	rest := buffer
	for ; len(rest) >= 64; rest = rest[64:] {
		if len(rest)%block < 64 {
			if err := process.Checkpoint(ctx); err != nil {
				return nil, err
			}
		}
		compress(&state, rest)
	}
	// The rest, a bit that is set, zeros, and the length in bits, in one or two chunks of 64 bytes.
	last := append(append(make([]byte, 0, 128), rest...), 0x80)
	end := 56
	if len(last) > end {
		end += 64
	}
	last = binary.BigEndian.AppendUint64(last[:end], uint64(len(buffer))*8)
	for ; len(last) > 0; last = last[64:] {
		compress(&state, last)
	}
	sum := make([]byte, 0, 32)
	for _, word := range state {
		sum = binary.BigEndian.AppendUint32(sum, word)
	}
	return sum, nil
}

// compress adds 64 bytes to the state.
func compress(state *[8]uint32, chunk []byte) {
	var w [64]uint32
	for i := range 16 {
		w[i] = binary.BigEndian.Uint32(chunk[4*i:])
	}
	for i := 16; i < 64; i++ {
		s0 := bits.RotateLeft32(w[i-15], -7) ^ bits.RotateLeft32(w[i-15], -18) ^ w[i-15]>>3
		s1 := bits.RotateLeft32(w[i-2], -17) ^ bits.RotateLeft32(w[i-2], -19) ^ w[i-2]>>10
		w[i] = w[i-16] + s0 + w[i-7] + s1
	}
	a, b, c, d, e, f, g, h := state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]
	for i, k := range constants {
		s1 := bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)
		t1 := h + s1 + (e&f ^ ^e&g) + k + w[i]
		s0 := bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)
		t2 := s0 + (a&b ^ a&c ^ b&c)
		a, b, c, d, e, f, g, h = t1+t2, a, b, c, d+t1, e, f, g
	}
	for i, word := range [8]uint32{a, b, c, d, e, f, g, h} {
		state[i] += word
	}
}

// constants are the first bits of the fractional parts of the cube roots of the first 64 primes.
var constants = [64]uint32{
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}
