package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"atproto-ls/analysis/workspace"
	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// disk is what the workbench may read: the folders below its roots, wherever a symbolic link leads from there.
type disk struct {
	roots []string // absolute, without symbolic links
	files map[string]*syntax.File
}

// newDisk serves what lies below folders. One that does not exist is an error.
func newDisk(folders []string) (*disk, error) {
	d := &disk{files: map[string]*syntax.File{}}
	for _, f := range folders {
		f, err := filepath.Abs(f)
		if err != nil {
			return nil, err
		}
		if f, err = filepath.EvalSymlinks(f); err != nil {
			return nil, err
		}
		d.roots = append(d.roots, f)
	}
	return d, nil
}

// inside is where path really is. What exists outside the roots is [eval.ErrOutside]; what exists nowhere is absent as
// well to Nix. The last name is not followed when it is to stay a link.
func (d *disk) inside(path string, follow bool) (string, error) {
	real, err := realPath(filepath.FromSlash(path), follow)
	switch {
	case inStore(path):
		return "", eval.ErrOutside
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return "", fs.ErrNotExist
	case err != nil, !d.serves(real):
		return "", eval.ErrOutside
	}
	return real, nil
}

// inStore reports whether path is Nix's store or in it: what is not there now, Nix may put there.
func inStore(path string) bool {
	return path == "/nix/store" || strings.HasPrefix(path, "/nix/store/")
}

// realPath is path without symbolic links, but for its last name when that is not followed.
func realPath(path string, follow bool) (string, error) {
	if follow {
		return filepath.EvalSymlinks(path)
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	real := filepath.Join(folder, filepath.Base(path))
	_, err = os.Lstat(real)
	return real, err
}

// serves reports whether path is a root or below one.
func (d *disk) serves(path string) bool {
	for _, root := range d.roots {
		if path == root || strings.HasPrefix(path, strings.TrimSuffix(root, string(filepath.Separator))+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// ReadFile is the file's content.
func (d *disk) ReadFile(path string) (string, error) {
	real, err := d.inside(path, true)
	if err != nil {
		return "", err
	}
	f, err := os.Open(real)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return workspace.ReadLimited(f)
}

// ReadDir lists a folder.
func (d *disk) ReadDir(path string) ([]eval.Entry, error) {
	real, err := d.inside(path, true)
	if err != nil {
		return nil, err
	}
	list, err := os.ReadDir(real)
	entries := make([]eval.Entry, len(list))
	for i, e := range list {
		entries[i] = eval.Entry{Name: e.Name(), Type: typeOfFile(e.Type())}
	}
	return entries, err
}

// FileType says what is at path.
func (d *disk) FileType(path string) (eval.FileType, error) {
	real, err := d.inside(path, false)
	if err != nil {
		return "", err
	}
	info, err := os.Lstat(real)
	if err != nil {
		return "", err
	}
	return typeOfFile(info.Mode()), nil
}

// Executable reports whether the file's owner may run it.
func (d *disk) Executable(path string) (bool, error) {
	real, err := d.inside(path, true)
	if err != nil {
		return false, err
	}
	info, err := os.Stat(real)
	return err == nil && info.Mode()&0o100 != 0, err
}

// Readlink is what the symbolic link at path holds.
func (d *disk) Readlink(path string) (string, error) {
	real, err := d.inside(path, false)
	if err != nil {
		return "", err
	}
	return os.Readlink(real)
}

// Parse is the parsed file, once for each path.
func (d *disk) Parse(path string) (*syntax.File, error) {
	if f := d.files[path]; f != nil {
		return f, nil
	}
	text, err := d.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := syntax.Parse(text)
	d.files[path] = f
	return f, nil
}

func typeOfFile(mode fs.FileMode) eval.FileType {
	switch {
	case mode.IsDir():
		return eval.Directory
	case mode&fs.ModeSymlink != 0:
		return eval.Symlink
	case mode.IsRegular():
		return eval.Regular
	}
	return eval.Special
}
