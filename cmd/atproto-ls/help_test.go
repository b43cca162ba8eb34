package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Every command has examples in its help, and each of them runs as it stands.
func TestExamplesInHelp(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh to run them")
	}
	eachCommand(newRoot(streams{out: io.Discard, err: io.Discard}), func(c *cobra.Command) {
		examples := strings.TrimSpace(c.Example)
		if examples == "" {
			if c.Name() != "help" && c.Parent().Name() != "completion" {
				t.Errorf("%s has no example", c.CommandPath())
			}
			return
		}
		for line := range strings.Lines(examples) {
			line = strings.TrimSpace(line)
			t.Run(line, func(t *testing.T) { runExample(t, line) })
		}
	})
}

func eachCommand(c *cobra.Command, do func(*cobra.Command)) {
	do(c)
	for _, sub := range c.Commands() {
		eachCommand(sub, do)
	}
}

// runExample runs line in a workspace with what examples speak of. Findings are no failure.
func runExample(t *testing.T, line string) {
	folder := t.TempDir()
	for _, name := range []string{"flake.nix", "configuration.nix", "hosts/pds.nix"} {
		name = filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("{ services.bluesky-pds.enable = true; }\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(line, "origin/main") {
		makeRepository(t, folder)
	}
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	if code := exitCodeOf(err); code != "0" && code != "1" {
		t.Errorf("exit code %s\n%s", code, out)
	}
}

// makeRepository makes folder a git repository with one commit, which is what origin/main has.
func makeRepository(t *testing.T, folder string) {
	t.Helper()
	for _, args := range [][]string{
		{"init", "-q"}, {"add", "-A"}, {"commit", "-qm", "all"}, {"update-ref", "refs/remotes/origin/main", "HEAD"},
	} {
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org"}, args...)...)
		cmd.Dir = folder
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("git %s: %v %s", args[0], err, out)
		}
	}
}
