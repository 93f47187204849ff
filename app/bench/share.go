package bench

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"flaglab/app/recording"
)

// Share copies the link to what is shown: the settings, the guess, the run, and the other runs drawn behind it. The browser says
// later whether it did, as the action ActCopied.
func (b *Bench) Share() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shared != "" {
		b.shared = ""
		b.changed()
		return
	}
	fragment, holds, about := b.fragment(), []string{"these settings"}, "."
	if len(b.guesses) > 0 {
		holds = append(holds, "your guess")
	}
	if b.final != nil && b.log != nil && b.cursor.Len() > 0 {
		text := recording.Encode(b.subject(), b.recorded(), details(b.exp)...)
		if len(text) > recording.MaxText {
			about = fmt.Sprintf(". The run is too long for a link: %d characters; at most %d fit.", len(text), recording.MaxText)
		} else {
			fragment = strings.TrimPrefix(fragment+"&"+logParam+text, "&")
			holds = append(holds, "this run")
			about = fmt.Sprintf("; the run takes %d characters. Opening it shows the run again.", len(text))
		}
	}
	b.shared, b.copied = "It holds "+listed(holds)+about, InAddress
	link := b.link(b.queryOf(b.shown()), fragment)
	b.browser.ReplaceURL(link)
	b.browser.CopyLink(link)
	b.changed()
}

// Where a link is once a browser was asked to copy it. Over plain HTTP from another machine, or in a frame, it may not.
const (
	Copied    = "copied"
	InAddress = "address" // it is the page's address
	Nowhere   = ""
)

// linkCopied notes where the link is that was to be copied.
func (b *Bench) linkCopied(where string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shared == "" {
		return
	}
	b.copied = where
	b.browser.Announce(b.saysShared())
	b.changed()
}

// saysShared says where the link is that was shared, and what it holds; nothing if that is some time ago.
func (b *Bench) saysShared() string {
	if b.shared == "" {
		return ""
	}
	where := "The link cannot be copied here. "
	switch b.copied {
	case Copied:
		where = "The link is copied. "
	case InAddress:
		where = "The link is in the address bar. "
	}
	return where + b.shared
}

// listed writes words as a list: a, b and c.
func listed(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// settingsAddress returns the link to these settings alone: those who open it make their own guesses, and its QR
// code is small.
func (b *Bench) settingsAddress() string {
	return b.link(b.shown().Query().Encode(), "")
}

// codeNote says what the code holds, and who can use it.
func (b *Bench) codeNote() string {
	if u, err := url.Parse(b.browser.Location()); err == nil && slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname()) {
		return "The code holds only these settings, and an address that works only on this computer. Open the page at an address that the class can reach, and share that code."
	}
	return "The code holds only these settings, so everyone makes their own guess."
}

// recorded is the last run as it goes into a link.
func (b *Bench) recorded() recording.Recording {
	return recording.Recording{Kind: b.kind, Guess: guessText(b.guessesOfRun()), Hidden: b.hidden, Stopped: b.phase == Stopped, Events: b.log.Since(0)}
}

// Paste adds the runs of links that a person pasted, if they have these settings: they are drawn behind the
// person's own.
func (b *Bench) Paste(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == Live {
		return
	}
	for _, word := range strings.Fields(text) {
		if _, fragment, ok := strings.Cut(word, "#"); ok && strings.HasPrefix(fragment, logParam) {
			b.notice = ""
			b.add(fragment)
		}
	}
	if n := len(b.sharedRuns); b.final == nil && n > 0 {
		b.show(b.sharedRuns[n-1])
	}
	b.remember()
	b.changed()
}
