package analysis

import (
	"io/fs"
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// composeLoader serves the workspace to the evaluation of whole configurations: its files, what its folders hold, and that
// nixpkgs is somewhere.
type composeLoader struct {
	worldLoader
	data map[string]string // the files of data that were read, by path
}

// ReadFile implements [eval.Loader].
func (l *composeLoader) ReadFile(p string) (string, error) {
	text, err := l.worldLoader.ReadFile(p)
	if err == nil {
		return text, nil
	}
	if text, ok := l.snapshot.disk.Text(p); ok && !isSealed(text) {
		l.data[p] = text
		return text, nil
	}
	return "", err
}

// ReadDir implements [eval.Loader]: what the disk has in the folder and the snapshot below it.
func (l *composeLoader) ReadDir(folder string) ([]eval.Entry, error) {
	s := l.snapshot
	folder = s.Real(folder)
	prefix := strings.TrimSuffix(folder, "/") + "/"
	if !strings.HasPrefix(prefix, strings.TrimSuffix(s.root, "/")+"/") {
		return l.worldLoader.ReadDir(folder)
	}
	names := slices.Clone(s.Names(folder))
	for i := s.firstBelow(prefix); i < len(s.order) && strings.HasPrefix(s.order[i].Path, prefix); i++ {
		name, _, _ := strings.Cut(s.order[i].Path[len(prefix):], "/")
		names = append(names, name)
	}
	slices.Sort(names)
	var entries []eval.Entry
	for _, name := range slices.Compact(names) {
		if t, err := l.FileType(prefix + name); err == nil && name != ".git" {
			entries = append(entries, eval.Entry{Name: name, Type: t})
		}
	}
	if len(entries) == 0 && l.snapshot.Look(folder) == Absent {
		return nil, fs.ErrNotExist
	}
	return entries, nil
}

// firstBelow is the place of the first file in order whose path is not before prefix.
func (s *Snapshot) firstBelow(prefix string) int {
	i, _ := slices.BinarySearchFunc(s.order, prefix, func(f *File, p string) int { return strings.Compare(f.Path, p) })
	return i
}

// FileType implements [eval.Loader].
func (l *composeLoader) FileType(p string) (eval.FileType, error) {
	p = l.snapshot.beside(p)
	prefix := strings.TrimSuffix(p, "/") + "/"
	i := l.snapshot.firstBelow(prefix)
	switch {
	case strings.HasPrefix(p, nixpkgsRoot):
		return eval.Directory, nil
	case l.snapshot.files[p] != nil:
		return eval.Regular, nil
	case l.snapshot.isLink(p):
		return eval.Symlink, nil
	case i < len(l.snapshot.order) && strings.HasPrefix(l.snapshot.order[i].Path, prefix):
		return eval.Directory, nil
	case l.snapshot.Look(p) == Absent:
		if _, err := l.modules(p).FileType(p); err == nil {
			return l.modules(p).FileType(p)
		}
		return "", fs.ErrNotExist
	}
	return l.worldLoader.FileType(p)
}

// Parse implements [eval.Loader].
func (l *composeLoader) Parse(p string) (f *syntax.File, err error) {
	if f, err = l.worldLoader.Parse(p); err != nil && l.snapshot.Look(p) == Absent {
		return nil, fs.ErrNotExist
	}
	return f, err
}
