package machine

import (
	"context"
	"encoding/binary"
	"time"

	"flaglab/app/labs/machine/probe"
)

// during is [probe.During] as a task. Requests and spans cross as bytes, as do those of other labs: each further type of a task would
// make the page some kilobytes larger.
func during(ctx context.Context, in []byte) ([]byte, error) {
	n := numbers(in)
	spans, err := probe.During(ctx, probe.SpanRequest{Start: time.Unix(0, n[0]), Length: time.Duration(n[1]), Spans: int(n[2]), Rounds: int(n[3])})
	return encodeSpans(spans), err
}

func encodeRequest(r probe.SpanRequest) []byte {
	return write(nil, r.Start.UnixNano(), int64(r.Length), int64(r.Spans), int64(r.Rounds))
}

func encodeSpans(spans []probe.Span) (out []byte) {
	for _, s := range spans {
		out = write(out, int64(s.Operations), s.Began.UnixNano(), int64(s.Took))
	}
	return out
}

func decodeSpans(out []byte) (spans []probe.Span) {
	for n := numbers(out); len(n) > 0; n = n[3:] {
		spans = append(spans, probe.Span{Operations: int(n[0]), Began: time.Unix(0, n[1]), Took: time.Duration(n[2])})
	}
	return spans
}

func write(b []byte, list ...int64) []byte {
	for _, n := range list {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	return b
}

func numbers(b []byte) (list []int64) {
	for ; len(b) >= 8; b = b[8:] {
		list = append(list, int64(binary.LittleEndian.Uint64(b)))
	}
	return list
}
