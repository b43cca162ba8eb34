package eval_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// disk is a Loader over the real disk, without roots: for tests only.
type disk struct{ files map[string]*syntax.File }

func (disk) ReadFile(p string) (string, error) {
	b, err := os.ReadFile(p)
	return string(b), err
}

func (disk) ReadDir(p string) ([]eval.Entry, error) {
	list, err := os.ReadDir(p)
	var entries []eval.Entry
	for _, e := range list {
		entries = append(entries, eval.Entry{Name: e.Name(), Type: fileType(e.Type())})
	}
	return entries, err
}

func (disk) FileType(p string) (eval.FileType, error) {
	info, err := os.Lstat(p)
	if err != nil {
		return "", err
	}
	return fileType(info.Mode()), nil
}

func (disk) Executable(p string) (bool, error) {
	info, err := os.Stat(p)
	return err == nil && info.Mode()&0o100 != 0, err
}

func (disk) Readlink(p string) (string, error) { return os.Readlink(p) }

func fileType(m fs.FileMode) eval.FileType {
	switch {
	case m.IsDir():
		return eval.Directory
	case m&fs.ModeSymlink != 0:
		return eval.Symlink
	case m.IsRegular():
		return eval.Regular
	}
	return eval.Special
}

func (d disk) Parse(p string) (*syntax.File, error) {
	if f := d.files[p]; f != nil {
		return f, nil
	}
	src, err := os.ReadFile(p)
	if err != nil {
		return nil, err
	}
	d.files[p] = syntax.Parse(string(src))
	return d.files[p], nil
}

// run evaluates text in a fresh Session and gives what `debug eval --strict` would say of it.
func run(text string, o eval.Options) string {
	if o.Loader == nil {
		o.Loader = disk{map[string]*syntax.File{}}
	}
	dir, _ := filepath.Abs(".")
	o.Strict = true
	s := eval.New(o)
	return verdict(s, s.Eval(syntax.Parse(text), "", dir))
}

func verdict(s *eval.Session, v eval.Value) string {
	deep := s.Deep(v)
	switch deep.Kind() {
	case eval.ErrorKind:
		return "error: " + deep.Error().Message
	case eval.UnknownKind:
		return "unknown: " + deep.Unknown().Reason
	case eval.ChoiceKind:
		return "choice: " + s.Print(v)
	}
	return s.Print(v)
}

// runLib is run for text that uses `lib`, which is our own.
func runLib(text string) string {
	s := eval.New(eval.Options{Loader: disk{map[string]*syntax.File{}}, Strict: true})
	f := s.Eval(syntax.Parse("lib: "+text), "", "/")
	return verdict(s, s.Apply(f, s.Lib()))
}

func TestSmoke(t *testing.T) {
	if e := os.Getenv("EXPR"); e != "" {
		t.Log(runLib(e))
	}
}
