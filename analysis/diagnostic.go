package analysis

import (
	"context"
	"slices"

	"atproto-ls/syntax"
)

// Range is a half-open range of byte offsets in a file. File is a [File.Path].
type Range struct {
	File       string
	Start, End int
}

// touches reports whether the two ranges share a byte, or an end where one of them is empty.
func (r Range) touches(other Range) bool {
	if r.File != other.File {
		return false
	}
	if r.Start == r.End || other.Start == other.End {
		return r.Start <= other.End && other.Start <= r.End
	}
	return r.Start < other.End && other.Start < r.End
}

// Diagnostic is one finding: what is wrong, where, and how to mend it.
type Diagnostic struct {
	Code     string // the check's code: "ATP005"
	Name     string // the check's name: "missing-import"
	Severity Severity
	Range           // the smallest sensible token
	Message  string // one sentence without a full stop at its end: what is wrong, then what is accepted

	Option      string    // the option it is about, names and submodule keys as written; empty when it is about none
	Entries     []string  // the entries of the configurations it was found in, sorted; empty for a check of one file
	Related     []Related // the other ends, nearest first
	Fixes       []Fix     // what mends it, the preferred one first; empty when nothing does for certain
	Fingerprint string    // identifies the finding; survives edits elsewhere in the file
}

// Related is another place that a diagnostic speaks of: the bracket that is open, the first of two definitions.
type Related struct {
	Range
	Message string
}

// Fix is one way to mend a diagnostic.
type Fix struct {
	Title     string // a verb phrase: "insert `;`"
	Preferred bool   // the fix to take when nobody is asked; at most one of a diagnostic's
	Safe      bool   // cannot change what the file means, except as the diagnostic says
	Edits     []Edit // not overlapping; several inserts at one offset are made in their order
}

// Edit replaces a range of a file by NewText; an empty range inserts.
type Edit struct {
	Range
	NewText string
}

// Apply makes the fix's edits in the files of s and gives the new texts by path. It reports false, and no texts, when
// the edits overlap or name a file or an offset that s does not have.
func (s *Snapshot) Apply(fix Fix) (map[string]string, bool) {
	edits := map[string][]syntax.Edit{}
	for _, e := range fix.Edits {
		edits[e.File] = append(edits[e.File], syntax.Edit{Start: e.Start, End: e.End, NewText: e.NewText})
	}
	texts := make(map[string]string, len(edits))
	for path, list := range edits {
		file := s.File(path)
		if file == nil {
			return nil, false
		}
		text, ok := syntax.ApplyEdits(file.Tree.Source(), list)
		if !ok {
			return nil, false
		}
		texts[path] = text
	}
	return texts, true
}

// Sound reports whether fix can be offered: its edits fit and change something, and no file has more errors after it than
// before, duplicate attributes and undefined variables among them. It parses every file that the fix touches.
func (s *Snapshot) Sound(fix Fix) bool {
	texts, ok := s.Apply(fix)
	for path, text := range texts {
		file := s.File(path)
		after := syntax.Parse(text)
		ok = ok && text != file.Tree.Source() && len(after.Errors) <= len(file.Tree.Errors) && len(syntax.Validate(after)) <= len(file.Invalid())
	}
	return ok && len(fix.Edits) > 0
}

// maxTrial is how many bytes are parsed, all in all, to try the fixes of one file: 1.2 s of a text of 340 KB with a
// thousand errors. Of a file so large and so broken that it does not suffice, only the first fixes are offered.
const maxTrial = 32 << 20

// DropUnsound removes the fixes that are not [Snapshot.Sound] from the diagnostics of one run over s.
func (s *Snapshot) DropUnsound(ctx context.Context, found []Diagnostic) {
	var groups [][]Diagnostic // by file: the diagnostics are sorted
	for rest := found; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].File == rest[0].File {
			n++
		}
		groups, rest = append(groups, rest[:n]), rest[n:]
	}
	Share(ctx, len(groups), func(i int) {
		budget := maxTrial
		for j := range groups[i] {
			d := &groups[i][j]
			d.Fixes = slices.DeleteFunc(d.Fixes, func(f Fix) bool {
				budget -= len(s.File(d.File).Tree.Source())
				return budget < 0 || !s.Sound(f)
			})
		}
	})
}
