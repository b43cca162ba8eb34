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

// ask is what Nix makes of each text, in the words of result. Those that are expected to have a value are evaluated in one
// run, as long as none of them fails.
func ask(nix string, texts []string, hasValue func(i int) bool) []string {
	answers := make([]string, len(texts))
	var together []int
	for i := range texts {
		if hasValue(i) {
			together = append(together, i)
		}
	}
	for len(together) > 0 {
		batch := together[:min(len(together), 200)]
		together = together[len(batch):]
		askTogether(nix, texts, batch, answers)
	}
	var wg sync.WaitGroup
	next := make(chan int)
	for range 2 {
		wg.Go(func() {
			for i := range next {
				answers[i], _ = instantiate(nix, texts[i])
			}
		})
	}
	for i := range texts {
		if answers[i] == "" {
			next <- i
		}
	}
	close(next)
	wg.Wait()
	return answers
}

// askTogether fills in the answers of a batch, unless one of it fails or prints more than one line.
func askTogether(nix string, texts []string, batch []int, answers []string) {
	var exprs []string
	for _, i := range batch {
		exprs = append(exprs, texts[i])
	}
	out, ok := instantiate(nix, exprs...)
	lines := strings.Split(out, "␤")
	if !ok || len(lines) != len(batch) {
		return
	}
	for k, i := range batch {
		answers[i] = lines[k]
	}
}

// instantiate is what Nix prints of texts, lines joined by ␤; or "error: " and the message.
func instantiate(nix string, texts ...string) (out string, ok bool) {
	args := []string{"--eval", "--strict", "--extra-experimental-features", "pipe-operators", "-E"}
	for _, t := range texts {
		if strings.HasPrefix(t, "-") {
			t = " " + t // else it is taken for a flag
		}
		args = append(args, t)
	}
	cmd := exec.Command(nix, args...)
	cmd.Env = append(os.Environ(), "NIX_PATH=")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	b, err := cmd.Output()
	out = strings.TrimSuffix(string(b), "\n")
	if err != nil {
		out = "error: " + lastError(stderr.String())
	}
	dir, _ := filepath.Abs(".")
	out = strings.ReplaceAll(out, dir, "/here")
	return strings.ReplaceAll(out, "\n", "␤"), err == nil
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

// compare evaluates each text here and by Nix.
func compare(t *testing.T, nix string, texts []string) {
	ours := make([]string, len(texts))
	for i, text := range texts {
		ours[i] = result(text)
	}
	theirs := ask(nix, texts, func(i int) bool { return !vague(ours[i]) && !strings.HasPrefix(ours[i], "error: ") })
	unknown, words := 0, 0
	for i, text := range texts {
		got, want := ours[i], theirs[i]
		switch {
		case vague(got):
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

func vague(result string) bool {
	return strings.HasPrefix(result, "unknown: ") || strings.HasPrefix(result, "choice: ")
}
