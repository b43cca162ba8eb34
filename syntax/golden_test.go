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

// TestFixes applies each fix of the broken files: its error is then gone, no other comes in its place, and none before it.
func TestFixes(t *testing.T) {
	paths, texts := readNix(t, filepath.Join("..", "testdata", "syntax", "err"))
	fixes := 0
	for i, text := range texts {
		for _, problem := range badFixes(text) {
			t.Errorf("%s: %s", paths[i], problem)
		}
		before := syntax.Parse(text)
		for _, e := range before.Errors {
			if e.Fix == nil {
				continue
			}
			fixes++
			fixed, _ := syntax.ApplyEdits(text, e.Fix.Edits)
			after := syntax.Parse(fixed)
			if len(after.Errors) > len(before.Errors) || len(after.Errors) > 0 && after.Errors[0].Start < before.Errors[0].Start {
				t.Errorf("%s: %s brings errors: %s", paths[i], e.Fix.Title, places(after, after.Errors))
			}
		}
	}
	t.Logf("%d files, %d fixes", len(texts), fixes)
}

// badFixes says which fixes of text's errors do not apply, or leave their error where it is. What else a fix brings to
// light depends on the text: on arbitrary bytes, on anything.
func badFixes(text string) (problems []string) {
	f := syntax.Parse(text)
	open := 0 // strings and interpolations: where these end is a guess, which a change elsewhere may turn
	for _, e := range f.Errors {
		if strings.Contains(e.Message, "is not closed") {
			open++
		}
	}
	for _, e := range append(f.Errors, syntax.Validate(f)...) {
		if e.Fix == nil {
			continue
		}
		fixed, ok := syntax.ApplyEdits(text, e.Fix.Edits)
		if !ok || fixed == text {
			problems = append(problems, e.Fix.Title+" does not apply")
			continue
		}
		sure := open == 0 || open == 1 && strings.Contains(e.Message, "string is not closed")
		for _, known := range syntax.Parse(fixed).Errors {
			if known.Start == e.Start && known.Message == e.Message && len(fixed) >= len(text) && sure { // `;;` lacks a `;` and is `;`
				problems = append(problems, e.Fix.Title+" leaves "+e.Message)
			}
		}
	}
	return problems
}
