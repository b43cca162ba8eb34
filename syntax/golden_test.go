package syntax_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atproto-ls/syntax"
)

var update = flag.Bool("update", false, "write the golden trees anew")

// TestGoldenTrees holds the tree and the errors of each file in testdata/syntax/{ok,err} against the .tree beside it.
func TestGoldenTrees(t *testing.T) {
	for _, folder := range []string{"ok", "err"} {
		paths, texts := readNix(t, filepath.Join("..", "testdata", "syntax", folder))
		for i, path := range paths {
			name := strings.TrimSuffix(filepath.Base(path), ".nix")
			t.Run(folder+"/"+name, func(t *testing.T) {
				f := syntax.Parse(texts[i])
				if refused := len(f.Errors)+len(syntax.Validate(f)) > 0; refused != (folder == "err") {
					t.Errorf("refused: %v: %s", refused, places(f, append(f.Errors, syntax.Validate(f)...)))
				}
				golden(t, strings.TrimSuffix(path, ".nix")+".tree", report(f))
			})
		}
	}
}

// report is a file's tree, its errors, and what each fix makes of its line.
func report(f *syntax.File) string {
	var b strings.Builder
	b.WriteString(syntax.Dump(f))
	for _, e := range f.Errors {
		if e.Fix == nil {
			continue
		}
		line, column := f.Lines().Position(e.Start, syntax.UTF32)
		b.WriteString("fix " + itoa(line+1) + ":" + itoa(column+1) + ": " + e.Fix.Title + "\n")
		fixed, _ := syntax.ApplyEdits(f.Source(), e.Fix.Edits)
		for _, l := range changed(f.Source(), fixed) {
			b.WriteString("  " + l + "\n")
		}
	}
	return b.String()
}

// changed are the lines of b that stand between the first and the last in which it differs from a.
func changed(a, b string) []string {
	before, after := strings.Split(a, "\n"), strings.Split(b, "\n")
	for len(before) > 0 && len(after) > 0 && before[0] == after[0] {
		before, after = before[1:], after[1:]
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1] == after[len(after)-1] {
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
	return after
}

// golden compares got with the file at path, or writes it there.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (-update writes it)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs (-update writes it anew):\n%s", path, got)
	}
}

// TestFixes applies each fix of the broken files: its error is then gone, and none has come before it.
func TestFixes(t *testing.T) {
	paths, texts := readNix(t, filepath.Join("..", "testdata", "syntax", "err"))
	fixes := 0
	for i, text := range texts {
		for _, problem := range badFixes(text) {
			t.Errorf("%s: %s", paths[i], problem)
		}
		for _, e := range syntax.Parse(text).Errors {
			if e.Fix != nil {
				fixes++
			}
		}
	}
	t.Logf("%d files, %d fixes", len(texts), fixes)
}

// badFixes says which fixes of text's errors do not apply, leave their error where it is, or make a new one before it.
func badFixes(text string) (problems []string) {
	f := syntax.Parse(text)
	for _, e := range append(f.Errors, syntax.Validate(f)...) {
		if e.Fix == nil {
			continue
		}
		fixed, ok := syntax.ApplyEdits(text, e.Fix.Edits)
		if !ok || fixed == text {
			problems = append(problems, e.Fix.Title+" does not apply")
			continue
		}
		after := syntax.Parse(fixed)
		for _, known := range after.Errors {
			if known.End < min(e.Start, e.Fix.Edits[0].Start) && !knownBefore(f, known) {
				problems = append(problems, e.Fix.Title+" brings "+place(after, known))
				break
			}
		}
		if len(after.Errors) > len(f.Errors)+1 {
			problems = append(problems, e.Fix.Title+" brings "+itoa(len(after.Errors)-len(f.Errors))+" errors more")
		}
		for _, known := range after.Errors {
			if known.Start == e.Start && known.Message == e.Message && len(fixed) >= len(text) { // `;;` lacks a `;` and is `;`
				problems = append(problems, e.Fix.Title+" leaves "+e.Message)
			}
		}
	}
	return problems
}

func knownBefore(f *syntax.File, e syntax.Error) bool {
	for _, known := range f.Errors {
		if known.Start == e.Start {
			return true
		}
	}
	return false
}
