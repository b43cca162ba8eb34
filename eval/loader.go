package eval

import (
	"errors"

	"atproto-ls/syntax"
)

// Loader is the only way from the evaluator to files. Paths are absolute and clean, with slashes. A Loader decides what
// may be read: for a path outside its roots, after following symbolic links, every method gives [ErrOutside], and the
// result is Unknown. For a path that is inside and absent they give an error that is [io/fs.ErrNotExist], and the result
// is the error that Nix gives. Other errors make the result Unknown.
type Loader interface {
	// ReadFile is the file's content.
	ReadFile(path string) (string, error)
	// ReadDir lists a folder in any order.
	ReadDir(path string) ([]Entry, error)
	// FileType says what is at path, without following a symbolic link at its end.
	FileType(path string) (FileType, error)
	// Parse is the parsed Nix file at path. A Loader that caches gives the same *syntax.File as long as the
	// content is the same.
	Parse(path string) (*syntax.File, error)
}

// Foreseeing is what a [Loader] may be besides: one that reads ahead.
type Foreseeing interface {
	Loader
	// Foresee says that these files, or the default.nix of these folders, are soon to be parsed.
	Foresee(paths []string)
}

// Linker is what a [Loader] is besides that has symbolic links: what is imported through one is where the link leads. A
// Loader without it has none.
type Linker interface {
	Loader
	// Readlink is what the symbolic link at path holds.
	Readlink(path string) (string, error)
}

// Namer is what a [Loader] is besides under which each file has one name, whichever links lead to it.
type Namer interface {
	Loader
	// Name is path without symbolic links; what is imported there is called so, and what is relative in it is relative to that.
	Name(path string) string
}

// FileType is what a path is, in the words of `builtins.readFileType`.
type FileType string

// The file types.
const (
	Regular   FileType = "regular"
	Directory FileType = "directory"
	Symlink   FileType = "symlink"
	Special   FileType = "unknown"
)

// Entry is one entry of a folder.
type Entry struct {
	Name string
	Type FileType
}

// ErrOutside is what a [Loader] gives for a path that it does not serve.
var ErrOutside = errors.New("outside the folders that may be read")

// NoFiles is a Loader that serves nothing.
type NoFiles struct{}

// ReadFile gives [ErrOutside].
func (NoFiles) ReadFile(string) (string, error) { return "", ErrOutside }

// ReadDir gives [ErrOutside].
func (NoFiles) ReadDir(string) ([]Entry, error) { return nil, ErrOutside }

// FileType gives [ErrOutside].
func (NoFiles) FileType(string) (FileType, error) { return "", ErrOutside }

// Parse gives [ErrOutside].
func (NoFiles) Parse(string) (*syntax.File, error) { return nil, ErrOutside }
