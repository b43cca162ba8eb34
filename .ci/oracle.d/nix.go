package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// verdict is what one of the two, Nix or we, says of one file.
type verdict struct {
	ok      bool
	code    string // of the first error: ATP001, 002 or 003; empty when ok
	line    int    // of the first error, both from 1; 0 when it was not said
	column  int
	message string
}

func (v verdict) String() string {
	if v.ok {
		return "ok"
	}
	return fmt.Sprintf("%s %d:%d %s", v.code, v.line, v.column, v.message)
}

func nix() string { return cmp.Or(os.Getenv("NIX_INSTANTIATE"), "nix-instantiate") }

// nixVersion is the judge's name and version; one older than 2.26 refuses what today's Nix accepts and cannot judge.
func nixVersion() (string, error) {
	out, err := output("", nil, nix(), "--version")
	if err != nil {
		return "", err
	}
	version := strings.TrimSpace(string(out))
	var major, minor int
	if _, err := fmt.Sscanf(version, "nix-instantiate (Nix) %d.%d", &major, &minor); err != nil || major < 2 || major == 2 && minor < 26 {
		return "", fmt.Errorf("%s cannot judge, want Nix 2.26 or later: run .ci/install", version)
	}
	return version, nil
}

// askNix gives Nix's verdict on each file, two processes at once.
func askNix(files []string) ([]verdict, error) {
	const batch = 64 // files a process; one that is refused ends its process, and the rest is asked again
	verdicts := make([]verdict, len(files))
	errs := make([]error, 2)
	var wait sync.WaitGroup
	for half := range len(errs) {
		wait.Go(func() { // waited for below; the two write different verdicts
			from, to := half*len(files)/len(errs), (half+1)*len(files)/len(errs)
			for from < to && errs[half] == nil {
				n, err := askBatch(files[from:min(from+batch, to)], verdicts[from:])
				from, errs[half] = from+n, err
			}
		})
	}
	wait.Wait()
	return verdicts, errors.Join(errs...)
}

var (
	nixError = regexp.MustCompile(`(?m)^error: (.*)$`)
	nixAt    = regexp.MustCompile(`(?m)^ +at (/.*):(\d+):(\d+):$`)
	nixFirst = regexp.MustCompile(`^(attribute .* already defined at )/.*:(\d+):(\d+)$`)
)

// askBatch asks one process about the files and gives how many it answered: all, or those up to the first refused one, which
// Nix names in its message.
func askBatch(files []string, verdicts []verdict) (int, error) {
	cmd := exec.Command(nix(), append([]string{"--parse"}, files...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr // what it prints of accepted files is not wanted
	err := cmd.Run()
	said := stderr.String()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	refused := len(files)
	if err != nil {
		at := nixAt.FindStringSubmatch(said)
		for i, f := range files {
			if at != nil && f == at[1] || at == nil && len(files) == 1 {
				refused = i
				verdicts[i] = refusal(said, at)
			}
		}
		if refused == len(files) { // it does not say which
			return askBatch(files[:1], verdicts)
		}
	}
	for i := range refused {
		verdicts[i] = verdict{ok: true}
	}
	return min(refused+1, len(files)), nil
}

// refusal reads Nix's message. at is the match of nixAt, or nil. Of a duplicate Nix points at the second definition and
// names the first; ours points at the first, which is what has to be read to choose between the two. So both are compared there.
func refusal(said string, at []string) verdict {
	v := verdict{code: "ATP001", message: tail(said)}
	if m := nixError.FindStringSubmatch(said); m != nil {
		v.message = m[1]
	}
	if at != nil {
		v.line, _ = strconv.Atoi(at[2])
		v.column, _ = strconv.Atoi(at[3])
	}
	if m := nixFirst.FindStringSubmatch(v.message); m != nil {
		v.message = fmt.Sprintf("%s%s:%s", m[1], m[2], m[3])
		v.line, _ = strconv.Atoi(m[2])
		v.column, _ = strconv.Atoi(m[3])
	}
	switch {
	case strings.HasPrefix(v.message, "undefined variable"):
		v.code = "ATP003"
	case strings.Contains(v.message, "already defined at"), strings.HasPrefix(v.message, "duplicate formal"):
		v.code = "ATP002"
	}
	return v
}
