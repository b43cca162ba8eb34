package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"atproto-ls/analysis"
)

// disk is the [analysis.Disk] of a workspace.
type disk struct {
	w          *Workspace
	once       sync.Once
	submodules []string // absolute folders of git submodules, read at the first question
	names      sync.Map // by folder, a []string: many missing paths in one large folder must not list it each time
}

var _ analysis.Disk = (*disk)(nil)

// Look implements [analysis.Disk]. What is outside the workspace, what git ignores and what lies in a submodule is
// Unsure when it is not there: another machine, or the same one later, may have it.
func (d *disk) Look(file string) analysis.Presence {
	if d.outside(file) {
		return analysis.Unsure
	}
	switch s, err := os.Stat(filepath.FromSlash(file)); {
	case err == nil && s.IsDir():
		return analysis.Folder
	case err == nil:
		return analysis.RegularFile
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR):
		return analysis.Unsure // not permitted to look
	}
	if _, err := os.Lstat(filepath.FromSlash(file)); err == nil {
		return analysis.Unsure // a link to what is not here now
	}
	if d.w.ignores.ignored(file, false) || d.w.ignores.ignored(file, true) || d.inSubmodule(file) {
		return analysis.Unsure
	}
	return analysis.Absent
}

// Names implements [analysis.Disk]. A folder is listed once; what appears in it later is not named, but can be looked at.
func (d *disk) Names(folder string) []string {
	if d.outside(path.Join(folder, "x")) {
		return nil
	}
	if names, known := d.names.Load(folder); known {
		return names.([]string)
	}
	entries, _ := os.ReadDir(filepath.FromSlash(folder)) // sorted
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	d.names.Store(folder, names)
	return names
}

// maxData is how long a file of data may be that is read.
const maxData = 1 << 20

// Text implements [analysis.Disk]. It is read each time: an editor does not say when such a file changes.
func (d *disk) Text(file string) (string, bool) {
	if ext := path.Ext(file); d.outside(file) || ext != ".json" && ext != ".toml" && ext != ".lock" {
		return "", false
	}
	real, err := filepath.EvalSymlinks(filepath.FromSlash(file))
	if err != nil || d.outside(filepath.ToSlash(real)) {
		return "", false
	}
	s, err := os.Stat(real)
	if err != nil || !s.Mode().IsRegular() || s.Size() > maxData {
		return "", false
	}
	text, err := os.ReadFile(real)
	return string(text), err == nil
}

// outside reports whether file is not below the workspace's root.
func (d *disk) outside(file string) bool {
	return !d.w.holds(file)
}

// inSubmodule reports whether file is a folder that `.gitmodules` names, or below one.
func (d *disk) inSubmodule(file string) bool {
	d.once.Do(func() {
		text, _ := os.ReadFile(filepath.Join(filepath.FromSlash(d.w.ignores.top), ".gitmodules"))
		for line := range strings.Lines(string(text)) {
			key, value, ok := strings.Cut(line, "=")
			if ok && strings.TrimSpace(key) == "path" {
				d.submodules = append(d.submodules, path.Join(d.w.ignores.top, strings.Trim(strings.TrimSpace(value), `"`)))
			}
		}
	})
	return slices.ContainsFunc(d.submodules, func(m string) bool { return file == m || strings.HasPrefix(file, m+"/") })
}
