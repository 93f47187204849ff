// Package threads is the lab about threads, queues and locks: the lecture's programs run on package threading, and are
// drawn from its log; and a person is the scheduler of a program so small that all of its orders can be looked at.
package threads
