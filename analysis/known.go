package analysis

import (
	"slices"
	"sort"
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file answers what is known of the options at a path, for those who write or read there. It is knowledge, not
// authority: what any set that may be in force declares.

// known is what one place may know: the option sets of a configuration, and what else the configuration says.
type known struct {
	view          *optiondb.View
	surfaces      []*optiondb.Surface // what modules of the workspace declare
	configuration *Configuration      // nil for a module that is in none, as one inside a flake
}

// knownTo is what is known to the module that n stands in: of a file that is one by itself its configuration's, else what its
// own text settles.
func (s *Snapshot) knownTo(f *File, n syntax.Node) known {
	if c := s.configurationAround(f, n); c != nil {
		return known{c.View, c.options, c}
	}
	evidence := optiondb.Evidence{Pins: s.world.Pins, Unpinned: s.world.Unpinned}
	top, t := syntax.Node{}, s.textTracer(f) // one that asks the evaluation would come back to here
	for p := n; p.Exists(); p = p.Parent() {
		if p.Is(syntax.AttrSetNode) {
			if at, ok := t.defined(p); !ok || len(at.Path) > 0 {
				if top.Exists() {
					break
				}
				continue
			}
			top = p
		}
	}
	evidence.Defined = written(nil, nil, top, 0)
	return known{view: s.Library().View(evidence)}
}

// knownAt is what is known of the configuration that an occurrence in f is of; another says that it is that of another machine.
func (s *Snapshot) knownAt(f *File, o Occurrence) (k known, another bool) {
	if of := s.ofMachine(o); o.Access == Reads && len(of) > 0 {
		return known{of[0].View, of[0].options, of[0]}, of[0] != s.configurationAround(f, o.Node)
	}
	return s.knownTo(f, o.Node), false
}

// configurationAround is the configuration that the module around n belongs to: that of the innermost module that holds n, the
// whole file as a rule; nil where there is none.
func (s *Snapshot) configurationAround(f *File, n syntax.Node) (best *Configuration) {
	size := 0
	for _, c := range s.ConfigurationsOf(f) {
		if at := s.moduleAround(c, f, f.Range(n)); at > 0 && (best == nil || at < size) {
			best, size = c, at
		}
	}
	return best
}

// moduleAround is how long the smallest text around a range in f is that is a module of c, 0 for none.
func (s *Snapshot) moduleAround(c *Configuration, f *File, at Range) (size int) {
	if c.entry != nil {
		for _, part := range c.partsAround(f, at) {
			if length := part.End() - part.Start(); size == 0 || length < size {
				size = length
			}
		}
		return size
	}
	whole := f.Tree.Root()
	if c.Inside.Exists() {
		whole = c.Inside
	}
	if !c.Inside.Exists() && !s.IsModule(f) || whole.Start() > at.Start || at.End > whole.End() {
		return 0
	}
	return whole.End() - whole.Start()
}

// written appends the paths that the sets written out at and below n define, to the leaves.
func written(all []optiondb.Path, at optiondb.Path, n syntax.Node, depth int) []optiondb.Path {
	for e := range syntax.AsAttrSet(n).Entries() {
		b := syntax.AsBinding(e)
		names, _ := b.Path().Names()
		below := at.Append(names...)
		if len(at) == 0 && len(below) > 0 && below[0] == "config" {
			below = below[1:]
		}
		if syntax.AsAttrSet(b.Value()).Exists() && depth < maxClimb {
			all = written(all, below, b.Value(), depth+1)
			continue
		}
		all = append(all, below)
	}
	return all
}

// maxClimb is how deep sets may nest where they are walked from the text.
const maxClimb = 64

// at are the groups declared at path, with the surface that each is of: nixpkgs' first, which most people run.
func (k known) at(path optiondb.Path) (all []optionAt) {
	if st := k.view.For(path); st != nil {
		for _, s := range st.Knowledge {
			if g := s.At(path); g != nil {
				all = append(all, optionAt{g, s})
			}
		}
	}
	for _, s := range k.surfaces {
		if g := s.At(path); g != nil {
			all = append(all, optionAt{g, s})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return rank(all[i].surface) < rank(all[j].surface) })
	return all
}

// optionAt is a group of a surface.
type optionAt struct {
	group   *optiondb.Group
	surface *optiondb.Surface
}

func rank(s *optiondb.Surface) int {
	switch {
	case s.Set == nil:
		return 0
	case s.Set.Name == "nixpkgs":
		return 1
	}
	return 2
}

// source names the surface that an option is of in a word.
func source(s *optiondb.Surface) string {
	if s.Set == nil {
		return s.Name
	}
	return s.Set.Name
}

// typeWidth is how many characters of a type a list of candidates shows beside their names.
const typeWidth = 40

// detail is a type in few words, without the explanation behind it that nixpkgs gives some, and the source that has it.
func detail(t *optiondb.Type, s *optiondb.Surface) string {
	text, _, _ := strings.Cut(t.String(), ";")
	return OneLine(text, typeWidth) + " · " + source(s)
}

// title names the surface for people.
func title(s *optiondb.Surface) string {
	if s.Set == nil {
		return s.Name
	}
	return s.Set.Title
}

// prefixes are the names with which an owned prefix goes on below path.
func (k known) prefixes(path optiondb.Path) (names []string) {
	for _, prefix := range k.view.Prefixes() {
		if len(prefix) > len(path) && prefix.HasPrefix(path) && !slices.Contains(names, prefix[len(path)]) {
			names = append(names, prefix[len(path)])
		}
	}
	return names
}

// defined are the names of the attributes that the configuration defines at path.
func (k known) defined(path optiondb.Path) (names []string) {
	if k.configuration == nil {
		return nil
	}
	for _, d := range k.configuration.At(path) {
		for _, child := range d.Children {
			name := child.Path[len(child.Path)-1]
			if name != optiondb.AnyName && name != optiondb.AnyElement && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// option is the option at path with its type: the declared one, or, below one, an element of its type. It is nil where there
// is neither.
func (k known) option(path optiondb.Path) (*optiondb.Option, *optiondb.Type, *optiondb.Surface) {
	for _, found := range k.at(path) {
		if o := found.group.Option; o != nil {
			return o, o.Type, found.surface
		}
	}
	for n := len(path) - 1; n > 0; n-- {
		for _, found := range k.at(path[:n]) {
			o := found.group.Option
			if o == nil {
				continue
			}
			if t := below(o.Type, path[n:]); t != nil {
				return nil, t, found.surface
			}
		}
	}
	return nil, nil, nil
}

// Declared is the option at path with its type, or, below one, the type of what stands there in its value, as whatever may be in
// force in c declares it: c's own modules first. Both are nil where nothing is known.
func (c *Configuration) Declared(path optiondb.Path) (*optiondb.Option, *optiondb.Type) {
	o, t, _ := known{c.View, c.Own(), c}.option(path)
	return o, t
}

// below is the type of what stands at path in a value of type t; nil where that is not known.
func below(t *optiondb.Type, path optiondb.Path) *optiondb.Type {
	if t == nil || len(path) == 0 {
		return t
	}
	switch t.Name {
	case "nullOr", "uniq", "unique", "coercedTo":
		return below(t.Elem, path)
	case "listOf":
		if path[0] == optiondb.AnyElement {
			return below(t.Elem, path[1:])
		}
		return nil
	case "attrsOf", "lazyAttrsOf", "attrsWith":
		return below(t.Elem, path[1:])
	}
	if t.Sub != nil && t.Sub.Free != nil && t.Sub.Below(path[0]) == nil {
		return below(t.Sub.Free, path)
	}
	for _, a := range t.Alternatives {
		if inner := below(a, path); inner != nil {
			return inner
		}
	}
	return nil
}
