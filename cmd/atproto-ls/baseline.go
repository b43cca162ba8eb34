package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
)

// baseline is a file with the findings that are accepted: how many of each code in each file. Counts, and no lines, so
// that edits elsewhere in a file do not make old findings new. docs/schema/baseline.json says the same.
type baseline struct {
	Version int                       `json:"version"`
	Files   map[string]map[string]int `json:"files"` // by path from the baseline's folder, then by code

	name string // the file
	gone int    // accepted findings that are no longer there
}

// baselineVersion is the version of the form of a baseline.
const baselineVersion = 1

// openBaseline reads the baseline in the file name. Where it is going to be written it need not be there.
func openBaseline(name string, write bool) (*baseline, error) {
	abs, err := workspace.Absolute(name)
	if err != nil {
		return nil, usage("baseline %s: %v", name, err)
	}
	b := &baseline{Version: baselineVersion, Files: map[string]map[string]int{}, name: abs}
	text, err := os.ReadFile(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist) && write:
		return b, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, usage("baseline %s: there is no such file; --update-baseline writes it", shown(abs))
	case err != nil:
		return nil, usage("baseline %s: %v", shown(abs), plain(err))
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(b); err != nil {
		return nil, usage("baseline %s: %v; --update-baseline on an empty file begins anew", shown(abs), err)
	}
	if b.Version != baselineVersion {
		return nil, usage("baseline %s: got version %d, want %d", shown(abs), b.Version, baselineVersion)
	}
	if b.Files == nil {
		b.Files = map[string]map[string]int{}
	}
	return b, nil
}

// key is what b calls a file.
func (b *baseline) key(path string) string {
	rel, err := filepath.Rel(filepath.Dir(filepath.FromSlash(b.name)), filepath.FromSlash(path))
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}

// tally is what a baseline counts together.
type tally struct{ file, code string }

// hide removes the findings that are accepted. Where a file has more of a code than are accepted all of them stay: nothing
// says which of them are the old ones.
func (b *baseline) hide(f *analysis.Findings) (hidden int) {
	found := b.count(f.Diagnostics)
	all := len(f.Diagnostics)
	f.Diagnostics = slices.DeleteFunc(f.Diagnostics, func(d analysis.Diagnostic) bool {
		t := tally{b.key(d.File), d.Code}
		return found[t] <= b.Files[t.file][t.code]
	})
	return all - len(f.Diagnostics)
}

func (b *baseline) count(found []analysis.Diagnostic) map[tally]int {
	counts := map[tally]int{}
	for _, d := range found {
		counts[tally{b.key(d.File), d.Code}]++
	}
	return counts
}

// missed remembers how many accepted findings a run over files did not find, codes being those it could.
func (b *baseline) missed(files []string, ran []*analysis.Check, found []analysis.Diagnostic) {
	counts := b.count(found)
	for _, path := range files {
		for _, c := range ran {
			t := tally{b.key(path), c.Code}
			b.gone += max(0, b.Files[t.file][t.code]-counts[t])
		}
	}
}

// update takes over what a run of checks over files found. What it says of other files and of checks that did not run
// stays; files that are no longer there are forgotten.
func (b *baseline) update(files []string, ran []*analysis.Check, found []analysis.Diagnostic) {
	for _, path := range files {
		for _, c := range ran {
			delete(b.Files[b.key(path)], c.Code)
		}
	}
	for t, n := range b.count(found) {
		if b.Files[t.file] == nil {
			b.Files[t.file] = map[string]int{}
		}
		b.Files[t.file][t.code] = n
	}
	maps.DeleteFunc(b.Files, func(key string, codes map[string]int) bool {
		name := filepath.Join(filepath.Dir(filepath.FromSlash(b.name)), filepath.FromSlash(key))
		_, err := os.Stat(name)
		return len(codes) == 0 || errors.Is(err, fs.ErrNotExist)
	})
}

// save writes b, sorted, a line for each file: two branches that update it rarely meet in one line.
func (b *baseline) save() error {
	return replace(filepath.FromSlash(b.name), func(out io.Writer) error {
		text := fmt.Appendf(nil, "{\"version\":%d,\n\"files\":{", b.Version)
		for i, file := range slices.Sorted(maps.Keys(b.Files)) {
			if i > 0 {
				text = append(text, ',')
			}
			text = fmt.Appendf(text, "\n%s:%s", encode(file), encode(b.Files[file]))
		}
		_, err := out.Write(append(text, "}}\n"...))
		return err
	})
}
