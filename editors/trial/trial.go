// Package trial is what the tests of all editors share: the programs that .ci/install has put on the machine, the program that is
// tried, the pages of docs/editors that a person follows, and the documentation's examples with what is to be found in them.
// It knows no editor and no protocol.
//
//	emacs := trial.Tool(t, "editors", "bin/emacs") // skips the test where there is none
//	out := trial.Run(t, folder, []string{"PATH=" + trial.Program(t)}, emacs, "--batch", …)
package trial

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// Tool is a file or folder of those that .ci/install makes, by its path there. Without it the test is skipped, with the part of
// .ci/install that brings it.
func Tool(t testing.TB, part, name string) string {
	t.Helper()
	folder := os.Getenv("ATPROTO_LS_TOOLS")
	if home, err := os.UserHomeDir(); folder == "" && err == nil {
		folder = filepath.Join(home, ".cache", "atproto-ls-tools")
	}
	path := filepath.Join(folder, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("there is no %s: .ci/install %s", path, part)
	}
	return path
}

// Program builds atproto-ls, and gives the folder that it is in.
func Program(t testing.TB) string {
	t.Helper()
	folder := t.TempDir()
	Run(t, Project(t), nil, "go", "build", "-o", folder, "./cmd/atproto-ls")
	return folder
}

// Project is the root of the sources.
func Project(t testing.TB) string {
	t.Helper()
	_, file, _, known := runtime.Caller(0)
	if !known || !filepath.IsAbs(file) {
		t.Fatal("the tests were built without the names of their files")
	}
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Run runs a program in a folder, with env on top of what the test itself has, and gives what it prints to stdout. The test
// ends where it fails. Where who runs the tests keeps settings (XDG_…) is not where the person keeps them who is tried.
func Run(t testing.TB, folder string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	theirs := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "XDG_") })
	cmd.Dir, cmd.Env = folder, append(append(theirs, "ATPROTO_LS_CACHE=off"), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s%s", name, args, err, out, stderr.String())
	}
	return string(out)
}

// Write makes a file and the folders that it is in.
func Write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

var (
	fenced   = regexp.MustCompile("(?ms)^( *)```(\\w+)\n(.*?)^ *```$")
	indented = regexp.MustCompile("(?m)^   ")
)

// Page gives the blocks of a page of docs/editors in a language, in order; those of a list without its indentation.
func Page(t testing.TB, page, language string) (blocks []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(Project(t), "docs", "editors", page))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range fenced.FindAllStringSubmatch(string(text), -1) {
		if b[1] != "" {
			b[3] = indented.ReplaceAllString(b[3], "")
		}
		if b[2] == language {
			blocks = append(blocks, b[3])
		}
	}
	if len(blocks) == 0 {
		t.Fatalf("%s has no block of %s", page, language)
	}
	return blocks
}

// Documented writes the documentation's eleven examples below a folder, each as NAME/configuration.nix in a workspace of its own,
// and gives what an editor is to show in each at warning level or above: "line:column CODE" from 1, sorted, by NAME.
func Documented(t testing.TB, folder string) map[string][]string {
	t.Helper()
	source := filepath.Join(Project(t), "testdata", "bundled", "documented")
	names, err := filepath.Glob(filepath.Join(source, "*.nix"))
	if err != nil || len(names) != 11 {
		t.Fatalf("want the documentation's eleven examples, have %v, %v", names, err)
	}
	want := map[string][]string{}
	for _, file := range names {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		want[name] = []string{}
		Write(t, filepath.Join(folder, name, "configuration.nix"), string(text))
		Write(t, filepath.Join(folder, name, "atproto-nur", "modules", "default.nix"), "{ }\n") // what the examples import
		Write(t, filepath.Join(folder, name, ".atproto-ls.toml"), "")
	}
	expected, err := os.ReadFile(filepath.Join(source, "expected.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(expected)) {
		name, rest, _ := strings.Cut(line, ":")
		if _, known := want[name]; known {
			var at, end, severity, code string
			if _, err := fmt.Sscan(strings.Replace(rest, "-", " ", 1), &at, &end, &severity, &code); err != nil {
				t.Fatalf("expected.txt: %s: %v", line, err)
			}
			want[name] = append(want[name], at+" "+code)
			slices.Sort(want[name])
		}
	}
	return want
}
