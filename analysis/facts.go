package analysis

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// FileKind says what a file is for, as far as its text tells.
type FileKind uint8

// The kinds of file.
const (
	OtherFile  FileKind = iota // a package, an overlay, a library, a module of something that is not NixOS
	ModuleFile                 // a NixOS module
	FlakeFile                  // a flake's outputs
)

// Facts are what one file alone says as a NixOS module. They are immutable and hold nothing unevaluated.
type Facts struct {
	Kind    FileKind
	Why     string                 // what makes it that kind, for people
	Roots   []*optiondb.Definition // what it defines, with empty paths
	Index   *optiondb.Index        // the same by path
	Imports []optiondb.Import
	Unread  []optiondb.Unread
	Options *optiondb.Surface // what it declares; nil when nothing
	Inside  []Inside          // the modules of other configurations that stand in it

	imported  *Facts // of a file whose text does not tell: what it says where a configuration imports it; else nil
	ofAnother bool   // it sets what only another system has
	system    string // the other system that its text tells, "" for none
	nixos     tells  // how much its text tells that it is of NixOS
	hint      string // the system that the file's name suggests, or that of a folder above it; "" for none
	sure      bool   // it is hardly the name of a machine

	uses    []*File         // the other files that were read for it
	sources []*File         // those of them in which definitions of Roots stand
	asked   bool            // a file was asked for that was not there
	outside bool            // what a folder holds was asked for, or the text of a file of data
	reads   []optiondb.Path // what it asked the configuration for, in part or in full
	past    *past           // for the next version of a file that is being edited; nil for others
}

// past is what facts leave to those of the file's next version.
type past struct {
	recall *optiondb.Recall
	reads  []optiondb.Path
	uses   []*File

	outside bool
}

// factsFuel bounds the evaluation of one file.
const factsFuel = 2_000_000

// factsCell computes a file's facts at the first use.
type factsCell struct {
	once   sync.Once
	facts  atomic.Pointer[Facts]
	before atomic.Pointer[past] // of the version before, until they are computed; nil where there is none
}

func (c *factsCell) get(s *Snapshot, f *File) *Facts {
	c.once.Do(func() {
		c.facts.Store(s.computeFacts(f, c.before.Swap(nil)))
	})
	return c.facts.Load()
}

// after is the cell of the next version of a file that is being edited.
func (c *factsCell) after() *factsCell {
	next := &factsCell{}
	if facts := c.facts.Load(); facts != nil {
		next.before.Store(facts.past)
	} else {
		next.before.Store(c.before.Load())
	}
	return next
}

// current reports whether the facts, if they are known, are still right in s: no file that was read for them has changed.
// Those that asked for a file that was not there are asked again.
func (c *factsCell) current(s *Snapshot) bool {
	facts := c.facts.Load()
	return facts != nil && !facts.asked && s.same(facts.uses, nil)
}

// Facts is what f alone says. It is computed once a snapshot, and again only where f or a file that it imports has
// changed since the last one.
func (s *Snapshot) Facts(f *File) *Facts { return s.facts[f.Path].get(s, f) }

// computeFacts evaluates f in a session of its own. What before, of the version before, says of what did not change is taken
// over; nil for nothing.
func (s *Snapshot) computeFacts(f *File, before *past) *Facts {
	var last *optiondb.Recall
	if before != nil && s.same(before.uses, nil) {
		last = before.recall
	}
	log := &optiondb.Log{}
	loader := &snapshotLoader{snapshot: s, log: log}
	session := eval.New(eval.Options{Loader: loader, Fuel: factsFuel})
	defer session.Close()
	config := func(p []string) optiondb.Value {
		log.Reads = append(log.Reads, p)
		return optiondb.Value{}
	}
	var recall *optiondb.Recall
	if f.edited {
		recall = optiondb.NewRecall(f.Path, f.Tree, log, last)
	}
	facts := s.moduleFacts(f, session, config, s.interesting, recall)
	recall.Close(session)
	facts.Inside = s.inside(f, facts.Kind, session)
	facts.note(f, loader)
	if recall != nil && !facts.asked {
		facts.past = &past{recall, facts.reads, facts.uses, facts.outside}
	}
	if recall.Taken() && !facts.covers(before) {
		return s.computeFacts(f, nil) // what asked for more may be gone, or was evaluated for another part that stayed
	}
	return facts
}

// note notes what was asked for while f was evaluated.
func (facts *Facts) note(f *File, loader *snapshotLoader) {
	facts.reads = slices.Collect(maps.Values(byName(loader.log.Reads)))
	facts.uses = slices.DeleteFunc(loader.files(), func(used *File) bool { return used == f }) // whatever they are: they may be modules when they change
	facts.asked, facts.outside = loader.missed, loader.outside
	if len(facts.uses) > 0 {
		facts.sources = loader.snapshot.sources(f, facts.asImported().Roots)
	}
}

// byName are paths, each once.
func byName(paths []optiondb.Path) map[string]optiondb.Path {
	all := make(map[string]optiondb.Path, len(paths))
	for _, p := range paths {
		all[p.String()] = p
	}
	return all
}

// covers reports whether the facts asked for all that the version before did.
func (facts *Facts) covers(before *past) bool {
	reads, uses := byName(facts.reads), map[*File]bool{}
	for _, f := range facts.uses {
		uses[f] = true
	}
	return (facts.outside || !before.outside) && !slices.ContainsFunc(before.reads, func(p optiondb.Path) bool { return reads[p.String()] == nil }) &&
		!slices.ContainsFunc(before.uses, func(f *File) bool { return !uses[f] })
}

// sources are the files, but for f, in which definitions stand: what `import` reads as a value or as a module with arguments.
func (s *Snapshot) sources(f *File, roots []*optiondb.Definition) (all []*File) {
	seen := map[string]bool{"": true, f.Path: true}
	var visit func(*optiondb.Definition)
	visit = func(d *optiondb.Definition) {
		if p := d.Origin.Path(); !seen[p] {
			seen[p] = true
			if file := s.files[p]; file != nil {
				all = append(all, file)
			}
		}
		for _, c := range d.Children {
			visit(c)
		}
	}
	for _, root := range roots {
		visit(root)
	}
	return all
}

// moduleFacts are those of f as a module in a configuration of which config tells what is known at a path. Definitions that
// want does not ask for are not evaluated. recall remembers; nil for nothing.
func (s *Snapshot) moduleFacts(f *File, session *eval.Session, config func([]string) optiondb.Value, want func(optiondb.Path) bool, recall *optiondb.Recall) *Facts {
	facts := &Facts{}
	if f.sealed {
		facts.Why = "its text is encrypted"
		return facts
	}
	if flakeLike(f.Tree) {
		facts.Kind, facts.Why = FlakeFile, "it has `outputs`"
		return facts
	}
	args := optiondb.ModuleArgs(session)
	args["config"] = eval.MakePartlyKnown("`config` is known to a whole configuration only", "config", config)
	passArguments(args, f.Tree, config)
	module, why := asModule(session, args, session.Import(f.Path))
	if why == "" {
		facts.Why = "it is neither a set nor a function that a NixOS module could be"
		return facts
	}
	modules := optiondb.CollectOne(session, args, f.Path, module)
	walk := optiondb.NewWalk(session, want)
	walk.Recall(recall)
	for _, m := range modules.All {
		facts.Roots = append(facts.Roots, walk.Add(m)...)
	}
	facts.Index = walk.Index()
	facts.Imports, facts.Unread = modules.Paths, modules.Unread
	if surface, _ := optiondb.Declared(session, s.Relative(f.Path), modules.All); len(surface.Root.Order) > 0 {
		facts.Options = surface
	}
	facts.hint, facts.sure = s.hint(f.Path)
	facts.system = askedBy(f.Tree)
	if facts.Kind, facts.Why = s.fileKind(facts, why, slices.ContainsFunc(modules.All, func(m *optiondb.Module) bool { return !m.Plain })); facts.Kind != ModuleFile {
		return &Facts{Kind: facts.Kind, Why: facts.Why, imported: facts, ofAnother: facts.ofAnother, system: facts.system, nixos: facts.nixos}
	}
	return facts
}

// MadeOf are the other files whose definitions stand in f: modules that read it with `import`.
func (s *Snapshot) MadeOf(f *File) (all []*File) {
	for _, other := range s.order {
		if slices.Contains(s.Facts(other).sources, f) {
			all = append(all, other)
		}
	}
	return all
}

// asImported is what the file says as a part of a configuration, whatever its own text tells of it: `{ my.pds.enable = true; }`.
func (f *Facts) asImported() *Facts {
	if f.imported != nil {
		return f.imported
	}
	return f
}

// moduleArgs is where a configuration says what it passes to its modules.
var moduleArgs = optiondb.Path{"_module", "args"}

// passArguments adds to args those that the module in a file asks for by name and that its configuration defines.
func passArguments(args optiondb.Args, tree *syntax.File, config func([]string) optiondb.Value) {
	for formal := range moduleFunction(tree).Formals().All() {
		name := formal.Name().Text()
		if _, known := args[name]; known || formal.Default().Exists() {
			continue
		}
		at := moduleArgs.Append(name)
		if v := config(at); v.Exists() {
			args[name] = v
			continue
		}
		args[name] = eval.MakePartlyKnown("`"+name+"` is an argument that the configuration passes", name, func(below []string) optiondb.Value {
			return config(at.Append(below...))
		})
	}
}

// moduleFunction is the innermost function of a file: what is around it is called by who imports the file.
func moduleFunction(tree *syntax.File) (module syntax.Lambda) {
	for n := tree.Expr().Unparen(); n.Exists(); n = behind(n).Unparen() {
		if l := syntax.AsLambda(n); l.Exists() {
			module = l
		}
	}
	return module
}

// behind is what a function or a scope gives.
func behind(n syntax.Node) syntax.Node {
	switch n.Kind() {
	case syntax.LambdaNode:
		return syntax.AsLambda(n).Body()
	case syntax.LetNode:
		return syntax.AsLetIn(n).Body()
	case syntax.WithNode:
		return syntax.AsWith(n).Body()
	}
	return syntax.Node{}
}

// moduleFormals are the arguments that NixOS passes to every module.
var moduleFormals = map[string]bool{"config": true, "lib": true, "pkgs": true, "options": true, "modulesPath": true}

// asModule is v as a module, after the arguments of a curried or parametrised one: `{ inputs }: { config, ... }: …`. why
// is empty for what can be none.
func asModule(s *eval.Session, args optiondb.Args, v optiondb.Value) (module optiondb.Value, why string) {
	for range 3 {
		switch v.Kind() {
		case eval.SetKind:
			return v, "a set"
		case eval.FunctionKind:
			formals, pattern := s.FormalsOf(v)
			if !pattern { // `inputs: { config, ... }: …`
				inner := s.Apply(v, eval.MakeUnknown("who imports the file passes it", ""))
				if _, pattern := s.FormalsOf(inner); !pattern {
					return v, ""
				}
				v = inner
				continue
			}
			for _, formal := range formals {
				if moduleFormals[formal.Name] {
					return v, "a function of `" + formal.Name + "`"
				}
			}
			if len(formals) == 0 {
				return v, "a function"
			}
			if v = optiondb.Call(s, v, args); v.Kind() == eval.SetKind && slices.ContainsFunc(formals, builds) {
				return v, ""
			}
		default:
			return v, ""
		}
	}
	return v, ""
}

// builds reports whether a formal is one of a package, or of a set of packages, not of a module with arguments.
func builds(f eval.Formal) bool {
	switch f.Name {
	case "system", "stdenv", "nixpkgs", "callPackage", "mkShell":
		return true
	}
	return strings.HasPrefix(f.Name, "build") || strings.HasPrefix(f.Name, "fetch")
}

// nixosNames are top-level names of NixOS options that tell a module of it.
var nixosNames = map[string]bool{"services": true, "systemd": true, "networking": true, "security": true, "boot": true,
	"environment": true, "users": true, "virtualisation": true, "atproto": true, "hardware": true, "fileSystems": true, "age": true,
	"sops": true, "containers": true, "specialisation": true, "microvm": true, "nix": true, "nixpkgs": true, "system": true, "programs": true, "time": true, "i18n": true}

// fileKind says whether what was read as a module is one of NixOS.
func (s *Snapshot) fileKind(f *Facts, why string, module bool) (FileKind, string) {
	what := "imports, declares or configures"
	var e evidence
	for _, x := range f.Index.Below {
		name := x.Name()
		if name == "xdg" && xdgAlone(x) {
			continue
		}
		e.weigh(x, s.Library().Near, f.Options != nil && f.Options.Root.Children[name] != nil)
		if nixosNames[name] || s.Library().Near(x.Path) || s.Library().Found(name) {
			module, what = true, "sets `"+name+"`"
		}
	}
	f.nixos = e.nixos
	switch {
	case e.by != "" && (e.other.alone || e.nixos != tellsNixos):
		f.ofAnother, f.system = e.other.alone, e.other.system
		return OtherFile, "it sets `" + e.by + "`, which is of " + e.other.system + ", not of NixOS"
	case f.system != "" && e.nixos != tellsNixos:
		return OtherFile, "it takes an argument that only " + f.system + " passes"
	case !module:
		return OtherFile, "nothing in it is of a NixOS module"
	}
	f.system = ""
	return ModuleFile, "it is " + why + " that " + what
}

// flakeLike reports whether a file is a flake: a set with `outputs`.
func flakeLike(tree *syntax.File) bool {
	set := tree.Expr()
	if let := syntax.AsLetIn(set); let.Exists() { // not every Nix insists on a set that is written out
		set = let.Body().Unparen()
		for e := range let.Entries() {
			if b := syntax.AsBinding(e); set.Is(syntax.IdentNode) && b.Path().Text() == set.Text() {
				set = b.Value()
			}
		}
	}
	for e := range syntax.AsAttrSet(set).Entries() {
		if name, _ := syntax.AttrName(syntax.AsBinding(e).Path().Child(0)); name == "outputs" && syntax.AsLambda(syntax.AsBinding(e).Value()).Exists() {
			return true
		}
	}
	return false
}

// snapshotLoader serves the files of a snapshot to the evaluator, and nothing else.
type snapshotLoader struct {
	snapshot *Snapshot
	log      *optiondb.Log
	missed   bool
	outside  bool // what a folder holds was asked for, or the text of a file of data
	again    bool // what is evaluated is evaluated again
}

// ReadFile implements [eval.Loader].
func (l *snapshotLoader) ReadFile(path string) (string, error) {
	path = l.snapshot.Real(path)
	if f := l.snapshot.File(path); f != nil {
		l.log.Files = append(l.log.Files, path)
		return f.Tree.Source(), nil
	}
	l.outside = true
	return "", eval.ErrOutside
}

// ReadDir implements [eval.Loader]: what a folder holds is not known from the Nix files alone.
func (l *snapshotLoader) ReadDir(string) ([]eval.Entry, error) {
	l.outside = true
	return nil, eval.ErrOutside
}

// FileType implements [eval.Loader].
func (l *snapshotLoader) FileType(path string) (eval.FileType, error) {
	if l.snapshot.isLink(path) {
		return eval.Symlink, nil
	}
	switch l.snapshot.Look(path) {
	case RegularFile:
		return eval.Regular, nil
	case Folder:
		return eval.Directory, nil
	}
	return "", eval.ErrOutside
}

// Name implements [eval.Namer].
func (l *snapshotLoader) Name(path string) string { return l.snapshot.Real(path) }

// Code implements [eval.Coder]. What is compiled takes 30 bytes a byte of text, which is worth it where a file is evaluated again:
// for other configurations, or when another of its configuration is edited. Of a text that is edited itself [eval.Pending] finds
// what stays.
func (l *snapshotLoader) Code(path string) *eval.Code {
	if f := l.snapshot.File(path); f != nil && !f.edited && (l.again || l.snapshot.checksAll.Load()) {
		return &f.code
	}
	return nil
}

// Parse implements [eval.Loader].
func (l *snapshotLoader) Parse(path string) (*syntax.File, error) {
	if f := l.snapshot.File(path); f != nil {
		l.log.Files = append(l.log.Files, path)
		if f.sealed {
			return nil, eval.ErrOutside
		}
		return f.Tree, nil
	}
	l.missed = true
	return nil, eval.ErrOutside
}
