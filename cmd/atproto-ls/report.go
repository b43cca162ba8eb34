package main

import (
	"cmp"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
	"atproto-ls/syntax"
)

// report is the outcome of `check` over all workspaces, as every format prints it.
type report struct {
	findings   []analysis.Diagnostic // sorted by shown file, offset, code
	lines      map[string]*syntax.Lines
	files      int
	suppressed int                      // by comments
	accepted   int                      // by a baseline
	older      int                      // than --new-from
	failLevel  map[string]string        // by path: the fail-level of the file's workspace
	snapshots  []*analysis.Snapshot     // what was checked
	crashed    bool                     // a check did, so there may be more findings
	name       func(path string) string // what a file is called
}

// stdinName is what a text from stdin is called when nothing else names it.
const stdinName = "<stdin>"

func newReport() *report {
	return &report{lines: map[string]*syntax.Lines{}, failLevel: map[string]string{}, name: shown}
}

// add takes over the findings of one workspace.
func (r *report) add(s *analysis.Snapshot, f analysis.Findings, files int) {
	r.findings = append(r.findings, f.Diagnostics...)
	r.files += files
	r.suppressed += f.Suppressed
	r.crashed = r.crashed || len(f.Crashes) > 0
	r.snapshots = append(r.snapshots, s)
	for _, d := range f.Diagnostics {
		r.index(s, d.Range)
		for _, rel := range d.Related {
			r.index(s, rel.Range)
		}
		for _, fix := range d.Fixes {
			for _, e := range fix.Edits {
				r.index(s, e.Range)
			}
		}
	}
}

// index remembers the lines of a file that a finding speaks of.
func (r *report) index(s *analysis.Snapshot, at analysis.Range) {
	if f := s.File(at.File); f != nil && r.lines[at.File] == nil {
		r.lines[at.File] = f.Tree.Lines()
	}
}

func (r *report) sort() {
	names := map[string]string{}
	for path := range r.lines {
		names[path] = r.name(path)
	}
	sort.SliceStable(r.findings, func(i, j int) bool {
		a, b := &r.findings[i], &r.findings[j]
		return cmp.Or(strings.Compare(names[a.File], names[b.File]), a.Start-b.Start, strings.Compare(a.Code, b.Code)) < 0
	})
}

// count is how many findings have the severity.
func (r *report) count(s analysis.Severity) (n int) {
	for _, d := range r.findings {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// fails reports whether a finding makes the run fail.
func (r *report) fails(d analysis.Diagnostic) bool {
	level := r.failLevel[d.File]
	if level == "" {
		level = workspace.DefaultSettings().Check.FailLevel
	}
	return workspace.Fails(d.Severity, level)
}

// position is the 1-based line and the 1-based column in code points of an offset.
func position(lines *syntax.Lines, off int) (line, column int) {
	line, column = lines.Position(off, syntax.UTF32)
	return line + 1, column + 1
}

// shown is an absolute path as it is printed: relative to the working directory.
func shown(path string) string {
	rel, err := filepath.Rel(workingDirectory(), filepath.FromSlash(path))
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}

// workingDirectory is the working directory as snapshots name it; the root when there is none.
var workingDirectory = sync.OnceValue(func() string {
	wd, err := workspace.Absolute(".")
	if err != nil {
		return string(os.PathSeparator)
	}
	return filepath.FromSlash(wd)
})
