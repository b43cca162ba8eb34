package analysis_test

import (
	"context"
	"testing"

	"atproto-ls/analysis"
)

func TestWithSharesWhatDidNotChange(t *testing.T) {
	a, b := analysis.NewFile("/w/a.nix", "1"), analysis.NewFile("/w/b.nix", "2")
	s := analysis.NewSnapshot("/w", []*analysis.File{b, a}, nil)
	c := analysis.NewFile("/w/c.nix", "3")
	next := s.With(analysis.Change{File: c}, analysis.Change{Removed: "/w/b.nix"})
	if len(s.Files()) != 2 || s.Files()[0] != a || s.File("/w/c.nix") != nil {
		t.Error("the old snapshot has changed, or is not in order")
	}
	if len(next.Files()) != 2 || next.File("/w/a.nix") != a || next.File("/w/c.nix") != c || next.File("/w/b.nix") != nil {
		t.Error("the new snapshot is not the old one with the changes")
	}
	if next.Look("/w/c.nix") != analysis.RegularFile || next.Look("/w/d.nix") != analysis.Unsure {
		t.Error("without a disk, only the snapshot's own files are known")
	}
	if next.Relative("/w/c.nix") != "c.nix" || next.Relative("/wx/c.nix") != "/wx/c.nix" {
		t.Error("Relative")
	}
}

func TestFixesThatBreakTheTextAreDropped(t *testing.T) {
	s := analysis.NewSnapshot("/w", []*analysis.File{analysis.NewFile("/w/a.nix", "{ a = 1; }")}, nil)
	fix := func(start, end int, text string) analysis.Fix {
		return analysis.Fix{Edits: []analysis.Edit{{Range: analysis.Range{File: "/w/a.nix", Start: start, End: end}, NewText: text}}}
	}
	found := []analysis.Diagnostic{{
		Range: analysis.Range{File: "/w/a.nix"},
		Fixes: []analysis.Fix{fix(6, 7, "2"), fix(7, 8, ""), fix(6, 70, ""), fix(8, 7, ""), {}},
	}}
	s.DropUnsound(context.Background(), found)
	if left := found[0].Fixes; len(left) != 1 || left[0].Edits[0].NewText != "2" {
		t.Errorf("left: %v", left)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"enable", "settings", "services", "ATP005", "missing-import"}
	for word, want := range map[string]string{
		"enabel": "enable", "Enable": "enable", "setings": "settings", "sevrices": "services", "atp005": "ATP005",
		"mising-imports": "missing-import", "enable": "", "xx": "", "nothing": "", "": "", "package": "",
	} {
		if got, _ := analysis.Nearest(word, known); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3}} {
		if got := analysis.Distance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: %d edits, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestPick(t *testing.T) {
	all := []*analysis.Check{speak("ATP101", "one"), speak("ATP102", "two"), speak("ATP201", "three")}
	for words, want := range map[string]int{"ATP": 3, "atp1": 2, "three": 1, "ATP102": 1} {
		if got, err := analysis.Pick(all, []string{words}); err != nil || len(got) != want {
			t.Errorf("%s: %d checks, %v; want %d", words, len(got), err, want)
		}
	}
	if _, err := analysis.Pick(all, []string{"ATP1", "thre"}); err == nil || err.Error() != "no check is named `thre`; did you mean `three`?" {
		t.Errorf("got %v", err)
	}
}
