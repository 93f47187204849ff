package bench

import (
	"net/url"
	"strconv"
	"time"

	"flaglab/app/form"
)

// The actions of the page. Each control carries its action as data-action and the action's argument as data-arg; a
// field adds its value.
const (
	ActRun       = "run"
	ActCancel    = "cancel"
	ActReset     = "reset"
	ActPreset    = "preset"    // arg: its number, from 0
	ActGuess     = "guess"     // arg: the prediction's id, then value: what is guessed
	ActSee       = "see"       // value: what a person saw; empty: they skip the question
	ActSet       = "set"       // arg: the field's name
	ActSettings  = "settings"  // arg: fields and texts, as in a link
	ActDo        = "act"       // arg: an action of the experiment
	ActPlayPause = "playpause" // go on or pause
	ActReplay    = "replay"    // from the beginning
	ActBack      = "back"
	ActForward   = "forward"
	ActSeek      = "seek"  // value: milliseconds
	ActSpeed     = "speed" // value: 1 is real time
	ActSkip      = "skip"
	ActSelect    = "select" // arg: the field; value: the code that was pressed
	ActSave      = "save"   // arg: the format's name
	ActFolder    = "folder"
	ActSaved     = "saved" // arg: how many files a FolderSaver wrote; value: why it wrote no more
	ActShare     = "share"
	ActCopied    = "copied" // arg: where the link is now
	ActLeaveTour = "leave-tour"
	ActPaste     = "paste" // value: a text that a person pasted
	ActProjector = "projector"
	ActLanguage  = "language" // arg: the language in which code is shown
	ActHelp      = "help"
)

// Dispatch carries out a control's action. It ignores unknown actions, which belong to other code.
func (b *Bench) Dispatch(action, arg, value string) {
	switch action {
	case ActRun:
		b.Run()
	case ActCancel:
		if !b.justStarted() {
			b.Cancel()
		}
	case ActReset:
		b.Reset()
	case ActPreset:
		if n, err := strconv.Atoi(arg); err == nil {
			b.Choose(n)
		}
	case ActGuess:
		b.Guess(arg, value)
	case ActSee:
		b.See(value)
	case ActSet:
		b.Set(map[string]string{arg: value})
	case ActSettings:
		b.Set(DecodeSet(arg))
	case ActDo:
		b.Act(arg)
	case ActPlayPause:
		b.PlayPause()
	case ActReplay:
		b.Replay()
	case ActBack:
		b.Step(-1)
	case ActForward:
		b.Step(1)
	case ActSeek:
		if ms, ok := form.ParseNumber(value); ok {
			b.Seek(time.Duration(ms * float64(time.Millisecond)))
		}
	case ActSpeed:
		if x, ok := form.ParseNumber(value); ok {
			b.Speed(x)
		}
	case ActSkip:
		b.Skip()
	case ActSelect:
		b.Select(arg, value)
	case ActSave:
		b.Save(arg)
	case ActFolder:
		b.SaveFolder()
	case ActSaved:
		b.folderSaved(arg, value)
	case ActShare:
		b.Share()
	case ActCopied:
		b.linkCopied(arg)
	case ActLeaveTour:
		b.LeaveTour()
	case ActLanguage:
		b.Language(arg)
	case ActPaste:
		b.Paste(value)
	case ActProjector:
		b.Projector()
	case ActHelp:
		b.Help()
	}
}

// EncodeSet writes changes of settings as the argument of ActSettings, DecodeSet reads them.
func EncodeSet(changes map[string]string) string {
	query := url.Values{}
	for name, text := range changes {
		query.Set(name, text)
	}
	return query.Encode()
}

// DecodeSet reads what EncodeSet wrote.
func DecodeSet(arg string) map[string]string {
	changes := map[string]string{}
	query, _ := url.ParseQuery(arg)
	for name := range query {
		changes[name] = query.Get(name)
	}
	return changes
}
