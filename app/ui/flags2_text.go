package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// flags2Explanation says what there is to see, in our own words.
func flags2Explanation() app.UI {
	return elem("details").Class("panel").Body(
		elem("summary").Text("What happens here"),
		elem("div").Class("prose").Body(
			elem("p").Text("A program that asks for every code from AA to CZ must expect that most have no flag. So a 404 is an answer, "+
				"and its task finishes: its future holds a result that says “not found”. Another HTTP status, a connection that is refused, "+
				"a server that is too slow, an answer that is no image: those are errors, and the task fails."),
			elem("p").Text("An error in a task does not stop the others. It rests in that task's future until somebody asks for the result. "+
				"The loop over the finished futures asks, one by one in the order in which they finish, and that is the one place where all "+
				"errors are dealt with: counted, printed, or tried again."),
			elem("p").Text("The number of connections has a maximum that the user cannot raise. A limit of one's own is politeness to the "+
				"server, and a program without one meets the limits of others, which are harder to understand."),
			elem("p").Text("Trying again is off here unless you ask for it. It helps against what may pass – a busy server, a lost connection – and "+
				"only if each wait is longer than the last; asking a second time for what does not exist helps nobody."),
			elem("p").Text("To try: run a b c on DELAY with both delays, and see where the time-outs come from. Then give ERROR three attempts."),
		),
	)
}

// flags2Code shows the Go that runs, and the same ideas in Python.
func flags2Code() app.UI {
	return elem("div").Class("codes").Body(
		codePanel("Code: download one flag", "download"),
		codePanel("Code: the threaded program", "threadpool"),
		codePanel("Code: the sequential program", "sequential"),
		codePanel("Code: errors told apart", "errors"),
		codePanel("Code: try again", "retry"),
	)
}
