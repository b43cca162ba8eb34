package analysis

import (
	"path"
	"slices"
	"strings"
	"sync"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

// This file evaluates flakes: what their outputs come to when the inputs are not at hand. nixpkgs' lib is ours, and what some
// flakes of others do is known (inputs.nix); everything else of an input is unknown, and says of which.

// composing is one evaluation of configurations, in a session of its own.
type composing struct {
	snapshot *Snapshot
	loader   *composeLoader
	session  *eval.Session
	system   *modules.System
	reasons  map[string]string // why a flake input is not known → its name
	private  map[string]bool   // flake inputs that only their owner can fetch, by name: more of the same configuration, as a rule
	pins     []optiondb.Pin    // what is fetched that no lock file names
	flakes   map[string]eval.Value
	elements map[syntax.Node][]syntax.Node // of lists, as they are written
	lib      func() eval.Value             // of the nixpkgs of the search path
	known    func() map[string]eval.Value  // what is known of flakes of others, see [knownInputs]; by "OWNER/REPO"
}

// compose begins an evaluation.
func (s *Snapshot) compose(fuel int) *composing {
	c := &composing{snapshot: s, reasons: map[string]string{}, private: map[string]bool{}, flakes: map[string]eval.Value{}, elements: map[syntax.Node][]syntax.Node{}}
	c.loader = &composeLoader{worldLoader: worldLoader{snapshotLoader{snapshot: s, log: &optiondb.Log{}, again: true}}, data: map[string]string{}}
	c.session = eval.New(eval.Options{Loader: c.loader, Fuel: fuel, SearchPath: []eval.SearchEntry{{Prefix: "nixpkgs", Path: nixpkgsAt("nixpkgs")}}, Getenv: overrides, Fetch: c.fetched})
	c.system = modules.Install(c.session)
	c.lib = sync.OnceValue(func() eval.Value { return c.libOf("nixpkgs") })
	c.known = sync.OnceValue(func() map[string]eval.Value { return knownInputs(c.session, c.lib()) })
	c.provideNixpkgs("nixpkgs")
	c.provideCompat()
	c.providePackages()
	return c
}

// nixpkgsAt is where the nixpkgs that an input names, or the search path, would lie. Nothing is there: what a configuration
// takes from it counts as read.
func nixpkgsAt(name string) string { return nixpkgsRoot + name }

const nixpkgsRoot = "/nix/store/00000000000000000000000000000000-nixpkgs/"

// provideNixpkgs makes the files of a nixpkgs known that make configurations.
func (c *composing) provideNixpkgs(name string) {
	at, system := nixpkgsAt(name), c.nixos(name)
	c.session.Provide(at+"/lib", eval.NewLazy(nil, func(*eval.Session) eval.Value { return c.libOf(name) }))
	c.session.Provide(at+"/nixos/lib/eval-config.nix", system)
	c.session.Provide(at+"/nixos", eval.NewBuiltin("nixos", 1, func(s *eval.Session, a []eval.Value) eval.Value {
		return s.Apply(system, eval.MakeSet([]eval.Attr{{Name: "modules", Value: eval.MakeList([]eval.Value{s.Select(a[0], "configuration")})}}))
	}))
	c.session.Provide(at, eval.NewBuiltin("nixpkgs", 1, func(s *eval.Session, a []eval.Value) eval.Value {
		if system, _ := s.Lookup(a[0], "system").AsString(); !strings.HasSuffix(system, "-linux") {
			return eval.MakeUnknown(noPackages, "pkgs")
		}
		return s.Pkgs(noPackages)
	}))
	c.provideTests(at)
}

const noPackages = "packages are not evaluated"

// nixos is lib.nixosSystem of the nixpkgs with the name.
func (c *composing) nixos(name string) eval.Value {
	return c.system.NixOS(name, eval.String(nixpkgsAt(name)+"/nixos/modules"))
}

// flake is the flake in a folder as others see it: `self`. rest is what of it no evaluation tells.
func (c *composing) flake(root string, rest *eval.Unknown) eval.Value {
	if self, ok := c.flakes[root]; ok {
		return self
	}
	source := c.session.Import(root + "/flake.nix")
	var self eval.Value
	inputs := c.inputs(root, source)
	withSelf := func(s *eval.Session) eval.Value {
		all := append(slices.Clone(inputs), eval.Attr{Name: "self", Value: self})
		if declared := s.Lookup(source, "inputs").Set(); declared != nil && declared.Open() == nil {
			return eval.MakeSet(all) // these and no others
		}
		return eval.MakeOpenSet(all, undeclaredInput.Unknown())
	}
	own := func(outputs eval.Value) []eval.Attr {
		return []eval.Attr{
			{Name: "_type", Value: eval.String("flake")}, {Name: "outPath", Value: eval.String(root)},
			{Name: "inputs", Value: withSelf(c.session)}, {Name: "outputs", Value: outputs},
		}
	}
	self = eval.NewLazy(nil, func(s *eval.Session) eval.Value {
		outputs := s.Apply(s.Select(source, "outputs"), withSelf(s))
		set := outputs.Set()
		if set == nil {
			return eval.MakeOpenSet(own(outputs), eval.Why(outputs))
		}
		why := set.Open()
		if why == nil {
			why = rest
		}
		return eval.MakeOpenSet(append(slices.Clone(set.Attrs()), own(outputs)...), why)
	})
	c.flakes[root] = self
	return self
}

var (
	undeclaredInput = eval.MakeUnknown("the flake declares no such input", "inputs")
	revision        = eval.MakeUnknown("what git says of a flake is not read", "self")
)

// inputs are the inputs of a flake: those that it declares, that its lock file pins or that its outputs take.
func (c *composing) inputs(root string, source eval.Value) (all []eval.Attr) {
	names := map[string]optiondb.Repository{}
	if outputs := c.session.Lookup(source, "outputs").Function(); outputs != nil {
		formals, open := outputs.Formals()
		for _, formal := range formals {
			names[formal.Name] = optiondb.Repository{Repo: formal.Name}
		}
		if open || !outputs.HasPattern() {
			names["nixpkgs"] = optiondb.Repository{Repo: "nixpkgs"}
		}
	}
	declared := c.session.Lookup(source, "inputs").Set()
	within := map[string]string{}
	for _, a := range declared.Attrs() {
		names[a.Name] = c.repository(a)
		within[a.Name] = c.within(root, a.Value)
	}
	var atHand map[string]Input
	if root == c.snapshot.root {
		atHand = c.snapshot.world.Inputs
		for _, pin := range c.snapshot.Pins() {
			if _, declared := names[pin.Name]; declared && pin.Repo != "" {
				names[pin.Name] = pin.Repository
			}
		}
	}
	delete(names, "self")
	for name, repository := range names {
		all = append(all, eval.Attr{Name: name, Value: eval.NewLazy(nil, func(*eval.Session) eval.Value {
			if source, found := atHand[name]; found {
				return c.stored(name, source)
			}
			if folder := within[name]; folder != "" {
				return c.flake(folder, revision.Unknown())
			}
			return c.input("the flake input `"+name+"`", name, repository)
		})})
	}
	return all
}

// within is the folder of an input whose `url` is a path relative to the flake in root, where it is a flake of the workspace; else "".
func (c *composing) within(root string, input eval.Value) string {
	url, _ := c.session.Lookup(input, "url").AsString()
	url = strings.TrimPrefix(url, "path:")
	isRelative := strings.HasPrefix(url, "./") || strings.HasPrefix(url, "../")
	folder := c.snapshot.Real(path.Join(root, url))
	if flake := c.session.Lookup(input, "flake"); !isRelative || flake.Exists() && !flake.IsTrue() || c.snapshot.module(folder+"/flake.nix") == nil {
		return ""
	}
	return folder
}

// repository is that of a flake's input, by its `url`, or by `owner` and `repo`.
func (c *composing) repository(input eval.Attr) optiondb.Repository {
	if url, ok := c.session.Lookup(input.Value, "url").AsString(); ok {
		c.private[input.Name] = isPrivate(url)
		return optiondb.RepositoryOf(url)
	}
	owner, _ := c.session.Lookup(input.Value, "owner").AsString()
	if repo, ok := c.session.Lookup(input.Value, "repo").AsString(); ok {
		return optiondb.Repository{Owner: owner, Repo: repo}
	}
	return optiondb.Repository{Repo: input.Name}
}

// stored is the flake of an input that is at hand. Its own inputs are what is known of them without their sources.
func (c *composing) stored(name string, source Input) eval.Value {
	reason := "it is not known without evaluating all of the flake input `" + name + "`"
	c.reasons[reason] = name
	return c.flake(source.Folder, eval.MakeUnknown(reason, "inputs."+name).Unknown())
}

// input is what is known of a source that is not at hand, the input of a flake as a rule.
func (c *composing) input(what, name string, repository optiondb.Repository) eval.Value {
	if isNixpkgs(name, repository) {
		c.provideNixpkgs(name)
		why := eval.MakeUnknown("it is of nixpkgs, at "+nixpkgsAt(name), "inputs."+name)
		return eval.MakeOpenSet([]eval.Attr{
			{Name: "lib", Value: eval.NewLazy(nil, func(*eval.Session) eval.Value { return c.libOf(name) })},
			{Name: "outPath", Value: eval.String(nixpkgsAt(name))},
			{Name: "legacyPackages", Value: c.legacyPackages(name)},
		}, why.Unknown())
	}
	if strings.EqualFold(repository.Repo, "flake-compat") {
		return eval.MakeOpenSet([]eval.Attr{{Name: "outPath", Value: eval.String(flakeCompat)}}, revision.Unknown())
	}
	reason := what + " is not at hand"
	c.reasons[reason] = name
	v := eval.MakeUnknown(reason, "inputs."+name)
	for key, f := range c.known() {
		owner, repo, _ := strings.Cut(key, "/")
		isFork := repo != "lib" // a name that tells
		if strings.EqualFold(repo, repository.Repo) && (repository.Owner == "" || isFork || strings.EqualFold(owner, repository.Owner)) {
			return c.session.Apply(f, v)
		}
	}
	return v
}

// isNixpkgs reports whether an input is nixpkgs, be it a fork, or only its lib.
func isNixpkgs(name string, r optiondb.Repository) bool {
	return strings.EqualFold(r.Repo, "nixpkgs") || strings.EqualFold(r.Repo, "nixpkgs.lib") ||
		r.Owner == "" && strings.HasPrefix(name, "nixpkgs")
}

// legacyPackages are the packages of a nixpkgs, by system.
func (c *composing) legacyPackages(name string) eval.Value {
	var systems []eval.Attr
	for _, system := range []string{"x86_64-linux", "aarch64-linux"} {
		systems = append(systems, eval.Attr{Name: system, Value: c.session.Pkgs(noPackages)})
	}
	return eval.MakeOpenSet(systems, eval.MakeUnknown(noPackages, "inputs."+name+".legacyPackages").Unknown())
}

// libOf is the lib of nixpkgs' flake: lib, with nixosSystem.
func (c *composing) libOf(name string) eval.Value {
	// What a filter leaves out of a source matters to packages, not to where the rest of it lies.
	cleaned := eval.NewBuiltin("cleanSource", 1, func(s *eval.Session, a []eval.Value) eval.Value {
		source := eval.MakeUnknown("the filter of a source is not run", "")
		return eval.MakeOpenSet([]eval.Attr{{Name: "outPath", Value: a[0]}, {Name: "origSrc", Value: a[0]}}, source.Unknown())
	})
	own := eval.NewBuiltin("lib", 1, func(s *eval.Session, _ []eval.Value) eval.Value {
		lib := s.Force(s.Lib()).Set()
		return eval.MakeOpenSet(append(slices.Clone(lib.Attrs()), eval.Attr{Name: "nixosSystem", Value: c.nixos(name)},
			eval.Attr{Name: "nixos", Value: c.nixosLib()}, eval.Attr{Name: "cleanSource", Value: cleaned},
			eval.Attr{Name: "cleanSourceWith", Value: eval.NewBuiltin("cleanSourceWith", 1, func(s *eval.Session, a []eval.Value) eval.Value {
				return s.Apply(cleaned, s.Select(a[0], "src"))
			})}), lib.Open())
	})
	return c.session.Apply(c.session.Select(c.session.Lib(), "makeExtensible"), own)
}
