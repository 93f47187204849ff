package machine

import (
	"fmt"

	"flaglab/app/bench"
	"flaglab/app/chart"
)

// given is a row of the lecture's tables, chapters 2.0.2 and 2.0.3: the best that two computers can do, and what it
// takes to get a double, in operations.
type given struct{ laptop, summit, relativeLaptop, relativeSummit string }

const none = "–" // in a cell that has nothing

var nothing = given{none, none, none, none}

// The figures of the lecture, and those of the laptop as numbers.
var (
	lectureCPU      = given{"25 GFLOP/s", "1000 GFLOP/s", "1×", "1×"}
	lectureRAM      = given{"20 GB/s", "300 GB/s", "10×", "20×"}
	lectureLocal    = given{"1 GB/s", "25 GB/s", "200×", "320×"}
	lectureEthernet = given{"0.2 GB/s", "10 GB/s", "1000×", "800×"}

	laptop = map[kind]float64{cores: 25e9, copying: 20e9, fetching: 0.2e9}
)

// row is a row of both tables.
type row struct {
	name     string // in the first table
	relative string // in the second table
	how      string // the id of its method
	lecture  given
	kind     kind // of what is measured; empty: nothing is
}

// rows are the rows of both tables: as in the lecture, and then what it does not have.
func (m *model) rows() []row {
	all := "CPU, all cores"
	if r := m.of(cores); r != nil {
		all = fmt.Sprintf("CPU, all cores; here: %d", r.Workers)
	}
	one, ops := lectureCPU, lectureCPU
	one.laptop, one.summit = none, none
	ops.relativeLaptop, ops.relativeSummit = none, none
	return []row{
		{"CPU, one thread", "One operation", "cpu", one, operations},
		{all, "One operation, all cores", "cpu", ops, cores},
		{"RAM, copying", "A double from RAM", "copy", lectureRAM, copying},
		{"Local network", "… over the local network", "network", lectureLocal, ""},
		{"Ethernet; here: this server", "… over Ethernet, from the server", "server", lectureEthernet, fetching},
		{"RAM, one trip", "… from RAM, alone", "trip", nothing, latency},
		{"This server, one round trip", "… from the server, alone", "server", nothing, asking},
	}
}

// reading returns what was measured for a row, or nil.
func (m *model) reading(k kind) *reading {
	if k == latency {
		return m.trip()
	}
	return m.of(k)
}

// cell writes a reading into a table, or why there is none.
func (m *model) cell(k kind) string {
	r := m.reading(k)
	switch {
	case r != nil && r.Bound && r.Unit == nanoseconds:
		return "< " + formatValue(r.Value, r.Unit)
	case r != nil:
		return r.format(m.tick())
	case m.failure(k) != "":
		return m.failure(k)
	}
	return none
}

// against compares a reading with the lecture's laptop.
func (m *model) against(k kind) string {
	r := m.of(k)
	if r == nil || r.Bound || laptop[k] == 0 {
		return none
	}
	return formatTimes(r.Value / laptop[k])
}

// names are the rows' names as buttons: each shows how the figure is measured, or hides it again.
func names(t chart.Table, rows []row, chosen string) bench.Table {
	table := bench.Table{Table: t}
	for i, r := range rows {
		set := r.how
		if r.how == chosen {
			set = ""
		}
		table.Names = append(table.Names, bench.Control{Label: t.Rows[i][0], Set: map[string]string{"how": set}, Toggle: true, Pressed: r.how == chosen, Hint: "How it is measured"})
	}
	return table
}

// speeds is the lecture's first table, with a column of measured figures that has the given head.
func (m *model) speeds(measured string) chart.Table {
	t := chart.Table{
		Caption: "What two computers of the lecture can do, and one measured in this page",
		Head:    []string{"", "Laptop", "Summit node", measured, "vs. laptop"},
	}
	for _, r := range m.rows() {
		t.Rows = append(t.Rows, []string{r.name, r.lecture.laptop, r.lecture.summit, m.cell(r.kind), m.against(r.kind)})
	}
	return t
}

// relative is the lecture's second table: the same in operations of one thread.
func (m *model) relative(measured string) chart.Table {
	t := chart.Table{
		Caption: "In operations: how many fit into the same time",
		Head:    []string{"", "Laptop", "Summit node", measured},
	}
	for _, r := range m.rows() {
		here := none
		if n := m.inOperations(m.reading(r.kind)); n > 0 {
			here = formatTimes(n)
			if m.reading(r.kind).Bound {
				here = "< " + here
			}
		}
		t.Rows = append(t.Rows, []string{r.relative, r.lecture.relativeLaptop, r.lecture.relativeSummit, here})
	}
	return t
}
