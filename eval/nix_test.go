package eval_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// nixInstantiate is the judge: NIX_INSTANTIATE, else nix-instantiate on the PATH; the test is skipped without one.
func nixInstantiate(t *testing.T) string {
	if p := os.Getenv("NIX_INSTANTIATE"); p != "" {
		return p
	}
	p, err := exec.LookPath("nix-instantiate")
	if err != nil {
		t.Skip("no nix-instantiate: neither NIX_INSTANTIATE nor the PATH has one")
	}
	return p
}

// ask is what Nix makes of text, in the words of result.
func ask(nix, text string) string {
	cmd := exec.Command(nix, "--eval", "--strict", "--extra-experimental-features", "pipe-operators", "-E", text)
	cmd.Env = append(os.Environ(), "NIX_PATH=")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	got := strings.TrimSuffix(string(out), "\n")
	if err != nil {
		got = "error: " + lastError(stderr.String())
	}
	dir, _ := filepath.Abs(".")
	got = strings.ReplaceAll(got, dir, "/here")
	return strings.ReplaceAll(got, "\n", "␤")
}

var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

// lastError is the message behind the last `error:` that Nix writes.
func lastError(stderr string) string {
	stderr = colour.ReplaceAllString(stderr, "")
	i := strings.LastIndex(stderr, "error:")
	if i < 0 {
		return stderr
	}
	message, _, _ := strings.Cut(stderr[i+len("error:"):], "\n       at ")
	var lines []string
	for l := range strings.SplitSeq(message, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "␤")
}

// TestAgainstNix holds every chunk of testdata/eval against Nix: a known value must be equal, an error must be one.
func TestAgainstNix(t *testing.T) {
	nix := nixInstantiate(t)
	var texts []string
	for _, p := range files(t) {
		for _, c := range chunksOf(t, p) {
			if !strings.HasPrefix(c.text, "#lib\n") {
				texts = append(texts, c.text)
			}
		}
	}
	compare(t, nix, texts)
}

// compare evaluates each text here and by Nix, two at a time.
func compare(t *testing.T, nix string, texts []string) {
	theirs := make([]string, len(texts))
	var wg sync.WaitGroup
	next := make(chan int)
	for range 2 {
		wg.Go(func() {
			for i := range next {
				theirs[i] = ask(nix, texts[i])
			}
		})
	}
	for i := range texts {
		next <- i
	}
	close(next)
	wg.Wait()
	unknown, words := 0, 0
	for i, text := range texts {
		got, want := result(text), theirs[i]
		switch {
		case strings.HasPrefix(got, "unknown: ") || strings.HasPrefix(got, "choice: "):
			unknown++
			t.Logf("unknown: %s: %s", text, got)
		case strings.HasPrefix(got, "error: ") && strings.HasPrefix(want, "error: "):
			if got != want {
				words++
				t.Logf("other words: %s\n got %s\nwant %s", text, got, want)
			}
		case got != want:
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
	t.Logf("%d expressions, %d unknown, %d errors in other words than Nix's", len(texts), unknown, words)
}
