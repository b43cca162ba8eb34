package workspace

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/nix-community/go-nix/pkg/nixhash"
	"github.com/nix-community/go-nix/pkg/storepath"

	"atproto-ls/analysis"
	"atproto-ls/eval"
	"atproto-ls/optiondb"
)

// Flake inputs that flake.lock pins and that lie in the Nix store of this machine: their modules are the real ones. Only those
// are read that are known to have options of the services here, for a flake pins much else. Nix with lazy trees does not copy
// inputs to the store.

// readInputs adds the inputs that are at hand to the sources, and notes those that are not.
func (w *Workspace) readInputs(sources *Sources) {
	sources.Inputs = map[string]analysis.Input{}
	for _, in := range w.inputs() {
		source := filepath.Join(w.store, filepath.Base(in.path))
		folder := filepath.Join(source, filepath.FromSlash(in.dir))
		if in.path == "" || !isFolder(folder) {
			sources.Absent = append(sources.Absent, in.Pin)
			continue
		}
		flake := analysis.Input{Folder: filepath.ToSlash(folder), Source: filepath.ToSlash(source), Loader: newModuleLoader(false, source)}
		sources.Inputs[in.Name] = flake
		sources.List = append(sources.List, w.readInput(in.Pin, flake))
	}
}

func (w *Workspace) lockFile() string { return filepath.Join(filepath.FromSlash(w.Root), "flake.lock") }

// lockChanged is when the lock file was written, the zero time where there is none.
func (w *Workspace) lockChanged() time.Time {
	if info, err := os.Stat(w.lockFile()); err == nil {
		return info.ModTime()
	}
	return time.Time{}
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// input is a pinned input with the path that it has in a store, "" where that cannot be told, and the folder in it that its
// flake.nix is in.
type input struct {
	optiondb.Pin
	path, dir string
}

// inputs are the direct inputs of the workspace's flake that are known to have options of the services here, by name.
func (w *Workspace) inputs() (all []input) {
	lock, _ := readLock(w.lockFile()) // a broken one is told of with the pins
	for _, pin := range lock.pins() {
		if !declaresServices(pin) {
			continue
		}
		locked := lock.Nodes[lock.follow(lock.Nodes[lock.Root].Inputs[pin.Name])].Locked
		if locked.Dir == "" || filepath.IsLocal(filepath.FromSlash(locked.Dir)) {
			all = append(all, input{pin, sourcePath(locked.NarHash), locked.Dir})
		}
	}
	return all
}

// declaresServices reports whether the pin is of a repository that a set that ships is about, but for nixpkgs itself.
func declaresServices(pin optiondb.Pin) bool {
	library := optiondb.Shipped()
	for _, set := range library.Sets {
		if set.Name != "nixpkgs" && pin.MatchesAny(set.Sources) {
			return true
		}
	}
	return slices.ContainsFunc(library.Elsewhere, func(e optiondb.Elsewhere) bool { return pin.MatchesAny(e.Sources) })
}

// sourcePath is the store path of a source tree by the hash of its archive, as flake.lock writes it ("sha256-" and base64); "" for
// what is no such hash.
func sourcePath(narHash string) string {
	hash, err := nixhash.ParseAny(narHash, nil)
	if err != nil || hash.Algo() != nixhash.SHA256 {
		return ""
	}
	const name = "source"
	sum := sha256.Sum256([]byte(name + ":" + hash.Format(nixhash.Base16, true) + ":" + storepath.StoreDir + ":" + name))
	path := storepath.StorePath{Name: name, Digest: nixhash.CompressHash(sum[:], storepath.PathHashSize)}
	return path.Absolute()
}

// readInput evaluates the modules that a flake exports: the default one, or where there is none all.
func (w *Workspace) readInput(pin optiondb.Pin, flake analysis.Input) *Source {
	began := time.Now()
	source := w.read(flake.Loader.(*moduleLoader), w.kept.newKeeper("input", flake.Folder), optiondb.Reading{
		Name: pin.Name, Kind: optiondb.FromInput,
		Roots: func(s *eval.Session) []eval.Value { return exported(s, flake.Folder) },
	}, eval.Options{Fuel: inputFuel})
	source.From = display(flake.Folder)
	source.Set.Revision, source.Set.Sources = pin.Revision, []optiondb.Repository{pin.Repository}
	return &Source{Source: source, Pin: &pin, Took: time.Since(began)}
}

// inputFuel is how many steps the modules of one input may take.
const inputFuel = 10_000_000

// exported are the NixOS modules that the flake in a folder exports, evaluated without its inputs.
func exported(s *eval.Session, folder string) []eval.Value {
	unknown := eval.MakeUnknown("an input of a flake that was not followed", "").Unknown()
	var outputs eval.Value
	self := eval.NewLazy(nil, func(s *eval.Session) eval.Value {
		attrs := append([]eval.Attr{{Name: "outPath", Value: eval.String(folder)}}, s.Force(outputs).Set().Attrs()...)
		return eval.MakeOpenSet(attrs, unknown)
	})
	nixpkgs := eval.MakeOpenSet([]eval.Attr{{Name: "lib", Value: s.Lib()}}, unknown)
	arguments := eval.MakeOpenSet([]eval.Attr{{Name: "nixpkgs", Value: nixpkgs}, {Name: "self", Value: self}}, unknown)
	outputs = eval.NewLazy(nil, func(s *eval.Session) eval.Value {
		return s.Apply(s.Select(s.Import(folder+"/flake.nix"), "outputs"), arguments)
	})
	modules := s.Lookup(outputs, "nixosModules")
	if byDefault := s.Lookup(modules, "default"); byDefault.Exists() {
		return []eval.Value{byDefault}
	}
	var all []eval.Value
	for _, a := range modules.Set().Attrs() {
		all = append(all, a.Value)
	}
	if all == nil {
		all = append(all, modules) // not known, and why
	}
	return all
}
