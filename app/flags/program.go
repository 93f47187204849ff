package flags

// Program is one of the book's flags2 programs.
type Program struct {
	Name    string // what a permalink calls it: sequential, threadpool
	File    string // what a command line calls it
	Default int    // connections, if --max_req is not given
	Max     int    // connections, whatever --max_req says
}

// Programs lists the programs that a command line may name. The first is the
// default.
func Programs() []Program {
	return []Program{
		{Name: "threadpool", File: "flags2_threadpool.py", Default: 30, Max: 1000},
		{Name: "sequential", File: "flags2_sequential.py", Default: 1, Max: 1},
	}
}

// ProgramByName finds a program by its name or its file; the empty name is the
// default's.
func ProgramByName(name string) (Program, bool) {
	for _, p := range Programs() {
		if name == "" || name == p.Name || name == p.File || name+".py" == p.File {
			return p, true
		}
	}
	return Program{}, false
}

// Connections is how many downloads the program has under way at once: as many
// as were asked for (0: its default), but never more than its maximum or than
// there are codes.
func (p Program) Connections(maxReq, codes int) int {
	if maxReq == 0 {
		maxReq = p.Default
	}
	return min(maxReq, p.Max, codes)
}
