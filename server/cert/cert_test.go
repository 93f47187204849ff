package cert

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func TestKeptForNextTime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "flaglab")
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	first, err := SelfMade(dir, hosts)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range hosts {
		if err := first.Leaf.VerifyHostname(host); err != nil {
			t.Error(err)
		}
	}
	again, err := SelfMade(dir, hosts[:2])
	if err != nil || !bytes.Equal(again.Certificate[0], first.Certificate[0]) {
		t.Errorf("another one, %v", err)
	}
	more, err := SelfMade(dir, append(hosts, "192.168.1.5"))
	if err != nil || bytes.Equal(more.Certificate[0], first.Certificate[0]) {
		t.Errorf("the same one for more hosts, %v", err)
	}
	files, _ := os.ReadDir(dir)
	if len(files) != 2 {
		t.Errorf("left behind: %v", files)
	}
	if info, err := os.Stat(filepath.Join(dir, keyFile)); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestRuinsAreReplaced(t *testing.T) {
	dir := t.TempDir()
	for _, ruin := range []string{certFile, keyFile} {
		if err := os.WriteFile(filepath.Join(dir, ruin), []byte("?"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := SelfMade(dir, []string{"localhost"}); err != nil {
			t.Errorf("a ruined %s: %v", ruin, err)
		}
	}
}

// A certificate that cannot be read is not one that does not exist: it is left alone.
func TestACertificateThatCannotBeReadIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	if _, err := SelfMade(dir, []string{"localhost"}); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(dir, keyFile))
	if err != nil {
		t.Fatal(err)
	}
	cert := filepath.Join(dir, certFile)
	if err := os.Rename(cert, cert+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(cert, 0o700); err != nil { // it is there, and cannot be read
		t.Fatal(err)
	}
	if _, err := SelfMade(dir, []string{"localhost"}); err == nil {
		t.Error("no error")
	}
	if now, err := os.ReadFile(filepath.Join(dir, keyFile)); err != nil || !bytes.Equal(now, key) {
		t.Errorf("the key was replaced, %v", err)
	}
}

func TestEndsOfLife(t *testing.T) {
	cert, err := SelfMade(t.TempDir(), []string{"localhost"})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for after, want := range map[time.Duration]bool{
		0: true, lifetime - margin - time.Hour: true, lifetime - margin + time.Hour: false, lifetime + time.Hour: false, -2 * time.Hour: false,
	} {
		if got := isGood(cert, nil, now.Add(after)); got != want {
			t.Errorf("after %v: %v", after, got)
		}
	}
}

func TestNoPlaceToKeepIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := SelfMade(file, []string{"localhost"}); err == nil {
		t.Error("no error")
	}
}
