package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// change is a file that fixes changed: an absolute path with slashes, the text that was read, and the one to write.
type change struct{ path, before, after string }

// errChanged is why a file is not written: it no longer holds the text that was checked.
var errChanged = errors.New("the file changed meanwhile")

// staged is a change whose new text lies beside the file it is going to replace.
type staged struct {
	change
	target string // the file itself, links resolved
	temp   string
}

// save writes all changes in the workspace below root, or none: first every new text is on the disk, under another
// name, then each takes the place of its file. So a disk that is full, a file that may not be written and one that was
// edited since it was read leave everything as it was. Between two renames another program may still interfere; the
// file that it changed is then left alone and named.
func save(root string, changes []change) error {
	var ready []staged
	defer func() {
		for _, s := range ready {
			os.Remove(s.temp) // gone already where it was renamed
		}
	}()
	targets := map[string]string{}
	for _, c := range changes {
		s, err := stage(root, c)
		if err != nil {
			return fmt.Errorf("%s: %w; no file was changed", shown(c.path), plain(err))
		}
		ready = append(ready, s)
		if other, twice := targets[s.target]; twice {
			return fmt.Errorf("%s and %s are one file; no file was changed", shown(other), shown(c.path))
		}
		targets[s.target] = c.path
	}
	var errs []error
	for _, s := range ready {
		if err := s.commit(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w; it was not changed", shown(s.path), plain(err)))
		}
	}
	return errors.Join(errs...)
}

// plain is err without the path and the system call that Go puts before it.
func plain(err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err
	case errors.As(err, &l):
		return l.Err
	}
	return err
}

// stage writes the new text beside the file, with the file's permissions and owner.
func stage(root string, c change) (s staged, err error) {
	s = staged{change: c}
	if s.target, err = target(root, c.path); err != nil {
		return s, err
	}
	if err := s.unchanged(); err != nil {
		return s, err
	}
	whole, err := os.OpenFile(s.target, os.O_WRONLY, 0) // renaming would not ask for the right to write
	if err != nil {
		return s, err
	}
	defer whole.Close()
	was, err := whole.Stat()
	if err != nil {
		return s, err
	}
	s.temp, err = writeBeside(s.target, was, func(out io.Writer) error {
		_, err := io.WriteString(out, c.after)
		return err
	})
	return s, err
}

// commit puts the new text in the file's place.
func (s staged) commit() error {
	if err := s.unchanged(); err != nil {
		return err
	}
	return os.Rename(s.temp, s.target)
}

// unchanged is an error when the file no longer holds the text that was read.
func (s staged) unchanged() error {
	text, err := os.ReadFile(s.target)
	if err == nil && string(text) != s.before {
		err = errChanged
	}
	return err
}

// target is the file that is written for path: where path is a link, what it points to, which must be in the workspace.
func target(root, path string) (string, error) {
	real, err := filepath.EvalSymlinks(filepath.FromSlash(path))
	if err != nil {
		return "", err
	}
	info, err := os.Lstat(filepath.FromSlash(path))
	if err != nil {
		return "", err
	}
	inside := strings.HasPrefix(filepath.ToSlash(real), strings.TrimSuffix(root, "/")+"/")
	if info.Mode()&fs.ModeSymlink != 0 && !inside {
		return "", fmt.Errorf("it is a link to %s, outside the workspace", real)
	}
	return real, nil
}

// writeBeside writes a new file into the folder of name, safely on the disk when it returns, and gives its path. It has
// the permissions and the owner of was; with a nil was those that a new file has. After an error nothing is left.
func writeBeside(name string, was fs.FileInfo, write func(io.Writer) error) (temp string, err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".atproto-ls-*")
	if err != nil {
		return "", err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return "", err
	}
	mode := fs.FileMode(0o644)
	if was != nil {
		mode = was.Mode().Perm()
		if err := keepOwner(f, was); err != nil {
			return "", fmt.Errorf("keeping its owner: %w", err)
		}
	}
	if err := f.Chmod(mode); err != nil {
		return "", err
	}
	return f.Name(), f.Sync()
}

// replace writes the file called name, which is there whole or as it was, with the permissions and the owner that it had. What is
// no regular file, such as a pipe, is written to.
func replace(name string, write func(io.Writer) error) error {
	how := replaceRegular
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		how = writeInto
	}
	if err := how(name, write); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

func writeInto(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = write(f)
	return errors.Join(err, f.Close())
}

func replaceRegular(name string, write func(io.Writer) error) error {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	was, err := os.Stat(name)
	if err != nil {
		was = nil // there is none yet
	}
	temp, err := writeBeside(name, was, write)
	if err != nil {
		return err
	}
	if err = os.Rename(temp, name); err != nil {
		os.Remove(temp)
	}
	return err
}
