package downloads

import (
	"context"
	"encoding/base64"
	"sync"

	"flaglab/app/bench"
	"flaglab/app/flags"
	"flaglab/app/runlog"
)

// NoRemote says why nothing can be downloaded from the site REMOTE.
const NoRemote = "REMOTE cannot be reached from here: choose LOCAL, DELAY or ERROR."

// Connect prepares for a run of the plan. The error says, in words for the person, why it cannot begin.
func Connect(ctx context.Context, network bench.Network, plan Plan, run string) (bench.Connection, error) {
	connection, err := network.Connect(ctx, plan.WorkersOf(run))
	if err != nil {
		return nil, err
	}
	if plan.Site == flags.Remote().Label && !connection.Setup().Remote && ctx.Err() == nil {
		return nil, bench.Problem(NoRemote)
	}
	return connection, nil
}

// Do carries out one run of the plan and writes its events. It returns once all requests have ended.
func Do(ctx context.Context, plan Plan, run string, connection bench.Connection, images *Images, w *runlog.Writer) {
	var weather *flags.Weather
	if plan.HasWeather() {
		weather = &plan.Weather
	}
	log := w.Begin(run)
	d := &flags.Downloader{
		Source: connection.Source(plan.Site, weather), Save: images.Save,
		Timeout: plan.Timeout, Retry: plan.Retry, Watch: Watch(plan, log),
	}
	var err error
	if run == Sequential {
		d.Sequential(ctx, plan.Codes)
	} else {
		_, err = d.ThreadPool(ctx, plan.Codes, plan.WorkersOf(run))
	}
	switch {
	case err != nil:
		log.End(runlog.Failed, &Detail{Cause: flags.CauseOther, Message: err.Error()})
	case ctx.Err() != nil:
		log.End(runlog.Cancelled, nil)
	default:
		log.End(runlog.Finished, nil)
	}
}

// Images keeps the flags that a run saved: it is the browser's downloaded folder. The zero value is empty and
// ready for use by many goroutines.
type Images struct {
	mu    sync.Mutex
	files map[string][]byte // by code
}

// Save implements [flags.SaveFunc].
func (s *Images) Save(cc string, image []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil {
		s.files = map[string][]byte{}
	}
	s.files[cc] = image
	return nil
}

// URL returns a URL under which the page can show the flag of cc; empty if there is none. It is a data URL:
// making a blob's URL waits for another process of the browser, for milliseconds when that is busy.
func (s *Images) URL(cc string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	image, ok := s.files[cc]
	if !ok {
		return ""
	}
	return "data:image/gif;base64," + base64.StdEncoding.EncodeToString(image)
}

// Files returns every flag as downloaded/BR.gif and so on.
func (s *Images) Files() map[string][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	files := map[string][]byte{}
	for cc, image := range s.files {
		files["downloaded/"+cc+".gif"] = image
	}
	return files
}
