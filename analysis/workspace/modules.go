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
	eval.Codes

	mutex   sync.Mutex
	trees   map[string]func() (*syntax.File, error) // by path
	roots   map[string]bool                         // without symbolic links
	folders map[string]string                       // by path: the folder without symbolic links; a module tree has few folders for its files
}

// newModuleLoader serves what lies below folders.
func newModuleLoader(wide bool, folders ...string) *moduleLoader {
	l := &moduleLoader{wide: wide, trees: map[string]func() (*syntax.File, error){}, roots: map[string]bool{}, folders: map[string]string{}}
	for _, f := range folders {
		if real, err := filepath.EvalSymlinks(f); err == nil {
			l.roots[real] = true
		}
	}
	return l
}

// inside is where path really is. What exists outside the roots is [eval.ErrOutside].
func (l *moduleLoader) inside(path string) (string, error) {
	real, _, err := l.look(path)
	return real, err
}

// look is [moduleLoader.inside], and what is at path, without following a link; nil where there is nothing.
func (l *moduleLoader) look(path string) (string, fs.FileInfo, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	real, info, err := l.resolve(filepath.FromSlash(path))
	for folder := real; ; folder = filepath.Dir(folder) {
		switch {
		case l.roots[folder] && err != nil:
			return "", info, fs.ErrNotExist
		case l.roots[folder]:
			return real, info, nil
		case folder == filepath.Dir(folder):
			return "", info, eval.ErrOutside
		}
	}
}

// resolve is path without symbolic links, and what is there before a link is followed; what does not exist is as it was, with an
// error.
func (l *moduleLoader) resolve(path string) (string, fs.FileInfo, error) {
	dir, base := filepath.Dir(path), filepath.Base(path)
	if dir == path { // the root of a file system
		return path, nil, nil
	}
	folder, known := l.folders[dir]
	if !known {
		var err error
		if folder, _, err = l.resolve(dir); err != nil {
			return path, nil, err
		}
		l.folders[dir] = folder
	}
	real := filepath.Join(folder, base)
	info, err := os.Lstat(real)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		real, err = filepath.EvalSymlinks(real)
	}
	if err != nil {
		return path, info, err
	}
	return real, info, nil
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
	_, info, err := l.look(path)
	switch {
	case err != nil && !(l.wide && err == eval.ErrOutside):
		return "", err
	case info == nil:
		return "", fs.ErrNotExist
	}
	return typeOf(info.Mode()), nil
}

// Readlink implements [eval.Linker].
func (l *moduleLoader) Readlink(path string) (string, error) {
	if _, err := l.FileType(path); err != nil {
		return "", err
	}
	target, err := os.Readlink(filepath.FromSlash(path))
	return filepath.ToSlash(target), err
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
	parse := l.trees[path]
	if parse == nil {
		parse = sync.OnceValues(func() (*syntax.File, error) { return l.parse(path) })
		l.trees[path] = parse
	}
	l.mutex.Unlock()
	return parse()
}

func (l *moduleLoader) parse(path string) (*syntax.File, error) {
	text, err := l.source(path)
	if err != nil {
		l.mutex.Lock()
		defer l.mutex.Unlock()
		delete(l.trees, path) // it may be there the next time
		return nil, err
	}
	return syntax.Parse(text), nil
}

// Foresee implements [eval.Foreseeing]: it parses the files while the first is evaluated. Nobody waits for the end, which comes
// with the last file; who asks for one meanwhile waits for that. A wide loader reads nothing that was not asked for.
func (l *moduleLoader) Foresee(paths []string) {
	if l.wide {
		return
	}
	go func() {
		for _, p := range paths {
			if !strings.HasSuffix(p, ".nix") {
				p += "/default.nix"
			}
			l.Parse(p)
		}
	}()
}

func (l *moduleLoader) parsed(path string) *syntax.File {
	l.mutex.Lock()
	parse := l.trees[path]
	l.mutex.Unlock()
	if parse == nil {
		return nil
	}
	tree, _ := parse()
	return tree
}

// source is the text of the Nix file at path. A wide loader serves what lies beside it from now on.
func (l *moduleLoader) source(path string) (string, error) {
	real, err := l.inside(path)
	if l.wide && err == eval.ErrOutside && strings.HasSuffix(path, ".nix") {
		real, err = filepath.EvalSymlinks(filepath.FromSlash(path))
	}
	if err != nil {
		return "", err
	}
	text, err := readText(real)
	if err == nil && l.wide {
		l.mutex.Lock()
		defer l.mutex.Unlock()
		l.roots[filepath.Dir(real)] = true
	}
	return text, err
}
