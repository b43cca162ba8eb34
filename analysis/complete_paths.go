package analysis

import (
	"path"
	"regexp"
	"strings"

	"atproto-ls/syntax"
)

// relativePath is a path that is being written, up to its end: its folder, and what there is of the last name.
var relativePath = regexp.MustCompile(`(?:^|[\s\[({=;+])(\.{1,2}/(?:[\w.+-]+/)*)([\w.+-]*)$`)

// restOfName is what stands of a name behind the cursor.
var restOfName = regexp.MustCompile(`^[\w.+-]*`)

// paths offers the files of the workspace, and the folders with files, that a relative path at off may lead to next; ok is false
// where none is being written.
func (s *Snapshot) paths(f *File, off int) (c Completion, ok bool) {
	source, lines := f.Tree.Source(), f.Tree.Lines()
	off = min(max(off, 0), len(source))
	written := relativePath.FindStringSubmatch(source[lines.Start(lines.Line(off)):off])
	if written == nil || inProse(f.Tree.TokenAt(off-1).Kind) {
		return c, false
	}
	c = Completion{Start: off - len(written[2]), At: off, End: off + len(restOfName.FindString(source[off:]))}
	folder := strings.TrimSuffix(path.Join(path.Dir(f.Path), written[1]), "/") + "/"
	for _, other := range s.Files() {
		rest, inside := strings.CutPrefix(other.Path, folder)
		name, below, isFolder := strings.Cut(rest, "/")
		last := len(c.Candidates) - 1
		switch {
		case !inside || other == f:
			continue
		case last < 0 || c.Candidates[last].Label != name:
			next := Candidate{Label: name, Detail: "a file", Kind: FileCandidate, Sort: name, Filter: name, Text: name}
			if isFolder {
				next.Kind, next.Detail = FolderCandidate, "a folder"
			}
			c.Candidates = append(c.Candidates, next)
			last++
		}
		if below == "default.nix" {
			c.Candidates[last].Detail = "a folder with a default.nix"
		}
	}
	return c, true
}

// inProse reports whether a token is one of a comment or of a string.
func inProse(k syntax.TokenKind) bool {
	switch k {
	case syntax.Comment, syntax.StringText, syntax.StringOpen, syntax.StringToken, syntax.IndStringText, syntax.IndStringOpen, syntax.IndStringToken:
		return true
	}
	return false
}
