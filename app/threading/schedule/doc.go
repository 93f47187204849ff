// Package schedule lets a person be the scheduler: a program of a few threads is
// stepped by hand, in any order and back again, and all orders that there are can be
// looked at. Nothing runs here; a step is an exact model of what a thread does between
// two possible switches.
//
//	m := schedule.New(schedule.Program{
//		{schedule.Read("count"), schedule.Add(1), schedule.Write("count")},
//		{schedule.Read("count"), schedule.Add(1), schedule.Write("count")},
//	})
//	m.Step(0) // thread A reads
//	m.Step(1) // thread B reads the same
//
// A schedule is written as the letters of the threads that move: "AB" is these two steps.
// [Count] counts the interleavings of a program by their outcome, [Runs] lists them,
// [Shortest] finds the shortest that leads to a goal, and [Always] reports whether all do.
// [Puzzles] are tasks for a person; a test solves each of them.
package schedule
