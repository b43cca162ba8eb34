package workspace

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// moduleLoader serves the modules of a source to the evaluator: what lies below its roots, symbolic links followed. A wide
// one also serves the Nix files that these import from elsewhere, and what lies beside them. It is safe for use by several
// goroutines.
type moduleLoader struct {
	wide bool

	mutex sync.Mutex
	trees map[string]*syntax.File
	roots map[string]bool // without symbolic links
}

// newModuleLoader serves what lies below folders.
func newModuleLoader(wide bool, folders ...string) *moduleLoader {
	l := &moduleLoader{wide: wide, trees: map[string]*syntax.File{}, roots: map[string]bool{}}
	for _, f := range folders {
		if real, err := filepath.EvalSymlinks(f); err == nil {
			l.roots[real] = true
		}
	}
	return l
}

// inside is where path really is. What exists outside the roots is [eval.ErrOutside].
func (l *moduleLoader) inside(path string) (string, error) {
	real, err := filepath.EvalSymlinks(filepath.FromSlash(path))
	if err != nil {
		real = filepath.FromSlash(path)
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for folder := real; ; folder = filepath.Dir(folder) {
		switch {
		case l.roots[folder] && err != nil:
			return "", fs.ErrNotExist
		case l.roots[folder]:
			return real, nil
		case folder == filepath.Dir(folder):
			return "", eval.ErrOutside
		}
	}
}

// ReadFile implements [eval.Loader].
func (l *moduleLoader) ReadFile(path string) (string, error) {
	real, err := l.inside(path)
	if err != nil {
		return "", err
	}
	return readText(real)
}

// ReadDir implements [eval.Loader].
func (l *moduleLoader) ReadDir(path string) ([]eval.Entry, error) {
	real, err := l.inside(path)
	if err != nil {
		return nil, err
	}
	found, err := os.ReadDir(real)
	entries := make([]eval.Entry, len(found))
	for i, e := range found {
		entries[i] = eval.Entry{Name: e.Name(), Type: typeOf(e.Type())}
	}
	return entries, err
}

// FileType implements [eval.Loader].
func (l *moduleLoader) FileType(path string) (eval.FileType, error) {
	if _, err := l.inside(path); err != nil && !(l.wide && err == eval.ErrOutside) {
		return "", err
	}
	info, err := os.Lstat(filepath.FromSlash(path))
	if err != nil {
		return "", err
	}
	return typeOf(info.Mode()), nil
}

func typeOf(mode fs.FileMode) eval.FileType {
	switch {
	case mode.IsDir():
		return eval.Directory
	case mode.IsRegular():
		return eval.Regular
	case mode&fs.ModeSymlink != 0:
		return eval.Symlink
	}
	return eval.Special
}

// Parse implements [eval.Loader]; each file is parsed once.
func (l *moduleLoader) Parse(path string) (*syntax.File, error) {
	l.mutex.Lock()
	tree := l.trees[path]
	l.mutex.Unlock()
	if tree != nil {
		return tree, nil
	}
	real, err := l.inside(path)
	if l.wide && err == eval.ErrOutside && strings.HasSuffix(path, ".nix") {
		real, err = filepath.EvalSymlinks(filepath.FromSlash(path))
	}
	if err != nil {
		return nil, err
	}
	text, err := readText(real)
	if err != nil {
		return nil, err
	}
	tree = syntax.Parse(text)
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if first := l.trees[path]; first != nil {
		return first, nil
	}
	l.trees[path] = tree
	if l.wide {
		l.roots[filepath.Dir(real)] = true
	}
	return tree, nil
}
