package bench

import (
	"strconv"
	"strings"

	"flaglab/app/chart"
	"flaglab/app/runlog"
)

// ExportCSV writes every event as a line, as RFC 4180 says. Times are milliseconds; the worker counts from 0, as on the page and in
// JSON, and is empty where there is none. (encoding/csv brings bufio and 20 KB more for these few lines; the tests read the result
// with it.)
func ExportCSV(x Exporter, events []runlog.Event) []byte {
	var b csv
	head := []string{"run", "code", "worker", "state", "at_ms"}
	if x != nil {
		head = append(head, x.Columns()...)
	}
	b.line(head)
	for _, e := range events {
		worker := ""
		if e.Lane >= 0 {
			worker = strconv.Itoa(e.Lane)
		}
		cells := []string{e.Run, taskName(x, e), worker, string(e.State), strconv.FormatFloat(float64(e.At)/1e6, 'f', -1, 64)}
		if x != nil {
			cells = append(cells, x.Cells(e)...)
		}
		b.line(cells)
	}
	return b
}

// ExportTable writes a table in the same way.
func ExportTable(t chart.Table) []byte {
	var b csv
	b.line(t.Head)
	for _, row := range t.Rows {
		b.line(row)
	}
	return b
}

// csv is a CSV file that is being written.
type csv []byte

func (b *csv) line(cells []string) {
	for i, cell := range cells {
		if i > 0 {
			*b = append(*b, ',')
		}
		if strings.ContainsAny(cell, ",\"\r\n") {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		*b = append(*b, cell...)
	}
	*b = append(*b, "\r\n"...)
}
