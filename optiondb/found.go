package optiondb

import (
	"bufio"
	"io"
	"slices"
	"sync"
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
	return foundSet(name, kind, surface, OwnedPrefixes(surface.Root))
}

func foundSet(name string, kind Kind, surface *Surface, prefixes []Path) *Set {
	set := &Set{Name: name, Title: name, Kind: kind}
	g := &Generation{Set: set, Prefixes: prefixes, surface: func() *Surface { return surface }}
	surface.Set, surface.Generation, surface.Name = set, g, name
	set.Generations = []*Generation{g}
	set.implies = func() implications { return implications{} }
	set.renamings = sync.OnceValue(surface.Renamings)
	return set
}

// Renamings are the options of a set that is Real that have another name now and are no aliases that are shown.
func (set *Set) Renamings() []*Option {
	if set.renamings == nil {
		return nil
	}
	return set.renamings()
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

// LibraryOf is a library of sets that were found, the first the strongest, and of those that ship, unless bundled is false.
func LibraryOf(bundled bool, found ...*Set) *Library {
	if !bundled {
		return &Library{Sets: found}
	}
	shipped := Shipped()
	if len(found) == 0 {
		return shipped
	}
	return &Library{Sets: append(slices.Clone(found), shipped.Sets...), Elsewhere: shipped.Elsewhere}
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

// ReadOptions reads the set that a file holds: a NixOS options.json, which may be large and of which keep keeps what it says, or
// facts as [WriteFacts] writes them.
func ReadOptions(name string, kind Kind, file io.Reader, keep Keeper) (*Source, error) {
	if source := (Reading{Name: name, Kind: kind, Keep: keep}).kept(); source != nil {
		return source, nil
	}
	r := bufio.NewReader(file)
	if start, _ := r.Peek(len(factsStart)); string(start) == factsStart {
		return readFacts(kind, r)
	}
	surface, err := ReadOptionsJSON(r)
	if err != nil {
		return nil, err
	}
	source := &Source{Set: FoundSet(name, kind, surface), From: name, Options: len(surface.Options())}
	source.keep(keep)
	return source, nil
}

func readFacts(kind Kind, file io.Reader) (*Source, error) {
	set, err := ReadFacts(file)
	if err != nil {
		return nil, err
	}
	set.Kind = kind
	return &Source{Set: set, Options: len(set.Generations[0].Surface().Options())}, nil
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
	slices.Sort(all)
	return all
}
