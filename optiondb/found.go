package optiondb

import (
	"bufio"
	"io"
	"slices"
	"strings"
	"sync"

	"atproto-ls/eval"
	"atproto-ls/optiondb/modules"
)

// Kind says where a set comes from.
type Kind string

// The kinds of set, in the order of their precedence.
const (
	FromModules Kind = "modules" // evaluated from modules that the user named
	FromJSON    Kind = "json"    // read from an options.json that the user named
	FromInput   Kind = "input"   // evaluated from modules of a pinned input in the Nix store
	FromMachine Kind = "machine" // the options.json of the machine itself
	FromProgram Kind = "shipped" // modules that ship with the program
	FromFacts   Kind = "facts"   // facts about modules elsewhere that ship with the program
)

// Real reports whether the set was found where the configuration gets it from, and so replaces what only ships.
func (set *Set) Real() bool { return set.Kind != FromProgram && set.Kind != FromFacts }

// FoundSet makes a set of what a source declares. It owns the subtree of each service that it declares, see
// [OwnedPrefixes].
func FoundSet(name string, kind Kind, surface *Surface) *Set {
	set := &Set{Name: name, Title: name, Kind: kind}
	g := &Generation{Set: set, Prefixes: OwnedPrefixes(surface.Root), surface: func() *Surface { return surface }}
	surface.Set, surface.Generation, surface.Name = set, g, name
	set.Generations = []*Generation{g}
	set.implies = func() implications { return implications{} }
	return set
}

// integration is the namespace of the documented integrations, which is one project's as a whole.
var integration = Path{"atproto", "integration"}

// OwnedPrefixes are the paths whose whole subtree is declared by whoever declares root: the outermost groups with an
// `enable`, below the top level. Other options only add to what somebody else declares.
func OwnedPrefixes(root *Group) (all []Path) {
	var walk func(g *Group, path Path)
	walk = func(g *Group, path Path) {
		enable := g.Children["enable"]
		switch {
		case len(path) >= 2 && g.Option == nil && enable != nil && enable.Option != nil, slices.Equal(path, integration):
			all = append(all, path)
			return
		case g.Option != nil:
			return
		}
		for _, name := range g.Order {
			walk(g.Children[name], path.Append(name))
		}
	}
	walk(root, nil)
	return all
}

// With is the library with sets that were found, the first the strongest, before those that ship, of which it has none
// when bundled is false.
func (l *Library) With(bundled bool, found ...*Set) *Library {
	next := &Library{Sets: found}
	if bundled {
		next.Sets, next.Elsewhere = append(slices.Clone(found), l.Sets...), l.Elsewhere
	}
	return next
}

// found is the standing of a prefix that a found set owns, nil when none does: the strongest replaces all others.
func (l *Library) found(prefix Path) *Standing {
	owner := l.owner(prefix)
	if owner == nil {
		return nil
	}
	surfaces := []*Surface{l.completed(owner, prefix)}
	return &Standing{Prefix: prefix, Surfaces: surfaces, Knowledge: surfaces}
}

// owner is what the strongest found set declares that owns prefix, nil when none does.
func (l *Library) owner(prefix Path) *Surface {
	for _, set := range l.Sets {
		if !set.Real() {
			continue
		}
		for _, g := range set.owning(prefix) {
			return g.Surface()
		}
	}
	return nil
}

// Replaced reports whether a found set declares all that exists at path, whatever ships.
func (l *Library) Replaced(path Path) bool { return l.owner(path) != nil }

// completed is s with what found sets add below prefix without owning it.
func (l *Library) completed(s *Surface, prefix Path) *Surface {
	for _, set := range l.Sets {
		if !set.Real() || set == s.Set {
			continue
		}
		for _, g := range set.Generations {
			added := g.Surface().At(prefix)
			if added == nil || len(g.Surface().At(prefix).Order) == 0 {
				continue
			}
			if g.Owns(prefix) {
				break // a weaker source of the same
			}
			wider := *s
			wider.Root = s.Root.withGroup(prefix, added)
			s = &wider
		}
	}
	return s
}

// withGroup is g with what added declares at path; neither changes.
func (g *Group) withGroup(path Path, added *Group) *Group {
	if len(path) == 0 {
		return g.merge(added)
	}
	next := g.clone()
	next.set(path[0], next.child(path[0]).withGroup(path[1:], added))
	return next
}

func (g *Group) clone() *Group {
	next := *g
	next.Order = slices.Clone(g.Order)
	next.Children = make(map[string]*Group, len(g.Children))
	for name, c := range g.Children {
		next.Children[name] = c
	}
	return &next
}

func (g *Group) set(name string, c *Group) { g.Children[name] = c }

// merge is what g and other declare together; of an option that both declare, g's.
func (g *Group) merge(other *Group) *Group {
	next := g.clone()
	next.Open = g.Open || other.Open
	if next.Option == nil {
		next.Option = other.Option
	}
	if next.Free == nil {
		next.Free = other.Free
	}
	for _, name := range other.Order {
		if mine := next.Children[name]; mine != nil {
			next.set(name, mine.merge(other.Children[name]))
			continue
		}
		next.Order = append(next.Order, name)
		next.set(name, other.Children[name])
	}
	return next
}

// Brought is a path that a module may define outside of what it declares, such as a database that a service turns on by
// itself.
type Brought struct {
	Path Path
	By   []Path // the prefixes that the module declares: without a definition there it is off; none: it is always on

	Value Value // as far as it is known without the configuration; the zero Value otherwise
}

// Brought are the paths outside their own prefixes that the set's modules may define. A caller must change nothing.
func (set *Set) Brought() []Brought {
	if set.brought == nil {
		return nil
	}
	return set.brought()
}

// broughtBy finds what a module may define outside of what the set owns. want asks for a path.
func (set *Set) broughtBy(s *eval.Session, m *Module, want func(Path) bool) (all []Brought) {
	var by []Path
	for _, prefix := range set.Generations[0].Prefixes {
		if m.declares(s, prefix) {
			by = append(by, prefix)
		}
	}
	seen := map[string]bool{}
	var walk func(d *Definition)
	walk = func(d *Definition) {
		leaf := len(d.Children) == 0 && (d.Open || len(d.Path) > 0) || !d.Value.IsSet() // a module that only imports defines nothing
		if key := d.Path.String(); (leaf || d.Open) && d.When != Never && !seen[key] && want(d.Path) {
			seen[key] = true
			all = append(all, Brought{d.Path, by, freeze(s, d.Value)})
		}
		if d.Value.IsSet() {
			for _, c := range d.Children {
				walk(c)
			}
		}
	}
	for _, d := range m.Definitions(s, want) {
		walk(d)
	}
	return all
}

// declares reports whether the module's `options` has something at prefix.
func (m *Module) declares(s *eval.Session, prefix Path) bool {
	if !m.Options.Exists() {
		return false
	}
	v := m.Options
	for _, name := range prefix {
		set := firstSet(s.Force(v))
		if !set.Has(name) {
			return false
		}
		v = set.Get(name)
	}
	return true
}

// Source is what a set was made from, and what became of it.
type Source struct {
	Set      *Set
	From     string // a path, for people
	Options  int
	Modules  int       // how many modules were read; 0 for what is no module
	Unread   []Unread  // imports that could not be followed
	Problems []Problem // declarations that could not be evaluated
}

// ReadModules evaluates the modules at paths, with all that they import, into a set. What cannot be evaluated costs only
// itself and is told in the Source. begin starts an evaluation; want says which definitions outside the set's own prefixes
// are of interest.
func ReadModules(name string, kind Kind, want func(Path) bool, begin func() *eval.Session, paths ...string) *Source {
	return ReadRoots(name, kind, want, begin, func(*eval.Session) []Value { return imported(paths) })
}

// ReadRoots is [ReadModules] for modules that are values: those that roots gives in an evaluation that begin starts.
func ReadRoots(name string, kind Kind, want func(Path) bool, begin func() *eval.Session, roots func(*eval.Session) []Value) *Source {
	s := begin()
	defer s.Close()
	system := modules.Install(s).Documenting()
	found := Collect(s, ModuleArgs(s), roots(s)...)
	surface, problems := Declared(s, name, found.All)
	set := FoundSet(name, kind, surface)
	set.Partial = len(found.Unread) > 0
	s.Refuel()
	complete(surface, s, system, roots)
	defined := sync.OnceValues(func() (map[string]bool, []Brought) { return set.definitions(want, begin, roots) })
	surface.own = func() map[string]bool { own, _ := defined(); return own }
	set.brought = func() []Brought { _, brought := defined(); return brought }
	return &Source{Set: set, From: name, Options: len(surface.Options()), Modules: len(found.All), Unread: found.Unread, Problems: open(surface, problems)}
}

// definitions are the paths that the modules of a found set define themselves, and what they define outside of what the set
// owns, of which want asks for a path. Who asks only for options never needs them: they are worked out in an evaluation of
// their own.
func (set *Set) definitions(want func(Path) bool, begin func() *eval.Session, roots func(*eval.Session) []Value) (own map[string]bool, all []Brought) {
	s := begin()
	defer s.Close()
	g := set.Generations[0]
	own = map[string]bool{}
	for _, m := range Collect(s, ModuleArgs(s), roots(s)...).All {
		for _, d := range m.Definitions(s, g.near) {
			noteOwn(own, d)
		}
		all = append(all, set.broughtBy(s, m, func(p Path) bool { return want(p) && !g.Owns(p) })...)
	}
	return own, all
}

func imported(paths []string) (roots []Value) {
	for _, p := range paths {
		roots = append(roots, eval.Path(p))
	}
	return roots
}

// ReadOptions reads the set that a file holds: a NixOS options.json, which may be large, or facts as [WriteFacts] writes them.
func ReadOptions(name string, kind Kind, file io.Reader) (*Set, error) {
	r := bufio.NewReader(file)
	if start, _ := r.Peek(len(factsStart)); string(start) == factsStart {
		text, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		set, err := ReadFacts(text)
		if err == nil {
			set.Kind = kind
		}
		return set, err
	}
	surface, err := ReadOptionsJSON(r)
	if err != nil {
		return nil, err
	}
	return FoundSet(name, kind, surface), nil
}

// Bare reports whether only facts are known of the set: what its modules define by themselves is not.
func (set *Set) Bare() bool {
	return set.Kind == FromJSON || set.Kind == FromMachine || set.Kind == FromFacts
}

// Files are the files that the options of a surface are declared in, sorted.
func (s *Surface) Files() []string {
	seen := map[string]bool{}
	var all []string
	for _, o := range s.Options() {
		for _, at := range o.Declarations {
			if at.File != "" && !seen[at.File] {
				seen[at.File] = true
				all = append(all, at.File)
			}
		}
	}
	slices.SortFunc(all, strings.Compare)
	return all
}
