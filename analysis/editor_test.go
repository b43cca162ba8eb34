package analysis_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
)

// texts are all files of the cases that have any.
func texts(t *testing.T) map[string]string {
	all := map[string]string{}
	names, err := filepath.Glob("../testdata/*/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".nix") && !strings.HasPrefix(f.Name, "@") {
				all[name+" "+f.Name] = string(f.Data)
			}
		}
	}
	if len(all) == 0 {
		t.Fatal("no texts")
	}
	return all
}

// What an editor asks of a file holds together for any text, however it is cut off.
func TestEditorFeaturesOfAnyText(t *testing.T) {
	for name, text := range texts(t) {
		step := max(1, len(text)/60)
		for end := len(text); end >= 0; end -= step {
			f := analysis.NewFile("/w/a.nix", text[:end])
			s := analysis.NewSnapshot("/w", []*analysis.File{f}, nil)
			if err := consistent(s, f); err != nil {
				t.Errorf("%s, the first %d bytes: %v", name, end, err)
			}
		}
	}
}

func consistent(s *analysis.Snapshot, f *analysis.File) error {
	src := f.Tree.Source()
	start := 0
	for _, fold := range f.Folds() {
		if fold.Start < start || fold.End > len(src) || !strings.Contains(src[fold.Start:fold.End], "\n") {
			return fmt.Errorf("the fold %+v is out of order, or of one line", fold)
		}
		start = fold.Start
	}
	if err := nested(f.Symbols(), 0, len(src)); err != nil {
		return err
	}
	for off := 0; off <= len(src); off += 7 {
		last := analysis.Range{Start: off, End: off}
		for i, r := range f.Selections(off) {
			if r.Start > last.Start || r.End < last.End || i > 0 && r.End-r.Start <= last.End-last.Start {
				return fmt.Errorf("the selection at %d grows from %+v to %+v", off, last, r)
			}
			last = r
		}
	}
	s.Links(f)
	for _, o := range s.Occurrences(f) {
		if o.Start >= o.End || o.End > len(src) || len(o.Path) == 0 || len(s.OccurrencesAt(f, o.Start)) == 0 {
			return fmt.Errorf("the occurrence %+v is out of the text, or of nothing", o)
		}
	}
	return nil
}

func nested(symbols []analysis.Symbol, start, end int) error {
	for _, y := range symbols {
		r, n := y.Range, y.NameRange
		if r.Start < start || r.End > end || n.Start < r.Start || n.End > r.End || strings.TrimSpace(y.Name) == "" {
			return fmt.Errorf("the symbol %+v does not fit into %d-%d", y, start, end)
		}
		if err := nested(y.Children, r.Start, r.End); err != nil {
			return err
		}
	}
	return nil
}

// A comment that is offered to hide a finding hides it, and brings no other.
func TestSilence(t *testing.T) {
	offered := 0
	for name, text := range texts(t) {
		s, found := check(t, text)
		for _, d := range found {
			fix, ok := s.Silence(d)
			if !ok || analysis.Find(checks.All, d.Code).Last {
				continue
			}
			offered++
			after, ok := s.Apply(fix)
			if !ok {
				t.Fatalf("%s: %s does not apply", name, fix.Title)
			}
			_, left := check(t, after[d.File])
			if count(left, d.Code) >= count(found, d.Code) || len(left) >= len(found) {
				t.Errorf("%s: hiding %s (%s) leaves\n%+v\nin\n%s", name, d.Code, d.Message, left, after[d.File])
			}
		}
	}
	if offered == 0 {
		t.Error("nothing was offered")
	}
}

// All safe fixes together leave a text without more findings, which parses no worse.
func TestFixAll(t *testing.T) {
	offered := 0
	for name, text := range texts(t) {
		s, found := check(t, text)
		fix, ok := s.FixAll(found)
		if !ok {
			continue
		}
		offered++
		after, ok := s.Apply(fix)
		if !ok || !s.Sound(fix) {
			t.Fatalf("%s: the fixes do not go together: %+v", name, fix)
		}
		if _, left := check(t, after["/w/a.nix"]); len(left) > len(found) {
			t.Errorf("%s: %d findings before, %d after:\n%s", name, len(found), len(left), after["/w/a.nix"])
		}
	}
	if offered == 0 {
		t.Error("nothing was offered")
	}
}

func check(t *testing.T, text string) (*analysis.Snapshot, []analysis.Diagnostic) {
	t.Helper()
	s := analysis.NewSnapshot("/w", []*analysis.File{analysis.NewFile("/w/a.nix", text)}, nil)
	found, err := s.Run(t.Context(), analysis.Rules{Checks: checks.All})
	if err != nil {
		t.Fatal(err)
	}
	return s, found.Diagnostics
}

func count(found []analysis.Diagnostic, code string) (n int) {
	for _, d := range found {
		if d.Code == code {
			n++
		}
	}
	return n
}
