package analysis

import (
	"path"
	"strings"

	"atproto-ls/syntax"
)

// Link is a path in a file that leads to another file.
type Link struct {
	Range         // the path literal
	Target string // the file, absolute, with slashes; of a folder its default.nix
}

// Links are the path literals of f that lead to a file of the workspace: `imports`, `import ./x.nix`, `readFile ./y`. A
// path that leads nowhere, or where nobody can know, is none.
func (s *Snapshot) Links(f *File) []Link {
	var links []Link
	for n := range f.Tree.Root().Descendants() {
		if !n.Is(syntax.PathNode) || !n.IsLiteral() || strings.HasPrefix(n.Text(), "~") {
			continue
		}
		if target, ok := s.linked(f, n.Text()); ok {
			links = append(links, Link{f.Range(n), target})
		}
	}
	return links
}

// linked is the file that a path literal of f leads to.
func (s *Snapshot) linked(f *File, literal string) (target string, ok bool) {
	target = literal
	if !path.IsAbs(literal) {
		target = path.Join(s.Folder(f), literal)
	}
	target = s.Real(path.Clean(target))
	if s.Look(target) == Folder {
		target = s.Real(path.Join(target, "default.nix"))
	}
	return target, s.Look(target) == RegularFile
}
