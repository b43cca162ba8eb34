package analysis_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

var update = flag.Bool("update", false, "write what is offered into testdata/completion")

// A case of testdata/completion is a workspace, one of its files with «» where the cursor is. What must come out is in two
// kinds of file: @offers, a line a candidate, label and detail; and @accept LABEL, the file after that candidate was chosen
// by an editor without snippets; with `@snippet LABEL` by one that has them.
const completionCases = "../testdata/completion"

func TestComplete(t *testing.T) {
	names, err := filepath.Glob(completionCases + "/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases in %s: %v", completionCases, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			changed := false
			got := completed(t, archive)
			for i, f := range archive.Files {
				if want := string(f.Data); got[f.Name] != want && strings.HasPrefix(f.Name, "@") {
					changed = true
					archive.Files[i].Data = []byte(got[f.Name])
					if !*update {
						t.Errorf("%s gives\n%s\nwant\n%s", f.Name, got[f.Name], want)
					}
				}
			}
			if changed && *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// completed is what the steps of a case give, by their names.
func completed(t *testing.T, archive *txtar.Archive) map[string]string {
	t.Helper()
	var files []*analysis.File
	var at *analysis.File
	off := -1
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "@") {
			continue
		}
		before, after, marked := strings.Cut(string(f.Data), "«»")
		file := analysis.NewFile("/w/"+f.Name, before+after)
		if files = append(files, file); marked {
			at, off = file, len(before)
		}
	}
	if at == nil {
		t.Fatal("no file has a cursor «»")
	}
	s := analysis.NewSnapshot("/w", files, nil)
	c := s.Complete(t.Context(), at, off)
	got := map[string]string{}
	for _, f := range archive.Files {
		switch words := strings.Fields(f.Name); words[0] {
		case "@offers":
			got[f.Name] = offers(c)
		case "@accept", "@snippet":
			got[f.Name] = accepted(t, at, c, strings.TrimPrefix(f.Name, words[0]+" "), words[0] == "@snippet")
		}
	}
	return got
}

func offers(c analysis.Completion) string {
	var out strings.Builder
	for _, o := range c.Candidates {
		fmt.Fprintf(&out, "%s: %s\n", o.Label, o.Detail)
	}
	return out.String()
}

// accepted is the text after a candidate was chosen.
func accepted(t *testing.T, f *analysis.File, c analysis.Completion, label string, snippets bool) string {
	t.Helper()
	for _, o := range c.Candidates {
		if o.Label != label {
			continue
		}
		src := f.Tree.Source()
		if typed := src[c.Start:c.At]; !strings.HasPrefix(o.Filter, typed) && !strings.Contains(o.Filter, typed) {
			t.Logf("%q would not be found by %q", o.Filter, typed)
		}
		text := o.Text
		if snippets && o.Snippet != "" {
			text = o.Snippet
		}
		after, _ := syntax.ApplyEdits(src, []syntax.Edit{{Start: c.Start, End: c.End, NewText: text}})
		return after
	}
	t.Errorf("%q is not offered", label)
	return ""
}
