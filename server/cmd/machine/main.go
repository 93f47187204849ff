// Command machine measures this machine as the page's lab Machine does: with the same code, but compiled for the machine,
// and in processes of the operating system. What it prints is the lab's transcript, without what needs a server.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/labs/machine"
	"flaglab/app/process"
	"flaglab/app/runlog"
)

func main() {
	process.RunWorker()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := measure(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "machine:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context) error {
	lab := machine.Lab()
	values := form.New(lab.Fields)
	experiment, _ := lab.Open(values, unplugged{}) // the defaults fit together
	began := time.Now()
	log := runlog.NewWriter(func() time.Duration { return time.Since(began) })
	if err := experiment.Do(ctx, log); err != nil {
		return err
	}
	model := experiment.Model()
	runlog.Fold(model, log.Since(0), time.Hour)
	view := experiment.View(model, bench.Moment{Phase: bench.AtEnd, Values: values})
	for _, transcript := range view.Transcripts() {
		for _, line := range transcript.Lines {
			if !strings.HasSuffix(line.Text, machine.NoServer) {
				fmt.Println(line.Text)
			}
		}
	}
	if problem := view.Verdict.Problem; problem != "" {
		return errors.New(problem)
	}
	fmt.Println(strings.Join(view.Verdict.Figures, " "), view.Verdict.Sentence)
	return nil
}

// unplugged is a network without a server.
type unplugged struct{}

func (unplugged) Setup() bench.Setup { return bench.Setup{Known: true} }

func (unplugged) Connect(context.Context, int) (bench.Connection, error) {
	return nil, errors.New("there is no server")
}
