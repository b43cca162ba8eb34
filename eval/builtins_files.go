package eval

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"atproto-ls/syntax"
)

func fileBuiltins() []def {
	return []def{
		{"import", args(lazily), importBuiltin},
		{"scopedImport", args(setArg, pathArg), scopedImport},
		{"readFile", args(pathArg), readFile},
		{"readDir", args(pathArg), readDir},
		{"readFileType", args(pathArg), readFileType},
		{"pathExists", args(lazily), pathExists},
		{"findFile", args(listArg, stringArg), findFile},
	}
}

// asPath is v as a path: itself, or a string or set that is the text of one.
func (s *Session) asPath(v Value) Value {
	if v.Kind() == PathKind {
		return v
	}
	text, bad := s.coerce(v, appendedToPath, nil)
	if bad.ref != nil {
		return bad
	}
	if !path.IsAbs(text) {
		return MakeError("string '" + text + "' doesn't represent an absolute path")
	}
	return Path(path.Clean(text))
}

func importBuiltin(s *Session, a []Value) Value {
	return s.unary(s.Force(a[0]), func(v Value) Value {
		p := s.asPath(v)
		if p.bad() {
			return p
		}
		return s.Import(string(p.ref.(pathRef)))
	})
}

func scopedImport(s *Session, a []Value) Value {
	return s.importFile(string(a[1].ref.(pathRef)), a[0].Set())
}

// fileError is the value in place of a file that could not be had.
func (s *Session) fileError(p string, err error) Value {
	if errors.Is(err, fs.ErrNotExist) {
		return MakeError("path '" + p + "' does not exist")
	}
	if errors.Is(err, ErrOutside) {
		return MakeUnknown(p+" is outside the folders that may be read", p)
	}
	return MakeUnknown(p+" was not read: "+err.Error(), p)
}

// noFile is the error for a file that is to be opened.
func noFile(p string) Value { return MakeError("opening file '" + p + "': No such file or directory") }

// unread is the value in place of the text at p, when that was not had.
func (s *Session) unread(p string, err error) Value {
	if err == nil {
		return Value{}
	}
	real, t, missing := s.followed(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return noFile(real)
	case errors.Is(missing, errLinks):
		return endless(p)
	case t == Directory:
		return MakeError("reading from file '" + real + "': Is a directory")
	}
	return s.fileError(p, err)
}

func readFile(s *Session, a []Value) Value {
	p, _ := a[0].AsPath()
	text, err := s.readText(p)
	if bad := s.unread(p, err); bad.ref != nil {
		return bad
	}
	if strings.Contains(text, "\x00") {
		return MakeError("the contents of the file '" + p + "' cannot be represented as a Nix string")
	}
	if !s.grow(len(text)) {
		return s.exhausted()
	}
	return String(text)
}

func readDir(s *Session, a []Value) Value {
	p, _ := a[0].AsPath()
	entries, err := s.loader.ReadDir(p)
	if err != nil {
		real, t, missing := s.followed(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return MakeError("reading directory " + real + ": No such file or directory")
		case errors.Is(missing, errLinks):
			return endless(p)
		case t == Regular:
			return MakeError("reading directory " + real + ": Not a directory")
		}
		return s.fileError(p, err)
	}
	if !s.spend(len(entries)) || !s.grow(64*len(entries)) {
		return s.exhausted()
	}
	attrs := make([]Attr, len(entries))
	for i, e := range entries {
		attrs[i] = Attr{Name: e.Name, Value: String(string(e.Type))}
	}
	return MakeSet(attrs)
}

func readFileType(s *Session, a []Value) Value {
	p, _ := a[0].AsPath()
	t, err := s.fileType(p)
	if err != nil {
		return s.fileError(p, err)
	}
	return String(string(t))
}

// pathExists asks for a path; a text that ends in a slash, or in `/.`, must be a folder.
func pathExists(s *Session, a []Value) Value {
	return s.unary(s.Force(a[0]), func(v Value) Value {
		text, bad := s.coerce(v, appendedToPath, nil)
		if bad.ref != nil {
			return bad
		}
		if !path.IsAbs(text) {
			return MakeError("string '" + text + "' doesn't represent an absolute path")
		}
		folder := strings.HasSuffix(text, "/") || strings.HasSuffix(text, "/.")
		p := path.Clean(text)
		t, err := s.fileType(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return Bool(false)
		case err != nil:
			return s.fileError(p, err)
		case folder && t == Symlink:
			if _, t, err = s.followed(p); errors.Is(err, errLinks) {
				return endless(p)
			}
			if t == Symlink { // of a Loader that reads no links
				_, err = s.loader.ReadDir(p)
				return Bool(err == nil)
			}
		}
		return Bool(!folder || t == Directory)
	})
}

// findFile looks name up in a search path: a list of `{ prefix, path }`.
func findFile(s *Session, a []Value) Value {
	name, _ := a[1].AsString()
	for _, e := range a[0].List().elems {
		entry := s.Force(e)
		prefix, bad := s.wantString(s.searchPrefix(entry))
		if bad.ref != nil {
			return bad
		}
		rest, ok := below(name, prefix)
		if !ok {
			continue
		}
		base := s.asPath(s.selectAttr(entry, "path"))
		if base.bad() {
			return vague(base)
		}
		p := path.Join(string(base.ref.(pathRef)), rest)
		if _, err := s.fileType(p); err == nil {
			return Path(p)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return s.fileError(p, err)
		}
	}
	if a[0].List() == noSearchPath.List() {
		return MakeUnknown("<"+name+"> is not in the search path", "<"+name+">")
	}
	return MakeThrow("file '" + name + "' was not found in the Nix search path (add it using $NIX_PATH or -I)")
}

func (s *Session) searchPrefix(entry Value) Value {
	if v := s.selectOr(entry, "prefix"); v.ref != nil {
		return v
	}
	return String("")
}

// below is the rest of name below prefix.
func below(name, prefix string) (rest string, ok bool) {
	if prefix == "" {
		return name, true
	}
	rest, ok = strings.CutPrefix(name, prefix)
	return strings.TrimPrefix(rest, "/"), ok && (rest == "" || rest[0] == '/')
}

// readText is the content of the file at p, be it one that builtins.toFile wrote.
func (s *Session) readText(p string) (string, error) {
	if text, ok := s.written[p]; ok {
		return text, nil
	}
	return s.loader.ReadFile(p)
}

func (s *Session) fileType(p string) (FileType, error) {
	if _, ok := s.written[p]; ok {
		return Regular, nil
	}
	return s.loader.FileType(p)
}

// maxLinks is how many symbolic links may lead from one to the next.
const maxLinks = 1024

var errLinks = errors.New("too many symbolic links encountered")

func endless(p string) Value { return MakeError("infinite symlink recursion in path '" + p + "'") }

// followed is p after the links at its end, and what is there: Nix follows them before it imports a file, so that what is
// relative in it is relative to where it lies. A folder on the way that is a link stays as it is written.
func (s *Session) followed(p string) (string, FileType, error) {
	t, err := s.fileType(p)
	l, ok := s.loader.(Linker)
	for n := 1; ok && err == nil && t == Symlink; n++ {
		var target string
		if target, err = l.Readlink(p); err != nil {
			break
		}
		if n == maxLinks {
			return p, t, errLinks
		}
		if !path.IsAbs(target) {
			target = path.Dir(p) + "/" + target
		}
		p = path.Clean(target)
		t, err = s.fileType(p)
	}
	return p, t, err
}

// real is p without links, also those of its folders.
func (s *Session) real(p string) string {
	if dir := path.Dir(p); dir != p {
		p, _, _ = s.followed(path.Join(s.real(dir), path.Base(p)))
	}
	return p
}

func (s *Session) parse(p string) (*syntax.File, error) {
	if text, ok := s.written[p]; ok {
		return syntax.Parse(text), nil
	}
	return s.loader.Parse(p)
}
