package workspace

import (
	"os"
	"path/filepath"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// moduleLoader serves the modules that a user named to the evaluator: Nix files wherever they import each other from, and
// what else lies below the folder of one that was read.
type moduleLoader struct {
	trees   map[string]*syntax.File
	folders map[string]bool // of the Nix files that were read
}

// ReadFile implements [eval.Loader].
func (l *moduleLoader) ReadFile(path string) (string, error) {
	if !l.serves(path) {
		return "", eval.ErrOutside
	}
	return readText(path)
}

// serves reports whether path lies below the folder of a Nix file that was read, symbolic links followed.
func (l *moduleLoader) serves(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		real = path
	}
	for folder := real; ; folder = filepath.Dir(folder) {
		if l.folders[folder] {
			return true
		}
		if folder == filepath.Dir(folder) {
			return false
		}
	}
}

// ReadDir implements [eval.Loader].
func (l *moduleLoader) ReadDir(path string) ([]eval.Entry, error) {
	if !l.serves(path) {
		return nil, eval.ErrOutside
	}
	found, err := os.ReadDir(path)
	entries := make([]eval.Entry, len(found))
	for i, e := range found {
		entries[i] = eval.Entry{Name: e.Name(), Type: typeOf(e.Type())}
	}
	return entries, err
}

// FileType implements [eval.Loader].
func (l *moduleLoader) FileType(path string) (eval.FileType, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	return typeOf(info.Mode()), nil
}

func typeOf(mode os.FileMode) eval.FileType {
	if mode.IsDir() {
		return eval.Directory
	}
	return eval.Regular
}

// Parse implements [eval.Loader]; each file is parsed once.
func (l *moduleLoader) Parse(path string) (*syntax.File, error) {
	if tree := l.trees[path]; tree != nil {
		return tree, nil
	}
	text, err := readText(path)
	if err != nil {
		return nil, err
	}
	tree := syntax.Parse(text)
	l.trees[path] = tree
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil && strings.HasSuffix(path, ".nix") {
		l.folders[folder] = true
	}
	return tree, nil
}

// FromModules evaluates what the modules in some files, or in the default.nix of folders, declare together, with all that
// they import. What cannot be evaluated costs only itself and is told in the problems.
func FromModules(names []string) (*optiondb.Surface, optiondb.Modules, []optiondb.Problem, error) {
	session := eval.New(eval.Options{Loader: &moduleLoader{map[string]*syntax.File{}, map[string]bool{}}})
	var roots []eval.Value
	for _, name := range names {
		file, err := filepath.Abs(name)
		if err == nil {
			_, err = os.Stat(file)
		}
		if err != nil {
			return nil, optiondb.Modules{}, nil, err
		}
		roots = append(roots, session.Import(filepath.ToSlash(file)))
	}
	modules := optiondb.Collect(session, optiondb.ModuleArgs(session), roots...)
	surface, problems := optiondb.Declared(session, "", modules.All)
	return surface, modules, problems, nil
}
