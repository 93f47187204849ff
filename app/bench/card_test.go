package bench_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"flaglab/app/qr"
)

func TestTheCardSaysWhatCameOfTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "to=2")
		b.Guess("time", "3")
		b.Run()
		time.Sleep(time.Second)
		b.Save("card.svg")
		b.Save("card.png")
		card := browser.Saved("flaglab-tiny.card.svg")
		if err := wellFormed(card); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"How long does it take to count to 2?", "The guess was 300 ms.", "flags.example/lab/?to=2",
			b.Screen().View.Verdict.Sentence, `viewBox="0 0 1200 630"`, qr.SVG("https://flags.example/lab/?to=2"),
		} {
			if !strings.Contains(string(card), want) {
				t.Errorf("the card lacks %q", want)
			}
		}
		if !bytes.Equal(browser.Saved("flaglab-tiny.card.png"), card) {
			t.Error("the PNG is not made of the same card")
		}
	})
}

func TestACodeForEveryAddressThatFits(t *testing.T) {
	for n, want := range map[int]bool{1: true, 100: true, 425: true, 426: false} {
		code := qr.SVG(strings.Repeat("a", n))
		if (code != "") != want {
			t.Errorf("%d characters: a code %t, want %t", n, code != "", want)
		}
		if want && wellFormed([]byte(code)) != nil {
			t.Errorf("%d characters: no XML", n)
		}
	}
}

func TestSharingSaysWhatTheLinkHolds(t *testing.T) {
	for link, want := range map[string]struct{ before, after string }{
		"":             {"these settings.", "these settings and this run; the run takes "},
		"guess=time:3": {"these settings and your guess.", "these settings, your guess and this run; the run takes "},
	} {
		synctest.Test(t, func(t *testing.T) {
			b, _ := open(t, tinyLab(), link)
			b.Share()
			if got := b.Screen().Shared; got != "The link is in the address bar. It holds "+want.before {
				t.Errorf("%q before a run: %s", link, got)
			}
			b.Share()
			b.Run()
			time.Sleep(time.Second)
			b.Share()
			if got := b.Screen().Shared; !strings.HasPrefix(got, "The link is in the address bar. It holds "+want.after) {
				t.Errorf("%q after a run: %s", link, got)
			}
		})
	}
}

func TestSharingShowsTheCodeOfTheSettingsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, browser := open(t, tinyLab(), "to=2&guess=time:3")
		browser.Where = "http://localhost:8000/"
		b.Share()
		if note := b.Screen().CodeNote; !strings.Contains(note, "only on this computer") {
			t.Errorf("of a page that nobody else can reach it says %q", note)
		}
		b.Share()
		browser.Where = ""
		b.Share()
		if got := b.Screen().Code; got != qr.SVG("https://flags.example/lab/?to=2") {
			t.Errorf("the code is %.100s", got)
		}
		if note := b.Screen().CodeNote; !strings.Contains(note, "their own guess") {
			t.Errorf("of a page that others can reach it says %q", note)
		}
		b.Press("Escape")
		if s := b.Screen(); s.Code != "" || s.Shared != "" {
			t.Error("Esc leaves the code")
		}
	})
}
