package workspace

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"atproto-ls/analysis"
	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// Sources are the option sets that a workspace's settings name, and those that ship.
type Sources struct {
	Library *optiondb.Library
	Modules *analysis.Modules         // what every configuration counts as importing; nil for nothing
	Inputs  map[string]analysis.Input // by name: the flake's inputs that are in the store, of those with options of services
	List    []*Source                 // what was read, the strongest first
	Absent  []optiondb.Pin            // inputs with options of services that are not in the store
}

// Source is one set that was found, and what reading it took.
type Source struct {
	*optiondb.Source
	Pin  *optiondb.Pin // of an input; nil for others
	Took time.Duration

	modified time.Time // of an options file
}

// sourcesCell keeps the sources of a workspace's settings once they are read.
type sourcesCell struct {
	mutex   sync.Mutex
	asked   bool
	options OptionSettings
	lock    time.Time // when the lock file was written that was read
	sources *Sources
	err     error
}

// sameOptions reports whether the same sources are named.
func sameOptions(a, b OptionSettings) bool {
	return a.Bundled == b.Bundled && a.Machine == b.Machine && a.NixpkgsLib == b.NixpkgsLib &&
		slices.Equal(a.Modules, b.Modules) && slices.Equal(a.JSON, b.JSON)
}

// Name puts what the user named on the command line over the settings. Only such modules may import Nix files from
// anywhere: what a workspace's own settings name stays in its folders.
func (w *Workspace) Name(modules, json []string, lib string, bundled, machine bool) {
	o := &w.Settings.Options
	if len(modules) > 0 {
		o.Modules, o.trusted = modules, true
	}
	if len(json) > 0 {
		o.JSON = json
	}
	if lib != "" {
		o.NixpkgsLib = lib
	}
	o.Bundled = o.Bundled && bundled
	o.Machine = o.Machine || machine
}

// Sources reads the option sets that the settings name; what they name is relative to the workspace's root. The error is
// about what is not there or is no such thing; the rest is there all the same.
func (w *Workspace) Sources() (*Sources, error) {
	c := w.sources
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if lock := w.lockChanged(); !c.asked || !sameOptions(c.options, w.Settings.Options) || !lock.Equal(c.lock) {
		c.asked, c.options, c.lock = true, w.Settings.Options, lock
		c.sources, c.err = w.readSources()
	}
	return c.sources, c.err
}

func (w *Workspace) readSources() (*Sources, error) {
	o := w.Settings.Options
	sources := &Sources{}
	var found []*optiondb.Set
	if _, err := w.libFolder(o); err != nil { // also where no module asks for it
		return &Sources{Library: optiondb.LibraryOf(o.Bundled)}, err
	}
	if len(o.Modules) > 0 {
		source, modules, err := w.readModules(o)
		if err != nil {
			return &Sources{Library: optiondb.LibraryOf(o.Bundled)}, err
		}
		sources.Modules = modules
		sources.List = append(sources.List, source)
	}
	for _, name := range o.JSON {
		source, err := w.readOptionsFile(w.absolute(name), optiondb.FromJSON)
		if err != nil {
			return &Sources{Library: optiondb.LibraryOf(o.Bundled)}, err
		}
		sources.List = append(sources.List, source)
	}
	if o.Machine {
		if source, err := w.readOptionsFile(machineOptions, optiondb.FromMachine); err == nil {
			sources.List = append(sources.List, source)
		}
	}
	w.readInputs(sources)
	for _, s := range sources.List {
		found = append(found, s.Set)
	}
	sources.Library = optiondb.LibraryOf(o.Bundled, found...)
	return sources, nil
}

// machineOptions is where NixOS keeps the options of the running system, where its manual is installed.
const machineOptions = "/run/current-system/sw/share/doc/nixos/options.json"

// maxOptionsFile is how large an options file may be; that of NixOS has 20 MB.
const maxOptionsFile = 256 << 20

// readOptionsFile reads an options.json as nixpkgs writes it, or facts as `options snapshot` writes them.
func (w *Workspace) readOptionsFile(path string, kind optiondb.Kind) (*Source, error) {
	began := time.Now()
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	if info.Size() > maxOptionsFile {
		return nil, fmt.Errorf("options: %s is larger than %d MiB", display(path), maxOptionsFile>>20)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	defer file.Close()
	var r io.Reader = file
	var keep optiondb.Keeper
	if kept := w.kept.newKeeper("options", string(kind), path); kept != nil {
		hash := sha256.New()
		r, keep = io.TeeReader(file, hash), kept
		kept.read = func() []reading {
			_, _ = io.Copy(hash, file) // what is behind the options
			return []reading{{readFile, path, sum(hash.Sum(nil))}}
		}
		kept.again = func(reading) (sum, bool) { return sumOfFile(path) }
	}
	source, err := optiondb.ReadOptions(display(path), kind, r, keep)
	if err != nil {
		return nil, fmt.Errorf("options: %s: %w", display(path), err)
	}
	source.From = display(path)
	return &Source{Source: source, modified: info.ModTime(), Took: time.Since(began)}, nil
}

func sumOfFile(path string) (gave sum, ok bool) {
	file, err := os.Open(path)
	if err != nil {
		return sum{}, false
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return sum{}, false
	}
	return sum(hash.Sum(nil)), true
}

// readModules evaluates the modules that the settings name, together.
func (w *Workspace) readModules(o OptionSettings) (*Source, *analysis.Modules, error) {
	began := time.Now()
	var paths, folders []string
	for _, name := range o.Modules {
		path := w.absolute(name)
		info, err := os.Stat(path)
		if err == nil && info.IsDir() {
			_, err = os.Stat(filepath.Join(path, "default.nix"))
		}
		if err != nil {
			return nil, nil, fmt.Errorf("modules: %w", err)
		}
		paths = append(paths, filepath.ToSlash(path))
		folders = append(folders, rootOf(path))
	}
	lib, err := w.libFolder(o)
	if err != nil {
		return nil, nil, err
	}
	if lib != "" {
		folders = append(folders, lib)
	}
	loader := newModuleLoader(o.trusted, folders...)
	kept := w.kept.newKeeper(slices.Concat([]string{"modules", fmt.Sprint(o.trusted), lib}, paths, folders)...)
	source := w.read(loader, kept, optiondb.Reading{
		Name: display(paths[0]), Kind: optiondb.FromModules, Roots: optiondb.Paths(paths),
	}, eval.Options{Lib: libFrom(lib)})
	return &Source{Source: source, Took: time.Since(began)}, &analysis.Modules{Paths: paths, Loader: loader}, nil
}

// read reads a source of modules that loader serves, and keeps what it found.
func (w *Workspace) read(loader *moduleLoader, kept *keeper, r optiondb.Reading, options eval.Options) *optiondb.Source {
	options.Loader = onceLoader{loader}
	if kept != nil {
		recorded := newRecorder(loader)
		options.Loader = onceLoader{recorded}
		kept.read, kept.again = recorded.readings, loader.again
		r.Keep = kept
	}
	r.Want = analysis.Asked
	r.Begin = func() *eval.Session { return eval.New(options) }
	r.Parse = func(file string) *syntax.File {
		tree, err := loader.Parse(file)
		if err != nil {
			return nil
		}
		return tree
	}
	return r.Read()
}

// onceLoader serves files that are evaluated once: what is compiled of them is not kept.
type onceLoader struct{ following }

// following is a loader that reads ahead and follows symbolic links.
type following interface {
	eval.Foreseeing
	eval.Linker
}

// libFrom evaluates nixpkgs' lib in a folder; nil for "".
func libFrom(folder string) func(*eval.Session) eval.Value {
	if folder == "" {
		return nil
	}
	return func(s *eval.Session) eval.Value { return s.Import(folder) }
}

// libFolder is where the lib lies that the settings name: in a checkout of nixpkgs, or lib itself; "" for none.
func (w *Workspace) libFolder(o OptionSettings) (string, error) {
	if o.NixpkgsLib == "" {
		return "", nil
	}
	folder := w.absolute(o.NixpkgsLib)
	for _, lib := range []string{filepath.Join(folder, "lib"), folder} {
		if _, err := os.Stat(filepath.Join(lib, "default.nix")); err == nil {
			return filepath.ToSlash(lib), nil
		}
	}
	return "", fmt.Errorf("nixpkgs-lib: %s has no lib/default.nix", o.NixpkgsLib)
}

// absolute is a path of the settings, which is relative to the workspace's root.
func (w *Workspace) absolute(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(filepath.FromSlash(w.Root), filepath.FromSlash(name))
}

// rootOf is the folder that a module belongs to: the nearest one upwards that holds a flake or a repository, else its own.
func rootOf(path string) string {
	folder := path
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		folder = filepath.Dir(path)
	}
	if root := findUp(folder, "flake.nix", ".git"); root != "" {
		return root
	}
	return folder
}

// Broken are the places of the first syntax error in each file that declares options of the source.
func (s *Source) Broken() (all []string) {
	if s.Modules == 0 {
		return nil
	}
	for _, g := range s.Set.Generations {
		for _, name := range g.Surface().Files() {
			text, err := readText(filepath.FromSlash(name))
			if err != nil {
				continue
			}
			if errs := syntax.Parse(text).Errors; len(errs) > 0 {
				line, column := syntax.NewLines(text).Position(errs[0].Start, syntax.UTF8)
				all = append(all, fmt.Sprintf("%s:%d:%d: %s", display(name), line+1, column+1, errs[0].Message))
			}
		}
	}
	return all
}

// Modified is when the newest of the files was modified that declare the source's options; the zero time where none is there.
func (s *Source) Modified() (at time.Time) {
	if !s.modified.IsZero() {
		return s.modified
	}
	for _, g := range s.Set.Generations {
		for _, name := range g.Surface().Files() {
			if info, err := os.Stat(filepath.FromSlash(name)); err == nil && info.ModTime().After(at) {
				at = info.ModTime()
			}
		}
	}
	return at
}
