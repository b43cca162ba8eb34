package analysis

import (
	"io/fs"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// World is what there is beside the two examples of the check.
func (c *Check) World() World {
	w := World{Pins: c.Pins}
	if c.Modules == "" {
		return w
	}
	l := oneFile{"/modules/default.nix", c.Modules}
	begin := func() *eval.Session { return eval.New(eval.Options{Loader: l}) }
	source := optiondb.ReadModules("./modules", optiondb.FromModules, Asked, begin, l.path)
	w.Library = optiondb.LibraryOf(true, source.Set)
	w.Modules = &Modules{Paths: []string{l.path}, Loader: l}
	return w
}

// oneFile is a [eval.Loader] with one file.
type oneFile struct{ path, text string }

// ReadFile implements [eval.Loader].
func (l oneFile) ReadFile(path string) (string, error) {
	if path != l.path {
		return "", fs.ErrNotExist
	}
	return l.text, nil
}

// ReadDir implements [eval.Loader].
func (l oneFile) ReadDir(string) ([]eval.Entry, error) { return nil, fs.ErrNotExist }

// FileType implements [eval.Loader].
func (l oneFile) FileType(path string) (eval.FileType, error) {
	_, err := l.ReadFile(path)
	return eval.Regular, err
}

// Parse implements [eval.Loader].
func (l oneFile) Parse(path string) (*syntax.File, error) {
	text, err := l.ReadFile(path)
	return syntax.Parse(text), err
}
