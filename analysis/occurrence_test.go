package analysis_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var accesses = map[analysis.Access]string{analysis.Defines: "defines", analysis.Reads: "reads", analysis.Declares: "declares", analysis.Alias: "is"}

// The cases of testdata/matrix are workspaces in which each line ends with a comment `#: …` that says which options its
// names stand for, and with which code a check speaks about it; a line without such a comment has neither. Of an
// attribute path only the last name counts.
func TestMatrix(t *testing.T) {
	names, err := filepath.Glob("../testdata/matrix/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) { matrixCase(t, name) })
	}
}

func matrixCase(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var files []*analysis.File
	for _, f := range archive.Files {
		files = append(files, analysis.NewFile("/w/"+f.Name, string(f.Data)))
	}
	s := analysis.NewSnapshot("/w", files, nil)
	found, err := s.Run(context.Background(), analysis.Rules{Checks: checks.All})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.Contains(f.Tree.Source(), "#:") {
			silent(t, s, f, found)
		}
		lines := f.Tree.Lines()
		said := map[int][]string{}
		for _, o := range s.Occurrences(f) {
			if !o.Final {
				continue
			}
			what := accesses[o.Access] + " "
			if o.World != "" {
				what += o.World + ":"
			}
			line := lines.Line(o.Start)
			said[line] = append(said[line], what+o.Path.String())
			holds(t, s, f, o)
		}
		for _, d := range found.Diagnostics {
			if d.File == f.Path && d.Severity >= analysis.Warning {
				said[lines.Line(d.Start)] = append(said[lines.Line(d.Start)], d.Code)
			}
		}
		for i, text := range strings.Split(f.Tree.Source(), "\n") {
			_, want, _ := strings.Cut(text, "#: ")
			got := said[i]
			slices.Sort(got)
			wanted := strings.Split(strings.TrimSpace(want), ", ")
			slices.Sort(wanted)
			if fmt.Sprint(got) != fmt.Sprint(wanted) && !(len(got) == 0 && want == "") {
				t.Errorf("%s:%d: %s\nhas  %s", f.Path, i+1, text, strings.Join(got, ", "))
			}
		}
	}
}

// holds checks what is true of every name that stands for an option: it is found wherever it is pointed at, hover speaks of
// it where it is declared, a definition is among those that its definition leads to, and its declaration is found.
func holds(t *testing.T, s *analysis.Snapshot, f *analysis.File, o analysis.Occurrence) {
	for _, off := range []int{o.Start, (o.Start + o.End) / 2} {
		found := s.OccurrencesAt(f, off)
		if !slices.ContainsFunc(found, func(x analysis.Occurrence) bool {
			return x.Access == o.Access && x.Path.String() == o.Path.String() && x.Range == o.Range
		}) {
			t.Errorf("at %d: %+v is not found", off, o)
		}
	}
	targets := s.Definition(t.Context(), f, o.Start)
	if o.Access == analysis.Defines && !slices.ContainsFunc(targets, func(x analysis.Target) bool { return x.Range == o.Range }) {
		t.Errorf("the definition of %s at %d leads to %v", o.Path, o.Start, targets)
	}
	if len(s.Highlights(f, o.Start)) == 0 {
		t.Errorf("%s at %d is not highlighted", o.Path, o.Start)
	}
	if o.Node.Is(syntax.IdentNode) && o.Node.Parent().Is(syntax.AttrPathNode) && o.Node.Parent().Parent().Parent().Is(syntax.AttrSetNode) && o.Access == analysis.Defines {
		offered(t, s, f, o)
	}
	if o.Access == analysis.Reads && !o.Node.Is(syntax.InterpolationNode) {
		offered(t, s, f, o)
	}
	if !optiondb.Path(o.Path).HasPrefix(optiondb.ParsePath("services.bluesky-pds")) || strings.Contains(o.Path.String(), "enabel") {
		return
	}
	if h, ok := s.Hover(f, o.Start, nil); !ok || !strings.Contains(h.Text, "bluesky-pds") {
		t.Errorf("hover on %s at %d says %q", o.Path, o.Start, h.Text)
	}
	if o.Final && len(o.Path) > 3 && len(s.Declaration(f, o.Start)) == 0 {
		t.Errorf("%s at %d has no declaration", o.Path, o.Start)
	}
}

// offered checks that the name of a declared option is offered where it stands, with its first letter typed.
func offered(t *testing.T, s *analysis.Snapshot, f *analysis.File, o analysis.Occurrence) {
	name := o.Path[len(o.Path)-1]
	if o.Access == analysis.Defines && len(s.PlacesOf(f, syntax.AsBinding(o.Node.Parent().Parent()).Value())) == 0 {
		return // only evaluation tells that it is an option's: it is data that a function makes options of
	}
	if h, ok := s.Hover(f, o.Start, nil); !ok || h.Range != o.Range || len(h.Declared) == 0 || o.Node.Text() != name && o.Node.Text() != `"`+name+`"` {
		return // of the user's own making, or misspelt
	}
	for off := o.Start + 1; off < o.End; off += max(1, o.End-o.Start-2) { // with its first letter typed, and all but its last
		c := s.Complete(t.Context(), f, off)
		if !slices.ContainsFunc(c.Candidates, func(c analysis.Candidate) bool { return c.Label == name }) {
			t.Errorf("%s at %d is not offered at %d", o.Path, o.Start, off)
		}
	}
}

// silent checks that nothing is told or offered anywhere in a file that is no module of NixOS, nor reported of it.
func silent(t *testing.T, s *analysis.Snapshot, f *analysis.File, found analysis.Findings) {
	for _, d := range found.Diagnostics {
		if d.File == f.Path {
			t.Errorf("%s: %s %s", f.Path, d.Code, d.Message)
		}
	}
	first := f.Tree.Expr().FirstToken() // says for what the file is taken
	for token := range f.Tree.Tokens() {
		for _, off := range []int{token.Start, (token.Start + token.End) / 2, token.End} {
			if token.Kind == syntax.PathToken || f.Tree.TokenAt(max(0, off-1)).Kind == syntax.PathToken || f.Tree.TokenAt(off).Kind == syntax.PathToken {
				continue // where a path leads matters in any text
			}
			if c := s.Complete(t.Context(), f, off); len(c.Candidates) > 0 {
				t.Errorf("%s: at %d `%s` is offered %s", f.Path, off, f.Tree.Source()[max(0, off-20):off], c.Candidates[0].Label)
			}
			if h, ok := s.Hover(f, off, nil); ok && off > first.End {
				t.Errorf("%s: at %d hover says %s", f.Path, off, h.Text)
			}
			if to := s.Definition(t.Context(), f, off); len(to) > 0 && to[0].File != f.Path {
				t.Errorf("%s: at %d the definition is in %s", f.Path, off, to[0].File)
			}
		}
	}
}
