package workspace

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// Request says what of a workspace to load.
type Request struct {
	Paths []string          // files and folders; a folder means every Nix file below it
	Texts map[string]string // by [Absolute] path: a text instead of what the disk has, which need not have the file
	Found func(files int)   // told how many files there are, before they are read; nil: nobody is

	// Around has the rest of the workspace in the snapshot too: what may import what was named, and what that imports.
	Around bool
}

// Loaded is a snapshot with the files that were asked for.
type Loaded struct {
	Snapshot *analysis.Snapshot
	Files    []string  // the files that were asked for, sorted: what to report on
	Problems []Problem // what was asked for and could not be read; everything else is in the snapshot
}

// Load reads and parses files in parallel. The outcome depends on the files alone. A cancelled ctx gives a part of it.
func (w *Workspace) Load(ctx context.Context, request Request) Loaded {
	k := &walker{w: w, seen: map[string]bool{}, leads: map[string]string{}, budget: namedBudget}
	var single []string
	for _, p := range request.Paths {
		single = append(single, k.named(p, request.Texts)...)
	}
	k.follow()
	asked := len(k.files)
	if request.Around {
		k.around()
	}
	context := k.files[asked:]
	slices.Sort(k.files[:asked])
	if request.Found != nil {
		request.Found(len(k.files))
	}
	files := make([]*analysis.File, len(k.files))
	errs := make([]error, len(k.files))
	analysis.Share(ctx, len(files), func(i int) {
		text, replaced := request.Texts[k.files[i]]
		if !replaced {
			text, errs[i] = readText(k.files[i])
		}
		if errs[i] == nil {
			files[i] = analysis.NewFile(k.files[i], text)
		}
	})
	loaded := Loaded{Problems: k.problems}
	for i, err := range errs {
		switch {
		case i >= asked: // around what was asked for: what cannot be read is not there
		case err != nil:
			loaded.Problems = append(loaded.Problems, Problem{k.files[i], err})
		case files[i] != nil:
			loaded.Files = append(loaded.Files, k.files[i])
		}
	}
	files = slices.DeleteFunc(files, func(f *analysis.File) bool { return f == nil })
	world := w.world()
	world.Named, world.Links = single, k.leads
	loaded.Snapshot = analysis.NewSnapshot(w.Root, files, &disk{w: w}).In(world)
	if len(single) > 0 && len(context) > 0 {
		loaded.Files = append(loaded.Files, loaded.Snapshot.Reached(single)...)
		slices.Sort(loaded.Files)
		loaded.Files = slices.Compact(loaded.Files)
	}
	return loaded
}

// around adds the rest of the workspace: what may import what was named, and what that imports.
func (k *walker) around() {
	k.budget = unmarkedBudget
	if k.w.Marked() {
		k.budget = markedBudget
	}
	problems := len(k.problems)
	k.folder(k.w.Root)
	k.follow()
	k.problems = k.problems[:problems]
}

// named adds what the user named, whatever ignores it: a folder is walked, anything else is a file, which it gives.
func (k *walker) named(name string, texts map[string]string) (file []string) {
	abs, err := Absolute(name)
	if err != nil {
		k.problems = append(k.problems, Problem{name, err})
		return nil
	}
	_, replaced := texts[abs]
	s, err := os.Stat(filepath.FromSlash(abs))
	switch {
	case replaced:
	case err != nil:
		k.problems = append(k.problems, Problem{name, err})
		return nil
	case s.IsDir():
		k.folder(abs)
		return nil
	}
	if real, err := filepath.EvalSymlinks(filepath.FromSlash(abs)); err == nil && !replaced && k.w.holds(filepath.ToSlash(real)) {
		abs = filepath.ToSlash(real)
	}
	k.file(abs)
	return []string{abs}
}

// readText reads a file of at most [syntax.MaxSource] bytes.
func readText(name string) (string, error) {
	f, err := os.Open(filepath.FromSlash(name))
	if err != nil {
		return "", err
	}
	defer f.Close()
	size := 0
	if info, err := f.Stat(); err == nil {
		size = int(min(info.Size(), syntax.MaxSource))
	}
	text, err := readLimited(f, size)
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return text, err
}

// ReadLimited reads all of r, which may hold at most [syntax.MaxSource] bytes.
func ReadLimited(r io.Reader) (string, error) { return readLimited(r, 0) }

// readLimited is [ReadLimited] of a text that probably has size bytes.
func readLimited(r io.Reader, size int) (string, error) {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	var text strings.Builder
	text.Grow(size)
	for left := syntax.MaxSource; ; {
		n, err := r.Read(*buffer)
		if left -= n; left < 0 {
			return "", fmt.Errorf("larger than %d MiB, which is the most that is read", (syntax.MaxSource+1)>>20)
		}
		text.Write((*buffer)[:n])
		switch {
		case err == io.EOF:
			return text.String(), nil
		case err != nil:
			return "", err
		}
	}
}

// buffers are what files are read through: memory for a whole text is made once, for its string.
var buffers = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}
