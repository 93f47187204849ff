// Command native runs a lab as the page does: with the same code, but compiled for this machine, in processes of the
// operating system, and with simulated sites, as on a host of files. Its argument is the lab's address: /machine, or
// "/processes?workers=2". It prints the lab's transcripts and verdict. With -trace it writes what Go's execution tracer recorded,
// for go tool trace. (The page does without the tracer: it would add 12 KB to every first visit.)
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/trace"
	"slices"
	"strings"
	"time"

	"flaglab/app/bench"
	"flaglab/app/form"
	"flaglab/app/labs/machine"
	"flaglab/app/process"
	"flaglab/app/runlog"
	"flaglab/app/ui"
)

func main() {
	process.RunWorker()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	traced := flag.String("trace", "", "write an execution trace to this `file`")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: native [-trace FILE] ADDRESS, such as \"/processes?workers=2\"")
		flag.PrintDefaults()
	}
	flag.Parse()
	err := errors.New("it wants one address, such as \"/processes?workers=2\"")
	if flag.NArg() == 1 {
		err = run(ctx, flag.Arg(0), *traced)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "native:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, address, traced string) error {
	if traced != "" {
		file, err := os.Create(traced)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := trace.Start(file); err != nil {
			return err
		}
		defer trace.Stop()
	}
	path, query, _ := strings.Cut(address, "?")
	labs := ui.Labs()
	i := slices.IndexFunc(labs, func(lab bench.Lab) bool { return lab.Path == path })
	if i < 0 {
		var paths []string
		for _, lab := range labs {
			paths = append(paths, lab.Path)
		}
		return fmt.Errorf("no lab %q; there are %s", path, strings.Join(paths, ", "))
	}
	values, errs := form.Parse(labs[i].Fields, query)
	if len(errs) == 0 {
		var experiment bench.Experiment
		if experiment, errs = labs[i].Open(values, sites{}); len(errs) == 0 {
			return carryOut(ctx, experiment, values)
		}
	}
	for name, text := range errs {
		return fmt.Errorf("%s: %s", name, text)
	}
	return nil
}

func carryOut(ctx context.Context, experiment bench.Experiment, values form.Values) error {
	began := time.Now()
	log := runlog.NewWriter(func() time.Duration { return time.Since(began) })
	if err := experiment.Do(ctx, log); err != nil {
		return err
	}
	model := experiment.Model()
	runlog.Fold(model, log.Since(0), time.Hour)
	view := experiment.View(model, bench.Moment{Phase: bench.AtEnd, Values: values})
	var transcripts []bench.Transcript
	if view.Transcripts != nil {
		transcripts = view.Transcripts()
	}
	for _, transcript := range transcripts {
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
