package analysis

import (
	"context"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// Closedness says how much of a configuration is in sight.
type Closedness uint8

// String says it in words.
func (c Closedness) String() string {
	return [...]string{"every import was read", "modules of flake inputs were not read", "not every import was read"}[c]
}

// The degrees. Checks of what is absent speak in a closed configuration, say less in one with unread modules of flake
// inputs, and are silent in an open one.
const (
	Closed     Closedness = iota // every import was read
	InputsOpen                   // what was not read are modules of flake inputs
	Open                         // something else was not read: anything may be defined
)

// Configuration is an entry and all that it reaches by imports. It is immutable.
type Configuration struct {
	Entry  string  // its name, for people and for the JSON: the entry file relative to the workspace
	Files  []*File // sorted by path: its modules, and the files that these take definitions from
	Roots  []*optiondb.Definition
	Closed Closedness
	Unread []UnreadImport
	View   *optiondb.View
	Whole  bool        // it is a configuration, not a part of one that no entry reaches
	Inside syntax.Node // the module inside its file that it is; absent where it is of whole files
	Test   bool        // it is a machine of a test, or one for trying things out: nobody else reaches it
	Likely bool        // nothing says that its entry is one but that nobody imports it: it may be a module of something else

	modules []*File           // of Files, in the order in which they are read
	sources map[*File]bool    // of Files, what is no module of it by itself
	indexes []*optiondb.Index // of its files, in the order in which they are read
	index   *optiondb.Index
	unseen  func() []optiondb.Path // where modules that were not read define something, besides
	sites   func() []Site
	options []*optiondb.Surface // what its own modules declare
	around  []*optiondb.Surface // what all modules of the workspace declare, where not every import was read

	begin    func(*composing) eval.Value // its value, in any session; nil for what is not whole
	entry    *entry                      // of one that was evaluated as a whole, nil for others
	parts    []*eval.Origin              // its modules, where it was evaluated as a whole
	uses     []*File                     // the files that were read for that, in no order
	data     map[string]string           // the files of data, by path
	inline   []*optiondb.Surface         // what modules in it declare that are no files
	disabled []string                    // the names of modules of nixpkgs that it takes out
	by       string                      // the flake input that is its nixpkgs, "" where that is not known
	pins     []optiondb.Pin              // what it fetches that no lock file names

	impliedOnce, verdictsOnce sync.Once
	writtenOnce               sync.Once
	written                   map[string]bool // the files in which a definition stands that is looked at, by path
	memory                    sync.Map        // see [Remember]
	implied                   []Implication
	evaluatedOnce             sync.Once
	evaluated                 *Evaluated
	outsideOnce               sync.Once
	outside                   []*uses // of the modules outside of the workspace
	bare                      bool    // it is Open for modules of which only the options are known
	verdicts                  []optiondb.Verdict
}

// UnreadImport is an import that could not be followed.
type UnreadImport struct {
	Range
	What, Why string
	Input     bool   // a module of a flake input
	From      string // the name of the input, where it is known
}

// Configurations are those of the workspace, sorted by entry, and then one that is not whole for each file that none of
// them reaches and nothing imports, with what it imports.
func (s *Snapshot) Configurations() []*Configuration {
	s.configurationsOnce.Do(func() {
		s.found = map[*File]*discovery{}
		s.configurations = s.configure()
		s.variants = map[string]string{}
		s.configurationsOf = make(map[*File][]*Configuration, len(s.files))
		for _, c := range s.configurations {
			for _, f := range c.Files {
				s.configurationsOf[f] = append(s.configurationsOf[f], c)
			}
			if c.entry != nil && c.entry.variantOf != nil {
				s.variants[c.Entry] = c.entry.variantOf.Entry
			}
		}
	})
	return s.configurations
}

// ConfigurationsOf are the configurations that f belongs to: at least one, for a module.
// The slice must not be changed.
func (s *Snapshot) ConfigurationsOf(f *File) []*Configuration {
	s.Configurations()
	return s.configurationsOf[f]
}

// SpeakingIn are those of the configurations that f belongs to that look at a definition in it: the others have nothing to say
// there.
func (s *Snapshot) SpeakingIn(f *File) (all []*Configuration) {
	for _, c := range s.ConfigurationsOf(f) {
		if len(c.Files) == 1 || s.writtenIn(c)[f.Path] {
			all = append(all, c)
		}
	}
	return all
}

// writtenIn are the files in which definitions of c stand that are looked at.
func (s *Snapshot) writtenIn(c *Configuration) map[string]bool {
	c.writtenOnce.Do(func() {
		c.written = map[string]bool{}
		var visit func(*optiondb.Index)
		visit = func(x *optiondb.Index) {
			if x == nil || len(x.Path) > 0 && !s.interesting(x.Path) {
				return
			}
			for _, d := range x.At {
				if len(d.Path) > 0 {
					c.written[d.File()] = true
				}
			}
			for _, below := range x.Below {
				visit(below)
			}
		}
		visit(c.index)
	})
	return c.written
}

// Remember is what f gives, asked once for c and key: what a check needs to know of a configuration in each of its files.
func Remember[T any](c *Configuration, key string, f func() T) T {
	if v, known := c.memory.Load(key); known {
		return v.(T)
	}
	v, _ := c.memory.LoadOrStore(key, f())
	return v.(T)
}

func (s *Snapshot) configure() []*Configuration {
	Share(context.Background(), len(s.order), func(i int) { s.Facts(s.order[i]) })
	modules := map[*File]bool{}
	for _, f := range s.order {
		if s.Facts(f).Kind == ModuleFile {
			modules[f] = true
		}
	}
	around := s.declared()
	reached := map[*File]bool{}
	reach := func(all ...*Configuration) []*Configuration {
		for _, c := range all {
			for _, file := range c.Files {
				reached[file] = true
			}
			s.finish(c, around)
		}
		return all
	}
	all := reach(s.wholes(around)...)
	s.abroad = s.elsewhere(modules, all)
	for f := range s.abroad {
		delete(modules, f)
	}
	entries, likely := s.entries(modules, reached)
	var folders []string // below which something may import any module
	for _, computed := range []bool{true, false} {
		for _, f := range entries {
			if s.computesImports(f) != computed || likely && (reached[f] || slices.ContainsFunc(folders, func(dir string) bool { return strings.HasPrefix(f.Path, dir) })) {
				continue
			}
			c := s.fileEntry(f, likely, around)
			if all = append(all, reach(c)...); computed && c.Closed == Open {
				folders = append(folders, path.Dir(f.Path)+"/")
			}
		}
	}
	all = append(all, reach(s.testFiles(reached, around)...)...)
	all = append(all, reach(s.nested(all, around)...)...)
	whole := all
	imported := s.imported(modules)
	for _, leftovers := range []bool{false, true} { // first those that nothing imports, then circles
		for _, f := range s.order {
			if modules[f] && !reached[f] && (leftovers || !imported[f]) {
				c := s.unchanged(f, false, around)
				if c == nil {
					c = s.part(f)
				}
				all = append(all, reach(c)...)
			}
		}
	}
	for _, f := range s.order {
		for _, in := range s.Facts(f).Inside {
			if slices.ContainsFunc(whole, func(c *Configuration) bool { return c.holdsModule(f, in.Node) }) {
				continue
			}
			name := s.Relative(f.Path)
			if in.World != "" {
				name += " " + in.World
			}
			all = append(all, &Configuration{Entry: name, Files: []*File{f}, Roots: in.Roots, indexes: []*optiondb.Index{in.Index}, Closed: Open, Inside: in.Node, Test: in.Test})
			s.finish(all[len(all)-1], around)
		}
	}
	s.earlier, s.foundBefore = nil, nil
	s.configured.Store(&all)
	return all
}

// finish puts together what is known of c, where that is not known from the snapshot before.
func (s *Snapshot) finish(c *Configuration, around []*optiondb.Surface) {
	if c.View != nil {
		return
	}
	if !c.closed() {
		c.around = around
	}
	s.complete(c)
	s.resolve(c)
}

// declared is what the modules of the workspace declare, each file's in a surface of its own.
func (s *Snapshot) declared() (all []*optiondb.Surface) {
	for _, f := range s.order {
		if o := s.Facts(f).Options; o != nil {
			all = append(all, o)
		}
	}
	return all
}

// closed reports whether all that belongs to c is in sight.
func (c *Configuration) closed() bool { return c.Whole && c.Closed == Closed }

// entries are the files that configurations begin with: what the settings name; else `configuration.nix` files that
// nothing imports, where no flake or hive stands above them; else, in a workspace with none of these, each module that
// nothing imports: likely says that they are these. A flake counts as having configurations unless its text shows that it
// has none.
func (s *Snapshot) entries(modules, reached map[*File]bool) (entries []*File, likely bool) {
	var named, standard, roots []*File
	imported := s.imported(modules)
	composed := s.composed()
	for _, f := range s.order {
		switch {
		case slices.ContainsFunc(s.world.Entries, func(e string) bool { return s.module(e) == f }):
			named = append(named, f)
		case !modules[f] || imported[f] || reached[f]:
		case path.Base(f.Path) == "configuration.nix" && !composed(f.Path):
			standard = append(standard, f)
		default:
			roots = append(roots, f)
		}
	}
	switch {
	case len(s.world.Entries) > 0:
		return named, false
	case len(standard) > 0:
		return standard, false
	case composed(s.root+"/x.nix") || s.composes():
		return nil, false
	case len(s.world.Named) > 0:
		return s.named(modules), true
	}
	return roots, true
}

// named are the files that the user named and that no other of them imports.
func (s *Snapshot) named(modules map[*File]bool) (entries []*File) {
	for _, p := range s.world.Named {
		others := slices.DeleteFunc(slices.Clone(s.world.Named), func(o string) bool { return o == p })
		if f := s.files[p]; modules[f] && !slices.Contains(s.Reached(others), p) {
			entries = append(entries, f)
		}
	}
	return entries
}

// Reached are the paths of the files that those at paths import, and what these import, sorted by nothing; those at paths
// themselves only where one imports another.
func (s *Snapshot) Reached(paths []string) (reached []string) {
	seen := map[string]bool{}
	for queue := slices.Clone(paths); len(queue) > 0; queue = queue[1:] {
		f := s.files[queue[0]]
		if f == nil {
			continue
		}
		for _, i := range s.Facts(f).Imports {
			if target := s.module(i.Path); target != nil && !seen[target.Path] {
				seen[target.Path] = true
				reached = append(reached, target.Path)
				queue = append(queue, target.Path)
			}
		}
	}
	return reached
}

// imported are the files that some module imports, but for a `configuration.nix` that reaches the module which imports it back:
// modules may import each other, each counts once, and the configuration begins with the one that is called so.
func (s *Snapshot) imported(modules map[*File]bool) map[*File]bool {
	imported := map[*File]bool{}
	standard := func(f *File) bool { return path.Base(f.Path) == "configuration.nix" }
	reached := map[*File]map[string]bool{} // from those that are called configuration.nix
	leads := func(f, module *File) bool {
		if !standard(f) || standard(module) {
			return false
		}
		if reached[f] == nil {
			reached[f] = map[string]bool{}
			for _, p := range s.Reached([]string{f.Path}) {
				reached[f][p] = true
			}
		}
		return reached[f][module.Path]
	}
	for f := range modules {
		for _, i := range s.Facts(f).Imports {
			if target := s.module(i.Path); target != nil && target != f && !leads(target, f) {
				imported[target] = true
			}
		}
		for _, used := range s.Facts(f).uses {
			imported[used] = true
		}
	}
	return imported
}

// module is the file that the import of a path reads: the file itself, or a folder's default.nix; nil for an encrypted one.
func (s *Snapshot) module(p string) *File {
	p = s.Real(p)
	f := s.files[p]
	if f == nil {
		f = s.files[s.Real(path.Join(p, "default.nix"))]
	}
	if f != nil && f.sealed {
		return nil
	}
	return f
}

// composed tells of a path whether configurations are put together above it: by a flake that may have some, or by a hive.
func (s *Snapshot) composed() func(string) bool {
	folders := map[string]bool{}
	for _, f := range s.order {
		if path.Base(f.Path) == "flake.nix" && mayConfigure(f.Tree) || isHive(f) {
			folders[path.Dir(f.Path)] = true
		}
	}
	return func(p string) bool {
		for dir := path.Dir(p); ; dir = path.Dir(dir) {
			if folders[dir] {
				return true
			}
			if dir == s.root || dir == "/" || dir == "." {
				return false
			}
		}
	}
}

// isHive reports whether f is a hive of colmena, or the like of morph or NixOps, by its name, which for all but `hive.nix` is not enough.
func isHive(f *File) bool {
	switch path.Base(f.Path) {
	case "hive.nix":
		return true
	case "colmena.nix", "morph.nix", "nixops.nix", "network.nix":
		for e := range plainSet(f.Tree.Expr()).Entries() {
			if name, _ := syntax.AttrName(syntax.AsBinding(e).Path().Child(0)); name == "meta" || name == "network" {
				return true
			}
		}
	}
	return false
}

// mayConfigure reports whether a flake may have configurations: its outputs name some, or are no plain set.
func mayConfigure(tree *syntax.File) bool {
	if !syntax.AsAttrSet(tree.Expr()).Exists() {
		return true
	}
	for e := range syntax.AsAttrSet(tree.Expr()).Entries() {
		b := syntax.AsBinding(e)
		if name, _ := syntax.AttrName(b.Path().Child(0)); name != "outputs" {
			continue
		}
		set := plainSet(syntax.AsLambda(b.Value()).Body())
		if !set.Exists() {
			return true
		}
		for e := range set.Entries() {
			name, known := syntax.AttrName(syntax.AsBinding(e).Path().Child(0))
			if !known || e.Is(syntax.InheritNode) || strings.HasSuffix(name, "Configurations") || strings.HasPrefix(name, "colmena") {
				return true
			}
		}
		return false
	}
	return false
}

// plainSet is the set that an expression is behind `let`s, `with`s and parentheses; absent for anything computed.
func plainSet(n syntax.Node) syntax.AttrSet {
	for range 16 {
		switch n = n.Unparen(); n.Kind() {
		case syntax.LetNode:
			n = syntax.AsLetIn(n).Body()
		case syntax.WithNode:
			n = syntax.AsWith(n).Body()
		default:
			return syntax.AsAttrSet(n)
		}
	}
	return syntax.AttrSet{}
}

// part is the configuration of a file that no entry reaches, and of what it imports: what is absent from it may be anywhere.
func (s *Snapshot) part(f *File) *Configuration {
	c := s.follow(f)
	c.Closed = Open
	return c
}

// follow reads an entry and everything that it imports.
func (s *Snapshot) follow(entry *File) *Configuration {
	c := &Configuration{Entry: s.Relative(entry.Path)}
	seen := map[*File]bool{entry: true}
	for queue := []*File{entry}; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		facts := s.Facts(f).asImported()
		c.modules = append(c.modules, f)
		c.Roots = append(c.Roots, facts.Roots...)
		if facts.Index != nil {
			c.indexes = append(c.indexes, facts.Index)
		}
		if s.Facts(f).imported != nil && facts.Options != nil {
			c.inline = append(c.inline, facts.Options) // nobody else takes the file for a module
		}
		if facts.Kind != ModuleFile && facts.Kind != OtherFile {
			c.leave(UnreadImport{Range: f.Range(f.Tree.Root()), What: s.Relative(f.Path), Why: facts.Why})
		}
		for _, u := range facts.Unread {
			if s.File(u.At.Path()) == nil {
				u.At = nil // written by a library, whose text nobody has at hand
			}
			c.unread(u, f)
		}
		for _, i := range facts.Imports {
			target := s.module(i.Path)
			if target == nil {
				why := "it is not in the workspace"
				if s.files[i.Path] != nil {
					why = "its text is encrypted"
				}
				c.leave(UnreadImport{Range: originRange(i.At), What: s.Relative(i.Path), Why: why})
			} else if !seen[target] {
				seen[target] = true
				queue = append(queue, target)
			}
		}
	}
	c.Files, c.sources = slices.Clone(c.modules), map[*File]bool{}
	for _, f := range c.modules {
		c.addSources(s.Facts(f).sources)
		c.addSources(s.valuesOf(f, nil))
	}
	return c
}

// valuesOf adds to seen the files that f reads with `import`, and those that these read: what its definitions may be made of,
// also those that nobody looks at before the configuration is evaluated.
func (s *Snapshot) valuesOf(f *File, seen []*File) []*File {
	for _, name := range f.reads() {
		if file := s.module(name); file != nil && !slices.Contains(seen, file) {
			seen = s.valuesOf(file, append(seen, file))
		}
	}
	return seen
}

// readIn are the paths that the tree of the file at a path gives to `import`.
func readIn(at string, tree *syntax.File) (names []string) {
	if !strings.Contains(tree.Source(), "import") {
		return nil
	}
	for n := range tree.Root().Descendants() {
		if file := importedFile(n); file.Exists() {
			names = append(names, path.Join(path.Dir(at), file.Text()))
		}
	}
	return names
}

// importedFile is the path that n reads with `import`, absent where it is no such call or the path is not written out.
func importedFile(n syntax.Node) syntax.Node {
	call := syntax.AsApply(n)
	if file := call.Argument().Unparen(); file.Is(syntax.PathNode) && file.IsLiteral() && functionName(call.Function().Unparen()) == "import" {
		return file
	}
	return syntax.Node{}
}

// addSources adds files in which definitions of c's modules stand to its own.
func (c *Configuration) addSources(sources []*File) {
	for _, source := range sources {
		if !slices.Contains(c.Files, source) {
			c.sources[source] = true
			c.Files = append(c.Files, source)
		}
	}
	sortByPath(c.Files)
}

func sortByPath(files []*File) {
	sort.SliceStable(files, func(i, j int) bool { return files[i].Path < files[j].Path })
}

// computesImports reports whether f imports what its text does not name.
func (s *Snapshot) computesImports(f *File) bool {
	return slices.ContainsFunc(s.Facts(f).Unread, func(u optiondb.Unread) bool { return !ofNixpkgs(u.What) && !ofInput(u.What) })
}

// unread classifies an import of f that could not be followed by its text.
func (c *Configuration) unread(u optiondb.Unread, f *File) {
	if !ofNixpkgs(u.What) {
		channel := channelOf(u.What)
		isInput := ofInput(u.What) || channel != "" || ofSources(u.Why)
		if strings.HasPrefix(u.Why, "builtins.fetchTarball") {
			urls := urlsIn(f.Tree)
			c.pins, isInput = append(c.pins, urls...), len(urls) > 0
		}
		c.leave(UnreadImport{Range: originRange(u.At), What: u.What, Why: u.Why, Input: isInput, From: channel})
	}
}

// ofNixpkgs reports whether the text of an import means a module of nixpkgs itself. These count as read: nothing of them
// enables what the rules ask for.
func ofNixpkgs(what string) bool {
	return strings.Contains(what, "modulesPath") || strings.Contains(what, "<nixpkgs") || strings.Contains(what, "nixpkgs.nixosModules.")
}

// ofInput reports whether the text of an import means a module of a flake's input.
func ofInput(what string) bool {
	return strings.Contains(what, "inputs.") || strings.Contains(what, ".nixosModule")
}

// ofSources reports whether a module is not known for what npins, niv or lon would fetch: the files of these hold nothing but sources.
func ofSources(why string) bool {
	file := strings.TrimSuffix(why, " is outside the folders that may be read")
	return strings.HasSuffix(file, "/sources.json") || path.Base(file) == "lon.lock"
}

func (c *Configuration) leave(u UnreadImport) {
	c.Unread = append(c.Unread, u)
	if u.Input {
		c.Closed = max(c.Closed, InputsOpen)
	} else {
		c.Closed = Open
	}
}
