package analysis_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// What is offered holds together for any text, however it is cut off: the edit is of one line around the cursor, names are
// offered once, and where the text parses it still does after any option or value was chosen.
func TestCompleteAnyText(t *testing.T) {
	chosen := 0
	for name, text := range texts(t) {
		step := max(1, len(text)/8)
		for end := len(text); end >= 0; end -= step {
			completeAt(t, name, snapshotOf(text[:end]), end)
		}
		whole := snapshotOf(text)
		for off := 0; off < len(text); off += 5 {
			chosen += completeAt(t, name, whole, off)
		}
	}
	if chosen < 1000 {
		t.Errorf("only %d candidates were tried", chosen)
	}
}

func snapshotOf(text string) *analysis.Snapshot {
	return analysis.NewSnapshot("/w", []*analysis.File{analysis.NewFile("/w/a.nix", text)}, nil)
}

// completeAt checks what is offered at off, and gives how many candidates it tried.
func completeAt(t *testing.T, name string, s *analysis.Snapshot, off int) (tried int) {
	t.Helper()
	f := s.Files()[0]
	text := f.Tree.Source()
	c := s.Complete(t.Context(), f, off)
	if c.Start > off || c.At < off || c.End < c.At || c.End > len(text) || strings.Contains(text[c.Start:c.End], "\n") {
		t.Fatalf("%s at %d: an edit from %d over %d to %d\n%s‸%s", name, off, c.Start, c.At, c.End, text[:off], text[off:])
	}
	said := map[string]bool{}
	for i, o := range c.Candidates {
		if o.Label == "" || o.Filter == "" && o.Label != "<name>" || said[o.Label] {
			t.Errorf("%s at %d: %+v is empty or offered twice", name, off, o)
		}
		said[o.Label] = true
		if i%3 != 0 || len(f.Tree.Errors) > 0 || o.Kind == analysis.GroupCandidate || o.Kind == analysis.NameCandidate {
			continue
		}
		tried++
		after := text[:c.Start] + o.Text + text[c.End:]
		if found := syntax.Parse(after).Errors; len(found) > 0 {
			t.Errorf("%s at %d: after %q: %s\n%s", name, off, o.Text, found[0].Message, after[max(0, c.Start-80):min(len(after), c.End+120)])
		}
	}
	return tried
}

// Every option that the documented examples and the example blocks set is offered where its name is being typed: in the whole
// file, and where the file ends there.
func TestCompleteFindsWhatIsWritten(t *testing.T) {
	names, _ := filepath.Glob("../testdata/bundled/documented/*.nix")
	blocks, _ := filepath.Glob("../optiondb/bundled/examples/*.nix")
	asked := 0
	for _, name := range append(names, blocks...) {
		if filepath.Base(name) == "index.nix" {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s := snapshotOf(string(text))
		f := s.Files()[0]
		for n := range f.Tree.Root().Descendants() {
			path, ok := s.OptionOf(f, syntax.AsBinding(n).Value())
			if !ok || !n.Is(syntax.BindingNode) || s.Describe(f, path) == "" {
				continue
			}
			i := 0
			for segment := range syntax.AsBinding(n).Path().Segments() {
				label, known := syntax.AttrName(segment)
				if i++; !known || !segment.Is(syntax.IdentNode) {
					continue
				}
				asked++
				for _, s := range []*analysis.Snapshot{s, snapshotOf(string(text)[:segment.Start()+1])} {
					c := s.Complete(t.Context(), s.Files()[0], segment.Start()+1)
					if !slices.ContainsFunc(c.Candidates, func(o analysis.Candidate) bool { return o.Label == label }) {
						t.Errorf("%s: %s is not offered in %s (of %d bytes)", name, label, path, len(s.Files()[0].Tree.Source()))
					}
				}
			}
		}
	}
	if asked < 300 {
		t.Errorf("only %d names were asked for", asked)
	}
}
