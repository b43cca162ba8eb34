package atprotols

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the output that the README shows")

// block matches a fenced block and gives its language and its text.
var block = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The README's two commands are what it says they are, and the first prints what it shows.
func TestTheFirstCommandOfTheReadme(t *testing.T) {
	text := readme(t)
	_, section, found := strings.Cut(text, "\n## Two commands\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var commands []string
	shown := ""
	for _, b := range block.FindAllStringSubmatch(section, -1) {
		switch b[1] {
		case "sh":
			commands = append(commands, strings.TrimSpace(b[2]))
		case "text":
			shown = b[2]
		}
	}
	if !found || len(commands) != 2 || commands[1] != "go test ./..." {
		t.Fatalf("below `## Two commands` are two sh blocks, the second `go test ./...`; got %q", commands)
	}
	if lines := strings.Count(text, "\n"); lines > 150 {
		t.Errorf("README.md has %d lines, more than 150", lines)
	}
	words := strings.Fields(commands[0])
	cmd := exec.Command(words[0], words[1:]...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if _, is := err.(*exec.ExitError); !is || errs.String() != "exit status 1\n" {
		t.Fatalf("%s: %v, want exit status 1\n%s", commands[0], err, errs.String())
	}
	if out.String() == shown {
		return
	}
	if !*update {
		t.Fatalf("the README does not show what `%s` prints; -update rewrites it", commands[0])
	}
	text = strings.Replace(text, "```text\n"+shown+"```", "```text\n"+out.String()+"```", 1)
	if err := os.WriteFile("README.md", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every module that we import has its reason in the README.
func TestEveryDependencyHasItsReason(t *testing.T) {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	var modules []string
	for _, m := range regexp.MustCompile(`(?m)^\s*(?:require )?([\w.-]+\.[\w.-]+/\S+) v`).FindAllStringSubmatch(string(text), -1) {
		modules = append(modules, m[1])
	}
	used := map[string]bool{}
	for _, s := range sources(t) {
		for _, i := range s.file.Imports {
			imported := strings.Trim(i.Path.Value, `"`)
			if at := slices.IndexFunc(modules, func(m string) bool { return below(imported, m) }); at >= 0 {
				used[modules[at]] = true
			}
		}
	}
	said := readme(t)
	for m := range used {
		if !strings.Contains(said, "`"+m+"`") {
			t.Errorf("README.md does not say why we need %s", m)
		}
	}
}
