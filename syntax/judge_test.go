package syntax_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// This file asks Nix itself: `nix-instantiate --parse` of Nix 2.26, found by NIX_INSTANTIATE, on PATH, or where the
// set-up of the tests puts it. Without it the tests that need it are skipped.

// verdict is Nix's answer about one text.
type verdict struct {
	ok      bool
	tree    string // what Nix prints of an accepted text
	message string // of a refused one, its first line
	line    int    // where, 1-based; 0 when Nix does not say
	column  int
	first   int // of a duplicate attribute: the line of the first definition
}

func (v verdict) syntax() bool { return !v.ok && !v.duplicate() && !v.undefined() }
func (v verdict) duplicate() bool {
	return strings.Contains(v.message, "already defined at") || strings.HasPrefix(v.message, "duplicate formal")
}
func (v verdict) undefined() bool { return strings.HasPrefix(v.message, "undefined variable") }

// judge is the path of nix-instantiate; it skips the test where there is none.
func judge(tb testing.TB) string {
	tb.Helper()
	home, _ := os.UserHomeDir()
	for _, candidate := range []string{os.Getenv("NIX_INSTANTIATE"), "nix-instantiate",
		filepath.Join(home, ".cache/atproto-ls-tools/bin/nix-instantiate")} {
		path, err := exec.LookPath(candidate)
		if candidate == "" || err != nil {
			continue
		}
		out, err := exec.Command(path, "--version").Output()
		if err == nil && bytes.Contains(out, []byte(" 2.26.")) {
			return path
		}
	}
	tb.Skip("no nix-instantiate of Nix 2.26: set NIX_INSTANTIATE to compare with it")
	return ""
}

// ask gives Nix's verdict on each text. One process reads many texts, up to the first that it refuses.
func ask(tb testing.TB, texts []string) []verdict {
	tb.Helper()
	nix, dir := judge(tb), tb.TempDir()
	for i, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(i)+".nix"), []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	verdicts := make([]verdict, len(texts))
	var wait sync.WaitGroup
	const processes = 2
	for half := range processes {
		wait.Go(func() {
			from, to := half*len(texts)/processes, (half+1)*len(texts)/processes
			for size := 256; from < to; {
				done := askBatch(nix, dir, from, min(from+size, to), verdicts)
				from += done
			}
		})
	}
	wait.Wait()
	return verdicts
}

var (
	errorLine = regexp.MustCompile(`(?m)^error: (.*)$`)
	errorAt   = regexp.MustCompile(`(?m)^ +at .*/(\d+)\.nix:(\d+):(\d+):`)
	firstAt   = regexp.MustCompile(`\.nix:(\d+):\d+$`)
)

// askBatch has one process read the texts from..to, and gives how many it answered: all, or those up to a refusal.
func askBatch(nix, dir string, from, to int, verdicts []verdict) int {
	args := []string{"--parse"}
	for i := from; i < to; i++ {
		args = append(args, strconv.Itoa(i)+".nix")
	}
	cmd := exec.Command(nix, args...)
	cmd.Dir = dir
	cmd.Env = []string{"HOME=/home/nobody", "PATH=" + os.Getenv("PATH"), "NIX_CONFIG=experimental-features = nix-command flakes pipe-operators"}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	failure := cmd.Run()
	lines := strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n")
	if stdout.Len() == 0 {
		lines = nil
	}
	for i, line := range lines {
		if from+i < to {
			verdicts[from+i] = verdict{ok: true, tree: line}
		}
	}
	if failure == nil {
		return max(len(lines), 1)
	}
	said := stderr.String()
	v := verdict{message: "crash: " + fmt.Sprint(failure)}
	if m := errorLine.FindStringSubmatch(said); m != nil {
		v.message = m[1]
	}
	at := from + len(lines)
	if m := errorAt.FindStringSubmatch(said); m != nil {
		v.line, _ = strconv.Atoi(m[2])
		v.column, _ = strconv.Atoi(m[3])
	}
	if m := firstAt.FindStringSubmatch(v.message); m != nil {
		v.first, _ = strconv.Atoi(m[1])
	}
	if at >= to {
		panic("nix-instantiate failed behind the last text: " + said)
	}
	verdicts[at] = v
	return at - from + 1
}
