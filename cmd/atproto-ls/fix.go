package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
	"atproto-ls/syntax/gonix"
)

// maxFixRounds bounds how often the findings are looked for anew after fixes were made: a fix may uncover the next
// finding, as the second missing `;` of a broken binding. What is left then waits for the next run.
const maxFixRounds = 100

// fixer makes the fixes that findings carry, in memory. It serves one workspace.
type fixer struct {
	unsafe  bool                      // also make the fixes that may change what a file means
	accepts func(text string) error   // the second opinion on a text: nil where the other parser takes it
	trusted map[*analysis.File]bool   // what accepts said of the files as they stand
	said    []string                  // why fixes were refused in the last round
	made    int                       // fixes
	changed map[string]*analysis.File // by path: the file as it was before the first fix
}

func newFixer(unsafe bool) *fixer {
	return &fixer{
		unsafe:  unsafe,
		accepts: func(text string) error { _, err := gonix.Accepts(text); return err },
		trusted: map[*analysis.File]bool{}, changed: map[string]*analysis.File{},
	}
}

// candidate is a fix that may be made, and the finding that it mends.
type candidate struct {
	finding analysis.Diagnostic
	fix     analysis.Fix
}

// checking runs the checks over a snapshot.
type checking func(context.Context, *analysis.Snapshot) (analysis.Findings, error)

// run makes fixes in the files until no finding has one that can be made, and gives the last snapshot and its findings.
// Nothing is written.
func (x *fixer) run(ctx context.Context, s *analysis.Snapshot, f analysis.Findings, files []string, again checking) (*analysis.Snapshot, analysis.Findings, error) {
	seen := map[[sha256.Size]byte]bool{}
	for range maxFixRounds {
		x.said = nil
		good := x.together(s, x.choose(s, f.Diagnostics, files))
		texts, _ := s.Apply(join(good))
		maps.DeleteFunc(texts, func(path, text string) bool { return s.File(path).Tree.Source() == text })
		if len(texts) == 0 {
			return s, f, nil
		}
		next := x.change(s, texts)
		state := x.state(next)
		if seen[state] {
			return nil, f, fmt.Errorf("the fixes of %s undo each other: nothing was fixed; please report it", join(good).Title)
		}
		seen[state] = true
		x.made += len(good)
		s = next
		var err error
		if f, err = again(ctx, s); err != nil {
			return nil, f, err
		}
	}
	x.said = append(x.said, fmt.Sprintf("stopped after %d rounds of fixes: run it again for what is left", maxFixRounds))
	return s, f, nil
}

// change is s with other texts.
func (x *fixer) change(s *analysis.Snapshot, texts map[string]string) *analysis.Snapshot {
	changes := make([]analysis.Change, 0, len(texts))
	for path, text := range texts {
		if x.changed[path] == nil {
			x.changed[path] = s.File(path)
		}
		changes = append(changes, analysis.Change{File: analysis.NewFile(path, text)})
	}
	return s.With(changes...)
}

// state identifies the texts of all files that were changed.
func (x *fixer) state(s *analysis.Snapshot) (sum [sha256.Size]byte) {
	h := sha256.New()
	for _, path := range slices.Sorted(maps.Keys(x.changed)) {
		fmt.Fprintf(h, "%q %q\n", path, s.File(path).Tree.Source())
	}
	copy(sum[:], h.Sum(nil))
	return sum
}

// choose gives the preferred fix of each finding that may be made in files, without those that touch text that an
// earlier one changes: they wait for the next round.
func (x *fixer) choose(s *analysis.Snapshot, found []analysis.Diagnostic, files []string) (chosen []candidate) {
	taken := map[string][]analysis.Edit{}
	for _, d := range found {
		i := slices.IndexFunc(d.Fixes, func(f analysis.Fix) bool { return f.Preferred && (f.Safe || x.unsafe) })
		if i < 0 {
			continue
		}
		c := candidate{d, d.Fixes[i]}
		outside := func(e analysis.Edit) bool { return !slices.Contains(files, e.File) || s.File(e.File) == nil }
		late := func(e analysis.Edit) bool {
			return slices.ContainsFunc(taken[e.File], func(t analysis.Edit) bool { return collide(e, t) })
		}
		if slices.ContainsFunc(c.fix.Edits, outside) || slices.ContainsFunc(c.fix.Edits, late) {
			continue
		}
		for _, e := range c.fix.Edits {
			taken[e.File] = append(taken[e.File], e)
		}
		chosen = append(chosen, c)
	}
	return chosen
}

// collide reports whether two edits of one file touch: what one writes must not stand beside what the other does.
func collide(a, b analysis.Edit) bool { return a.Start <= b.End && b.Start <= a.End }

// join is one fix with the edits of all.
func join(all []candidate) (fix analysis.Fix) {
	for i, c := range all {
		if i > 0 {
			fix.Title += " and "
		}
		fix.Title += c.finding.Code
		fix.Edits = append(fix.Edits, c.fix.Edits...)
	}
	return fix
}

// together leaves those of all that no parser objects to, alone and together. One that is objected to alone is refused:
// in the next round, when its file may be another, it is tried again.
func (x *fixer) together(s *analysis.Snapshot, all []candidate) []candidate {
	why := x.objection(s, all)
	switch {
	case why == "":
		return all
	case len(all) == 1:
		c := all[0]
		line, column := position(s.File(c.finding.File).Tree.Lines(), c.finding.Start)
		x.said = append(x.said, fmt.Sprintf("%s:%d:%d: %s is not fixed, it would break the file: %s",
			shown(c.finding.File), line, column, c.finding.Code, why))
		return nil
	}
	left, right := x.together(s, all[:len(all)/2]), x.together(s, all[len(all)/2:])
	both := slices.Concat(left, right)
	if len(left) == 0 || len(right) == 0 || x.objection(s, both) == "" {
		return both
	}
	return left // the right half is looked at again in the next round
}

// objection is why the fixes must not be made together, as both parsers see it; empty when they may.
func (x *fixer) objection(s *analysis.Snapshot, all []candidate) string {
	texts, ok := s.Apply(join(all))
	if !ok {
		return "its edits do not fit the text"
	}
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		if why := x.worse(s.File(path), texts[path]); why != "" {
			return why
		}
	}
	return ""
}

// worse is what is wrong with text that was not wrong with before; empty when nothing is.
func (x *fixer) worse(before *analysis.File, text string) string {
	after := syntax.Parse(text)
	if n := len(before.Tree.Errors); len(after.Errors) > n {
		return after.Errors[n].Message
	}
	if len(before.Tree.Errors) == 0 { // else names and duplicates were hidden by the errors
		if invalid, n := syntax.Validate(after), len(before.Invalid()); len(invalid) > n {
			return invalid[n].Message
		}
	}
	trusted, known := x.trusted[before]
	if !known {
		trusted = x.accepts(before.Tree.Source()) == nil
		x.trusted[before] = trusted
	}
	if !trusted {
		return ""
	}
	if err := x.accepts(text); err != nil {
		return fmt.Sprintf("go-nix accepts it now and would no longer: %v", err)
	}
	return ""
}

// changes are the files that s holds otherwise than the disk did, by path.
func (x *fixer) changes(s *analysis.Snapshot) (all []change) {
	for _, path := range slices.Sorted(maps.Keys(x.changed)) {
		c := change{path, x.changed[path].Tree.Source(), s.File(path).Tree.Source()}
		if c.before != c.after {
			all = append(all, c)
		}
	}
	return all
}

// tell says on out why fixes were refused.
func (x *fixer) tell(out io.Writer) {
	for _, text := range x.said {
		fmt.Fprintf(out, "atproto-ls: %s\n", printable(text))
	}
}
