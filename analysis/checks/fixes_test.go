package checks_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// tally counts what was tried, and keeps every text that a rewrite or a fix made.
type tally struct {
	texts                 []string
	findings, fixes, bare int
}

// note makes the fixes of an outcome: each alone, each twice, all together.
func (c *tally) note(t *testing.T, o outcome) {
	t.Helper()
	files := textsOf(o)
	c.keep(files)
	var first []analysis.Fix
	for _, d := range loud(o.findings.Diagnostics) {
		c.findings++
		if len(d.Fixes) == 0 {
			c.bare++
			continue
		}
		first = append(first, d.Fixes[0])
		for _, fix := range d.Fixes {
			c.fixes++
			c.alone(t, o, d, fix)
		}
	}
	if len(first) == len(loud(o.findings.Diagnostics)) && len(first) > 0 {
		c.together(t, o, first)
	}
}

// alone makes one fix: its finding is gone, none is new, all other text is as it was, and made again it changes nothing.
func (c *tally) alone(t *testing.T, o outcome, d analysis.Diagnostic, fix analysis.Fix) {
	t.Helper()
	files := textsOf(o)
	changed, ok := o.snapshot.Apply(fix)
	if !ok {
		t.Fatalf("%s: `%s` cannot be made", d.Code, fix.Title)
	}
	for name, text := range changed {
		files[o.snapshot.Relative(name)] = text
	}
	untouched(t, o, d, fix)
	c.keep(files)
	after := inMemory(t, files)
	left := said(o.findings.Diagnostics)
	left = slices.Delete(left, slices.Index(left, d.Code+" "+d.Option), slices.Index(left, d.Code+" "+d.Option)+1)
	for _, s := range said(after.findings.Diagnostics) {
		i := slices.Index(left, s)
		if i < 0 {
			t.Errorf("%s: after `%s` there is %s, before there were %v\n%s", d.Code, fix.Title, s, said(o.findings.Diagnostics), shownFiles(files))
			return
		}
		left = slices.Delete(left, i, i+1)
	}
}

// together makes the first fixes of all findings at once: nothing is left to say, and so nothing to fix.
func (c *tally) together(t *testing.T, o outcome, fixes []analysis.Fix) {
	t.Helper()
	all := analysis.Fix{}
	for _, f := range fixes {
		all.Edits = append(all.Edits, f.Edits...)
	}
	files := textsOf(o)
	changed, ok := o.snapshot.Apply(all)
	if !ok {
		t.Fatalf("the fixes overlap: %v", all.Edits)
	}
	for name, text := range changed {
		files[o.snapshot.Relative(name)] = text
	}
	c.keep(files)
	after := inMemory(t, files)
	if left := loud(after.findings.Diagnostics); len(left) > 0 {
		t.Errorf("after all fixes there is %s: %s\n%s", left[0].Code, left[0].Message, shownFiles(files))
	}
	if fix, more := after.snapshot.FixAll(after.findings.Diagnostics); more {
		t.Errorf("after all fixes there is more to fix: %v", fix.Edits)
	}
}

// keep remembers texts, which our own parser must accept.
func (c *tally) keep(files map[string]string) {
	c.texts = append(c.texts, slices.Collect(maps.Values(files))...)
}

func textsOf(o outcome) map[string]string {
	files := map[string]string{}
	for _, f := range o.snapshot.Files() {
		files[o.snapshot.Relative(f.Path)] = f.Tree.Source()
	}
	return files
}

func said(found []analysis.Diagnostic) (all []string) {
	for _, d := range found {
		all = append(all, d.Code+" "+d.Option)
	}
	return all
}

// untouched checks that a fix takes away nothing but what its finding is about: blanks, the text of the finding itself,
// and the value of an option. It leaves every comment, and ends lines as the file does.
func untouched(t *testing.T, o outcome, d analysis.Diagnostic, fix analysis.Fix) {
	t.Helper()
	for _, e := range fix.Edits {
		tree := o.snapshot.File(e.File).Tree
		old := tree.Source()[e.Start:e.End]
		own := e.File == d.File && e.Start >= d.Start-1 && e.End <= d.End // a password's colon goes with it
		if strings.TrimSpace(old) != "" && !own && !isValue(tree, e.Start, e.End) {
			t.Errorf("%s: `%s` takes away %q", d.Code, fix.Title, old)
		}
		if old == e.NewText {
			t.Errorf("%s: `%s` writes %q where it stands already", d.Code, fix.Title, old)
		}
		windows := strings.Contains(tree.Source(), "\r\n")
		if strings.Count(e.NewText, "\n") != strings.Count(e.NewText, "\r\n") && windows {
			t.Errorf("%s: `%s` ends lines in another way than the file: %q", d.Code, fix.Title, e.NewText)
		}
	}
}

// isValue reports whether a range is exactly the value of a binding.
func isValue(tree *syntax.File, start, end int) bool {
	for n := range tree.Root().Descendants() {
		if v := valueOf(syntax.AsBinding(n)); v.Exists() && v.Start() == start && v.End() == end {
			return true
		}
	}
	return false
}
