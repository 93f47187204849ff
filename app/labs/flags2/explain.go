package flags2

import "flaglab/app/bench"

// explanation says what there is to see.
func explanation() bench.Panel {
	panel := bench.Panel{Title: "What happens here", Below: true}
	for _, text := range []string{
		"A program that asks for every code from AA to CZ must expect that many have no flag. So a 404 is an answer, and its task finishes: " +
			"its future holds a result that says “not found”. Another HTTP status, a connection that is refused, a server that is too slow, " +
			"an answer that is not an image: these are errors, and the task fails.",
		"An error in a task does not stop the others. It stays in that task's future until somebody asks for the result. The loop over the " +
			"finished futures asks, one by one in the order in which they finish, and that is the one place where all errors are dealt with: " +
			"counted, printed, or tried again.",
		"The number of connections has a maximum that the user cannot raise. A limit of your own is polite to the server, and a program " +
			"without one runs into other limits, which are harder to understand.",
		"Trying again is off here unless you ask for it. It helps with transient failures – a busy server, a lost connection – and each " +
			"wait should be longer than the last; asking again for a flag that does not exist helps nobody.",
		"The book's programs have the options with a dash. Delay, errors, seed, time-out, attempts and backoff are this lab's.",
	} {
		panel.Body = append(panel.Body, bench.Prose{Text: text})
	}
	return panel
}
