package workspace

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// recorder is a loader that notes what an evaluation reads, for what is kept of it. It is safe for use by several goroutines.
type recorder struct {
	*moduleLoader

	mutex sync.Mutex
	seen  map[reading]bool
	all   []reading // in the order of the first time: what a wide loader serves depends on what was read before
	sums  map[*syntax.File]sum
}

func newRecorder(l *moduleLoader) *recorder {
	return &recorder{moduleLoader: l, seen: map[reading]bool{}, sums: map[*syntax.File]sum{}}
}

func (r *recorder) note(how byte, path string, gave sum) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if one := (reading{how, path, gave}); !r.seen[one] {
		r.seen[one] = true
		r.all = append(r.all, one)
	}
}

// readings are what was read so far.
func (r *recorder) readings() []reading {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return slices.Clone(r.all)
}

// sumOf is the hash of what was read, or a number for why it could not be.
func sumOf(text string, err error) sum {
	switch {
	case errors.Is(err, eval.ErrOutside):
		return sum{1}
	case errors.Is(err, fs.ErrNotExist):
		return sum{2}
	case err != nil:
		return sum{3}
	}
	return sha256.Sum256([]byte(text))
}

func namesOf(entries []eval.Entry) string {
	var text strings.Builder
	for _, e := range entries {
		text.WriteString(e.Name + "\x00" + string(e.Type) + "\x00")
	}
	return text.String()
}

// ReadFile implements [eval.Loader].
func (r *recorder) ReadFile(path string) (string, error) {
	text, err := r.moduleLoader.ReadFile(path)
	r.note(readFile, path, sumOf(text, err))
	return text, err
}

// ReadDir implements [eval.Loader].
func (r *recorder) ReadDir(path string) ([]eval.Entry, error) {
	entries, err := r.moduleLoader.ReadDir(path)
	r.note(readDir, path, sumOf(namesOf(entries), err))
	return entries, err
}

// FileType implements [eval.Loader].
func (r *recorder) FileType(path string) (eval.FileType, error) {
	t, err := r.moduleLoader.FileType(path)
	r.note(readType, path, sumOf(string(t), err))
	return t, err
}

// Readlink implements [eval.Linker].
func (r *recorder) Readlink(path string) (string, error) {
	target, err := r.moduleLoader.Readlink(path)
	r.note(readLink, path, sumOf(target, err))
	return target, err
}

// Parse implements [eval.Loader].
func (r *recorder) Parse(path string) (*syntax.File, error) {
	tree, err := r.moduleLoader.Parse(path)
	if err != nil {
		r.note(readNix, path, sumOf("", err))
		return nil, err
	}
	r.mutex.Lock()
	gave, known := r.sums[tree]
	r.mutex.Unlock()
	if !known {
		gave = sumOf(tree.Source(), nil)
		r.mutex.Lock()
		r.sums[tree] = gave
		r.mutex.Unlock()
	}
	r.note(readNix, path, gave)
	return tree, nil
}

// again reads something once more, without noting it.
func (l *moduleLoader) again(r reading) (sum, bool) {
	switch r.how {
	case readFile:
		return sumOf(l.ReadFile(r.path)), true
	case readDir:
		entries, err := l.ReadDir(r.path)
		return sumOf(namesOf(entries), err), true
	case readType:
		t, err := l.FileType(r.path)
		return sumOf(string(t), err), true
	case readLink:
		return sumOf(l.Readlink(r.path)), true
	case readNix:
		if tree := l.parsed(r.path); tree != nil {
			return sumOf(tree.Source(), nil), true
		}
		return sumOf(l.source(r.path)), true
	}
	return sum{}, false
}
