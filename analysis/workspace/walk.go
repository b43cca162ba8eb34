package workspace

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Problem is a path that could not be read, and why.
type Problem struct {
	Path string // as the user named it, or absolute below a folder that was named
	Err  error
}

// Error is "PATH: why".
func (p Problem) Error() string { return fmt.Sprintf("%s: %v", display(p.Path), reason(p.Err)) }

// reason is err without the path and the system call that Go puts before it.
func reason(err error) error {
	if p, ok := err.(*fs.PathError); ok {
		return p.Err
	}
	return err
}

// walker collects the Nix files below folders.
type walker struct {
	w        *Workspace
	seen     map[string]bool   // folders and files that were walked, by their real absolute path
	links    []string          // links that were met; they are looked at when everything else is done
	leads    map[string]string // by link: where it leads in the workspace, "" for another place
	files    []string
	problems []Problem
	budget   int // how many more entries of folders may be looked at
}

// A walk of what the user named has no end but the disk's. One around a file that was named, for what imports it and what
// it imports, looks at fewer entries of folders, and at far fewer where nothing marks the workspace's root: that may be a
// home folder.
const (
	namedBudget    = 1 << 40
	markedBudget   = 500_000
	unmarkedBudget = 10_000
)

// folder collects the `.nix` files below dir, an absolute path without links. Hidden folders, what git or the settings
// ignore, and links are left out.
func (k *walker) folder(dir string) {
	if k.seen[dir] {
		return
	}
	k.seen[dir] = true
	entries, err := os.ReadDir(filepath.FromSlash(dir))
	if err != nil {
		k.problems = append(k.problems, Problem{dir, err})
	}
	for _, e := range entries {
		if k.budget--; k.budget < 0 {
			return
		}
		name := path.Join(dir, e.Name())
		isFolder, isLink := e.IsDir(), e.Type()&fs.ModeSymlink != 0
		switch {
		case isFolder && strings.HasPrefix(e.Name(), "."):
		case !isFolder && !isLink && (!e.Type().IsRegular() || !strings.HasSuffix(e.Name(), ".nix")):
		case k.w.ignores.entry(name, isFolder) || k.w.excluded(name):
		case isFolder:
			k.folder(name)
		case isLink:
			k.links = append(k.links, name)
		default:
			k.file(name)
		}
	}
}

func (k *walker) file(name string) {
	if !k.seen[name] {
		k.seen[name] = true
		k.files = append(k.files, name)
	}
}

// follow looks at the links that were met: into the workspace they are followed, to what was not reached without them.
// Nix's `result` links, links out of the workspace and broken ones are left out.
func (k *walker) follow() {
	for len(k.links) > 0 {
		link := k.links[0]
		k.links = k.links[1:]
		k.leads[link] = ""
		if name := path.Base(link); name == "result" || strings.HasPrefix(name, "result-") || strings.HasPrefix(name, ".") {
			continue
		}
		target, err := filepath.EvalSymlinks(filepath.FromSlash(link))
		if err != nil {
			continue
		}
		target = filepath.ToSlash(target)
		s, err := os.Stat(filepath.FromSlash(target))
		if err != nil || !k.w.holds(target) || k.w.leftOut(target, s.IsDir()) {
			continue
		}
		k.leads[link] = target
		switch {
		case s.IsDir():
			k.folder(target)
		case s.Mode().IsRegular() && strings.HasSuffix(target, ".nix"):
			k.file(target)
		}
	}
}

// holds reports whether the absolute path is below the root.
func (w *Workspace) holds(file string) bool {
	return strings.HasPrefix(file, strings.TrimSuffix(w.Root, "/")+"/")
}

// leftOut reports whether a walk from the root would not reach the absolute path.
func (w *Workspace) leftOut(file string, isFolder bool) bool {
	return w.ignores.ignored(file, isFolder) || w.excluded(file) || strings.Contains("/"+w.relative(file), "/.")
}
