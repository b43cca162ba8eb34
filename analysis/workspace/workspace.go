package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// rootMarks are what makes a folder the root of a workspace.
var rootMarks = []string{SettingsFile, "flake.nix", ".git"}

// Workspace is a root folder with its settings. It is immutable after [Open].
type Workspace struct {
	Root         string   // absolute, with slashes, links in it resolved
	Settings     Settings // the settings in force
	SettingsFrom string   // the file that they come from; empty when they are the default ones

	ignores *ignores
	sources *sourcesCell
	store   string // the folder of the Nix store
	kept    store
}

// Options are what a user says about a workspace instead of what is found.
type Options struct {
	Config string // a settings file instead of the one in the root; empty: that one
	Store  string // where the Nix store is; empty: /nix/store
	Keep   string // a folder of the user's to keep what takes long to work out of option sources in; empty: nothing is kept
}

// Open finds the workspace of path, which need not exist: the nearest folder upwards that holds `.atproto-ls.toml`,
// `flake.nix` or `.git`, else the folder itself, and reads its settings. The error is about the settings.
func Open(path string, options Options) (*Workspace, error) {
	folder, err := folderOf(path)
	if err != nil {
		return nil, fmt.Errorf("finding the workspace of %s: %w", path, err)
	}
	root := findUp(folder, rootMarks...)
	if root == "" {
		root = folder
	}
	top := findUp(root, ".git")
	if top == "" {
		top = root
	}
	w := &Workspace{Root: filepath.ToSlash(root), Settings: DefaultSettings(), ignores: newIgnores(filepath.ToSlash(top)), sources: &sourcesCell{}, store: options.Store}
	if w.store == "" {
		w.store = "/nix/store"
	}
	if keep := filepath.ToSlash(options.Keep); !w.Marked() || !strings.HasPrefix(keep+"/", strings.TrimSuffix(w.Root, "/")+"/") {
		w.kept = store{options.Keep, worthKeeping} // never in a workspace
	}
	return w, w.readSettings(options.Config)
}

// Marked reports whether something says that the root is one: its settings file, its flake, its repository. The root of a
// file that lies somewhere is the folder it is in, where anything may lie.
func (w *Workspace) Marked() bool {
	root := filepath.FromSlash(w.Root)
	return findUp(root, rootMarks...) == root
}

// readSettings reads config, or the root's settings file when config is empty and there is one.
func (w *Workspace) readSettings(config string) error {
	name := config
	if name == "" {
		name = filepath.Join(filepath.FromSlash(w.Root), SettingsFile)
	}
	text, err := os.ReadFile(name)
	if config == "" && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the settings: %w", err)
	}
	w.SettingsFrom = name
	w.Settings, err = ParseSettings(display(name), string(text))
	return err
}

// folderOf is the absolute folder that path is, or is in, links resolved as far as it exists.
func folderOf(path string) (string, error) {
	abs, err := Absolute(path)
	if err != nil {
		return "", err
	}
	if s, err := os.Stat(filepath.FromSlash(abs)); err == nil && s.IsDir() {
		return filepath.FromSlash(abs), nil
	}
	return filepath.Dir(filepath.FromSlash(abs)), nil
}

// Absolute is path as a snapshot names it: absolute, clean, with slashes, the links of the folder it is in resolved.
// The file itself may be a link, and need not exist.
func Absolute(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if s, err := os.Stat(abs); err == nil && s.IsDir() {
		abs, err = filepath.EvalSymlinks(abs)
		return filepath.ToSlash(abs), err
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
		abs = filepath.Join(folder, filepath.Base(abs))
	}
	return filepath.ToSlash(abs), nil
}

// findUp is the nearest folder from folder upwards that holds one of names; empty when there is none.
func findUp(folder string, names ...string) string {
	for {
		for _, name := range names {
			if _, err := os.Lstat(filepath.Join(folder, name)); err == nil {
				return folder
			}
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return ""
		}
		folder = parent
	}
}

// display is path as a person sees it: relative to the working directory where it is below it.
func display(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(wd, path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(path)
}
