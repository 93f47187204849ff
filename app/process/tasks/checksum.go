package tasks

import (
	"context"
	"hash/crc32"

	"flaglab/app/process"
)

// Checksum computes the CRC-32 of a buffer.
var Checksum = process.Register("checksum", ComputeChecksum)

// block is how many bytes are read between two looks at the context: well under a
// millisecond.
const block = 64 << 10

// ComputeChecksum returns the CRC-32 of a buffer, as zlib.crc32 does in Python: little to
// compute for much to move. A cryptographic hash in its place would weigh 45 KB in the page.
func ComputeChecksum(ctx context.Context, buffer []byte) (sum uint32, err error) {
	for len(buffer) > 0 {
		if err := process.Checkpoint(ctx); err != nil {
			return 0, err
		}
		n := min(block, len(buffer))
		sum = crc32.Update(sum, crc32.IEEETable, buffer[:n])
		buffer = buffer[n:]
	}
	return sum, nil
}
