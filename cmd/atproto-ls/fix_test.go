package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
	"atproto-ls/syntax/gonix"
)

// rename is a check for the tests: every name that ends in a digit is to be what to says.
func rename(to map[string]string, unsafe bool) *analysis.Check {
	return &analysis.Check{Code: "ATP999", Name: "test", Severity: analysis.Warning, Run: func(p *analysis.Pass) {
		for token := range p.File.Tree.Tokens() {
			text := p.File.Tree.Source()[token.Start:token.End]
			if new, ok := to[text]; ok {
				e := syntax.Edit{Start: token.Start, End: token.End, NewText: new}
				p.Report(analysis.Diagnostic{
					Range: analysis.Range{File: p.File.Path, Start: token.Start, End: token.End}, Message: "wrong",
					Fixes: []analysis.Fix{{Title: "mend " + text, Preferred: true, Safe: !unsafe, Edits: p.Edits(e)}},
				})
			}
		}
	}}
}

// mendText makes the fixes of check in text until nothing changes. Nothing is dropped as unsound before.
func mendText(t *testing.T, x *fixer, text string, check *analysis.Check) (string, error) {
	t.Helper()
	const name = "/w/a.nix"
	s := analysis.NewSnapshot("/w", []*analysis.File{analysis.NewFile(name, text)}, nil)
	rules := analysis.Rules{Checks: []*analysis.Check{check}}
	look := func(ctx context.Context, s *analysis.Snapshot) (analysis.Findings, error) { return s.Run(ctx, rules) }
	f, err := look(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	s, _, err = x.run(context.Background(), s, f, []string{name}, look)
	if err != nil {
		return "", err
	}
	return s.File(name).Tree.Source(), nil
}

func TestFixesOfOneText(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		to               map[string]string
		refused          string
	}{
		{"one after the other", "a1", "a3", map[string]string{"a1": "a2", "a2": "a3"}, ""},
		{"side by side, in rounds", "[a1 a1 a1]", "[b b b]", map[string]string{"a1": "b"}, ""},
		{"more syntax errors", "{ x = a1; y = b1; }", "{ x = a1; y = b; }", map[string]string{"a1": "(", "b1": "b"}, "would break the file"},
		{"a name that is not there", "let a = 1; in [ a a1 ]", "let a = 1; in [ a a1 ]", map[string]string{"a": "let"}, "would break the file"},
		{"defined twice", "{ x1 = 1; y1 = 2; z1 = 3; }", "{ y = 1; y1 = 2; z = 3; }", map[string]string{"x1": "y", "y1": "y", "z1": "z"}, "ATP999 is not fixed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newFixer(false)
			got, err := mendText(t, x, c.text, rename(c.to, false))
			if err != nil || got != c.want {
				t.Errorf("got %q, want %q (%v)", got, c.want, err)
			}
			if said := strings.Join(x.said, "\n"); c.refused == "" && said != "" || !strings.Contains(said, c.refused) {
				t.Errorf("said %q, want %q in it", said, c.refused)
			}
		})
	}
}

// go-nix refuses `a -> b -> c`, which Nix reads: the fix is not made. What go-nix refuses already may be mended.
func TestBothParsersMustAgree(t *testing.T) {
	const once, twice = "a: b: c: a1 -> c", "a: b: c: a -> b -> c"
	if ok, _ := gonix.Accepts(once); !ok {
		t.Fatal("go-nix does not read the text before")
	}
	if ok, _ := gonix.Accepts(twice); ok {
		t.Fatal("go-nix reads the text after: find another one")
	}
	to := map[string]string{"a1": "a -> b", "b1": "b"}
	x := newFixer(false)
	if got, err := mendText(t, x, "a: b: c: [ (a1 -> c) b1 ]", rename(to, false)); err != nil || got != "a: b: c: [ (a1 -> c) b ]" {
		t.Errorf("got %q, %v", got, err)
	}
	if len(x.said) != 1 || !strings.Contains(x.said[0], "go-nix accepts it now and would no longer") {
		t.Errorf("said %q", x.said)
	}
	x = newFixer(false)
	if got, err := mendText(t, x, "a: b: c: [ (a -> b -> c) (a1 -> c) ]", rename(to, false)); err != nil || got != "a: b: c: [ (a -> b -> c) (a -> b -> c) ]" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestFixesThatUndoEachOther(t *testing.T) {
	if got, err := mendText(t, newFixer(false), "a1", rename(map[string]string{"a1": "b1", "b1": "a1"}, false)); err == nil {
		t.Errorf("got %q, want an error", got)
	}
	x := newFixer(false)
	to := map[string]string{}
	for i := range 2 * maxFixRounds {
		to[fmt.Sprintf("a%d", i)] = fmt.Sprintf("a%d", i+1)
	}
	got, err := mendText(t, x, "a0", rename(to, false))
	if err != nil || got != fmt.Sprintf("a%d", maxFixRounds) || !strings.Contains(strings.Join(x.said, ""), "stopped after") {
		t.Errorf("got %q, %v, %q", got, err, x.said)
	}
}

func TestUnsafeFixes(t *testing.T) {
	check := rename(map[string]string{"a1": "b"}, true)
	for unsafe, want := range map[bool]string{false: "a1", true: "b"} {
		if got, err := mendText(t, newFixer(unsafe), "a1", check); err != nil || got != want {
			t.Errorf("unsafe %t: got %q, want %q (%v)", unsafe, got, want, err)
		}
	}
}

// writeTest makes a file, and gives its path as snapshots have it.
func writeTest(t *testing.T, folder, name, text string) string {
	t.Helper()
	name = filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(name)
}

// texts are the files of a folder, and nothing else may be there.
func texts(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

func TestSaveIsAllOrNothing(t *testing.T) {
	spoilers := map[string]func(t *testing.T, b string){
		"changed meanwhile": func(t *testing.T, b string) { writeTest(t, filepath.Dir(b), "b.nix", "theirs") },
		"gone meanwhile":    func(t *testing.T, b string) { os.Remove(b) },
	}
	if os.Geteuid() != 0 { // root may write everything
		spoilers["read only"] = func(t *testing.T, b string) { os.Chmod(b, 0o444) }
	}
	for name, spoil := range spoilers {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			a, b := writeTest(t, folder, "a.nix", "old a"), writeTest(t, folder, "b.nix", "old b")
			spoil(t, b)
			before := texts(t, folder)
			err := save(filepath.ToSlash(folder), []change{{a, "old a", "new a"}, {b, "old b", "new b"}})
			if err == nil || !strings.Contains(err.Error(), "no file was changed") {
				t.Errorf("got %v", err)
			}
			if got := texts(t, folder); fmt.Sprint(got) != fmt.Sprint(before) {
				t.Errorf("got %v, want %v", got, before)
			}
		})
	}
}

func TestSaveKeepsWhatAFileIs(t *testing.T) {
	folder := t.TempDir()
	name := writeTest(t, folder, "a.nix", "old")
	if err := save(filepath.ToSlash(folder), []change{{name, "old", "new\xff\r\n"}}); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, folder); len(got) != 1 || got["a.nix"] != "new\xff\r\n" {
		t.Errorf("got %q", got)
	}
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("got mode %v, %v", info.Mode(), err)
	}
}

// A file that changes between the two looks is left alone, and nothing is left beside it.
func TestCommitLooksOnceMore(t *testing.T) {
	folder := t.TempDir()
	name := writeTest(t, folder, "a.nix", "old")
	s, err := stage(filepath.ToSlash(folder), change{name, "old", "new"})
	if err != nil {
		t.Fatal(err)
	}
	writeTest(t, folder, "a.nix", "theirs")
	if err := s.commit(); !errors.Is(err, errChanged) {
		t.Errorf("got %v", err)
	}
	os.Remove(s.temp)
	if got := texts(t, folder); got["a.nix"] != "theirs" {
		t.Errorf("got %q", got)
	}
}

func TestWriteDiffs(t *testing.T) {
	var b bytes.Buffer
	if err := writeDiffs(&b, []change{{workingDirectory() + "/a.nix", "a\nb", "a\nc"}}); err != nil {
		t.Fatal(err)
	}
	want := "--- a/a.nix\n+++ b/a.nix\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
	if b.String() != want {
		t.Errorf("got %q", b.String())
	}
}

// What --diff prints is applied by git, whatever the files are called.
func TestDiffsAreApplied(t *testing.T) {
	folder := t.TempDir()
	names := []string{"plain.nix", "a b/100%/ü.nix", "x:y,z.nix", "-dash.nix", "#?.nix"}
	if runtime.GOOS != "windows" {
		names = append(names, "new\nline/a.nix", "cr\r\t.nix", `back\slash "quoted" ü.nix`, "del\x7f.nix")
	}
	for _, name := range names {
		writeTest(t, folder, name, "{ a = 1 }\n")
	}
	makeRepository(t, folder)
	if out, code := bash(t, folder, "atproto-ls check --diff >../diff || [ $? -eq 1 ]; git apply ../diff; atproto-ls check"); code != "0" {
		t.Errorf("exit code %s\n%s", code, out)
	}
}

// A disk that fills up while a file is written costs nothing: the old text is there whole, and no half of the new one.
func TestNothingIsLostWhenTheDiskIsFull(t *testing.T) {
	folder := t.TempDir()
	name := writeTest(t, folder, "a.nix", "old")
	full := func(out io.Writer) error {
		io.WriteString(out, "half of")
		return syscall.ENOSPC
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writeBeside(name, info, full); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v", err)
	}
	if err := replace(name, full); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v", err)
	}
	if got := texts(t, folder); len(got) != 1 || got["a.nix"] != "old" {
		t.Errorf("got %v", got)
	}
}
