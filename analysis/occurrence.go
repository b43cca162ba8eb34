package analysis

import (
	"path"
	"slices"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// Access says what a name does with an option.
type Access uint8

// The accesses.
const (
	Defines  Access = iota // it gives the option a value, or something below it
	Reads                  // it reads the option's value
	Declares               // it declares the option
	Alias                  // it is a variable that stands for the option's value
)

// Occurrence is a name in a file that stands for an option, or for a group of options.
type Occurrence struct {
	Range
	Node   syntax.Node   // the name: a segment of a path, a name of an `inherit`, a variable
	Path   optiondb.Path // up to the name, from the root of the World; a name that is computed is [optiondb.AnyName]
	World  string        // "" for the file's own configuration; "containers.web", "nodes.pds" for one inside it
	Access Access
	Final  bool // nothing follows in the attribute path that the name is part of
}

// Place is where the value of an expression lands in a configuration.
type Place struct {
	World string
	Path  optiondb.Path
	Kind  PlaceKind

	test    bool    // it is a machine of a test
	pending []step  // what happens to the value before it lands, the next step last
	parts   []Place // of a partsPlace: where its parts land
	handed  bool    // it is one of those, or in one
	unnamed bool    // the name that led here last is none of the configuration: `value` of a pair, an argument's
}

// PlaceKind says as what a value lands.
type PlaceKind uint8

// The kinds of place.
const (
	ValuePlace   PlaceKind = iota // the value defines what is at Path
	ModulePlace                   // the value is a module whose options begin at Path
	ModulesPlace                  // a list of such modules
	MergePlace                    // a list of values that define what is at Path
	OptionsPlace                  // the value declares options below Path
	pairPlace                     // `{ name; value; }` of listToAttrs
	pairsPlace                    // a list of such
	systemPlace                   // the argument of nixosSystem: its `modules` are modules
	testPlace                     // a NixOS test: its `nodes` are modules
	nodesPlace                    // a set of modules, each of a world of its own
	hivePlace                     // a colmena hive
	partsPlace                    // a list or a set whose parts are given to a function one by one
	optionPlace                   // what mkOption takes: it declares the option at Path
	typePlace                     // the type of the option at Path, or of what is in its value there
)

// step is something that happens to a value: a selection by name, or a call where name is empty.
type step struct {
	name string
	call bool
}

// OccurrencesAt are the options that the name at the byte offset off of f stands for: none where it stands for none, or
// where that is not known; several where a name both defines and reads, or a variable is used at several places. What is
// defined comes first.
func (s *Snapshot) OccurrencesAt(f *File, off int) []Occurrence {
	name := nameAt(f.Tree, off)
	if !name.Exists() {
		return nil
	}
	t := s.tracer(f)
	found := t.occurrences(name)
	for p := range name.Ancestors() { // in `${name}` as a segment, the variable is no option, but the segment is
		if len(found) > 0 || p.Is(syntax.AttrPathNode) {
			break
		}
		if p.Is(syntax.InterpolationNode) {
			found = t.occurrences(p)
		}
	}
	return found
}

// Occurrences are all of f, in source order.
func (s *Snapshot) Occurrences(f *File) (all []Occurrence) {
	t := s.tracer(f)
	for n := range f.Tree.Root().Descendants() {
		if k := n.Kind(); k == syntax.IdentNode || k == syntax.StringNode || k == syntax.InterpolationNode {
			t.fuel = traceFuel
			all = append(all, t.occurrences(n)...)
		}
	}
	return all
}

// PlacesOf says where the value of the expression n of f lands, [ValuePlace]s and [ModulePlace]s among others.
func (s *Snapshot) PlacesOf(f *File, n syntax.Node) []Place {
	return slices.DeleteFunc(slices.Clone(s.tracer(f).places(n)), func(p Place) bool { return len(p.pending) > 0 })
}

// WholePlacesOf is PlacesOf for where the value lands as it is, with nothing put into it or taken out.
func (s *Snapshot) WholePlacesOf(f *File, n syntax.Node) []Place {
	t := s.textTracer(f)
	t.strict = true
	return slices.DeleteFunc(slices.Clone(t.places(n)), func(p Place) bool { return len(p.pending) > 0 })
}

// Written is the expression that n is, behind parentheses, scopes, variables of f, selections of sets
// that are written out, and `import` of a file of values; then it is a node of that.
func (s *Snapshot) Written(f *File, n syntax.Node) syntax.Node {
	t := s.textTracer(f)
	for range 16 {
		n = t.written(n)
		if value, rest := t.selectedFrom(n); value.Exists() && len(rest) == 0 {
			n = value
			continue
		}
		next := t.defaultOf(n)
		if read := s.readBy(t.file, n); read != nil {
			t = s.textTracer(read)
			next = read.Tree.Expr()
		}
		if !next.Exists() {
			break
		}
		n = next
	}
	return n
}

// defaultOf is the default of a selection of a set that is written out and lacks what is selected; absent for others.
func (t *tracer) defaultOf(n syntax.Node) (value syntax.Node) {
	sel := syntax.AsSelect(n)
	if !sel.HasDefault() {
		return value
	}
	set := plainSet(t.written(sel.Subject()))
	if name, known := syntax.AttrName(sel.Path().Child(0)); set.Exists() && known && !t.entries(set.Node)[name].Exists() && !holdsComputed(set) {
		return sel.Default()
	}
	return value
}

// holdsComputed reports whether a set has names that are computed.
func holdsComputed(set syntax.AttrSet) bool {
	for e := range set.Entries() {
		if _, known := syntax.AttrName(syntax.AsBinding(e).Path().Child(0)); !known && !e.Is(syntax.InheritNode) {
			return true
		}
	}
	return false
}

// readBy is the file of the workspace that n reads with `import`, nil where it is no such call.
func (s *Snapshot) readBy(f *File, n syntax.Node) *File {
	file := importedFile(n)
	if !file.Exists() {
		return nil
	}
	return s.module(path.Join(path.Dir(f.Path), file.Text()))
}

// selectedFrom is what a selection, or a variable that an inherit brings, takes from a set that is written out, and the names that are
// left.
func (t *tracer) selectedFrom(n syntax.Node) (value syntax.Node, rest []string) {
	if sel := syntax.AsSelect(n); sel.Exists() {
		if names, all := sel.Path().Names(); all {
			return t.attribute(sel.Subject(), names)
		}
	}
	if n.Is(syntax.IdentNode) {
		if i := syntax.AsInherit(t.lookup(n, n.Text()).at.Parent()); i.HasSource() {
			return t.attribute(i.Source(), []string{n.Text()})
		}
	}
	return value, nil
}

// PlacesIn says where the attributes of a set that lands at places land: for each the place of an attribute by name.
func (s *Snapshot) PlacesIn(f *File, set syntax.Node, name string) (all []Place) {
	t := s.tracer(f)
	for _, p := range t.places(set) {
		if below, ok := t.descend(p, name, set); ok && len(below.pending) == 0 {
			all = append(all, below)
		}
	}
	return all
}

// OptionOf is the path of the option, or group of options, that the expression n of f is the value of; the empty path is that
// of a whole module. ok is false for what defines nothing.
func (s *Snapshot) OptionOf(f *File, n syntax.Node) (path optiondb.Path, ok bool) {
	return s.OptionsOf(f)(n)
}

// OptionsOf is OptionOf for many expressions of f, of which what one asks is known to the next; for one goroutine.
func (s *Snapshot) OptionsOf(f *File) func(n syntax.Node) (path optiondb.Path, ok bool) {
	t := s.tracer(f)
	return func(n syntax.Node) (optiondb.Path, bool) {
		t.fuel = traceFuel
		p, ok := t.defined(n)
		return p.Path, ok
	}
}

// defined is the first place of n at which options are defined.
func (t *tracer) defined(n syntax.Node) (Place, bool) {
	for _, p := range t.places(n) {
		if p.defines() {
			return p, true
		}
	}
	return Place{}, false
}

// defines reports whether the value at p, or the names in it, are those of options.
func (p Place) defines() bool {
	return len(p.pending) == 0 && (p.Kind == ModulePlace || p.Kind == ValuePlace)
}

// ReadsOf are the options whose values the expression n of f may read: `config.services.x`, a `cfg` that stands for it.
func (s *Snapshot) ReadsOf(f *File, n syntax.Node) []Occurrence { return s.Reads(f)(n) }

// Reads is [Snapshot.ReadsOf] for who asks of many expressions of f: what is found out of the file on the way serves all of them. It
// belongs to one goroutine.
func (s *Snapshot) Reads(f *File) func(n syntax.Node) []Occurrence {
	t := s.tracer(f)
	return func(n syntax.Node) (all []Occurrence) {
		t.fuel = traceFuel
		if parent := n.Parent(); parent.Is(syntax.InheritNode) {
			all = slices.DeleteFunc(t.inherited(n, syntax.AsInherit(parent)), func(o Occurrence) bool { return o.Access != Reads })
		}
		for _, r := range t.reads(n) {
			if r.isOption() && !r.options {
				all = append(all, Occurrence{Range: f.Range(n), Node: n, Path: r.path, World: r.world, Access: Reads})
			}
		}
		return all
	}
}

// Uses are where a variable of f is used that has its name at n, in a `let`.
func (s *Snapshot) Uses(f *File, n syntax.Node) []syntax.Node {
	t := s.textTracer(f)
	at := n
	if b := n.Parent().Parent(); b.Is(syntax.BindingNode) {
		at = b
	}
	return t.mentions(variable{n.Text(), at, at.Enclosing(syntax.LetNode)})
}

// nameAt is the name at an offset, the one before it where that is where it ends; absent where there is none.
func nameAt(tree *syntax.File, off int) syntax.Node {
	for _, at := range []int{off, off - 1} {
		if at < 0 {
			continue
		}
		n := tree.NodeAt(at)
		if n.Is(syntax.InterpolationNode) && n.Parent().Is(syntax.AttrPathNode) || n.Is(syntax.IdentNode) || n.Is(syntax.StringNode) {
			if n.Start() <= off && off <= n.End() {
				return n
			}
		}
	}
	return syntax.Node{}
}

// occurrences are what the name n stands for.
func (t *tracer) occurrences(n syntax.Node) (all []Occurrence) {
	switch parent := n.Parent(); parent.Kind() {
	case syntax.AttrPathNode:
		return t.inPath(n, syntax.AttrPath{Node: parent})
	case syntax.InheritNode:
		return t.inherited(n, syntax.AsInherit(parent))
	case syntax.FormalNode, syntax.FormalsNode, syntax.LambdaNode:
		if parent.Is(syntax.LambdaNode) && n == syntax.AsLambda(parent).Body() {
			break
		}
		return nil
	}
	if looked, final := t.looked(n); len(looked) > 0 {
		return t.noteReads(nil, n, looked, final)
	}
	if n.Is(syntax.IdentNode) {
		all = t.noteReads(all, n, t.reads(n), syntax.AsSelect(n.Parent()).Subject() != n)
	}
	return all
}

// inPath is what segment n of an attribute path stands for.
func (t *tracer) inPath(n syntax.Node, path syntax.AttrPath) (all []Occurrence) {
	owner := path.Parent()
	switch owner.Kind() {
	case syntax.BindingNode:
		all = t.bound(n, path, owner)
		if !owner.Parent().Is(syntax.AttrSetNode) && path.Child(0) == n && path.Child(1) == (syntax.Node{}) {
			all = t.noteAlias(all, n, t.reads(syntax.AsBinding(owner).Value()))
		}
		return all
	case syntax.SelectNode:
		return t.noteReads(nil, n, t.readTo(syntax.AsSelect(owner).Subject(), path, n), last(path) == n)
	case syntax.HasAttrNode:
		return t.noteReads(nil, n, t.readTo(syntax.AsHasAttr(owner).Subject(), path, n), last(path) == n)
	}
	return nil
}

// bound is what segment n of a binding's path defines.
func (t *tracer) bound(n syntax.Node, path syntax.AttrPath, binding syntax.Node) (all []Occurrence) {
	places := t.bindingTo(binding, n)
	for _, p := range places {
		all = t.noteDefinition(all, n, p, last(path) == n)
	}
	if len(all) == 0 && !slices.ContainsFunc(places, func(p Place) bool { return !p.handed }) {
		for _, d := range t.snapshot.evaluatedIn(t.file)[n] {
			all = append(all, Occurrence{Range: t.file.Range(n), Node: n, Path: d.Path, Final: last(path) == n})
		}
	}
	return all
}

func (t *tracer) inherited(n syntax.Node, inherit syntax.InheritStmt) (all []Occurrence) {
	if n.Is(syntax.ParenNode) {
		return nil
	}
	name, known := syntax.AttrName(n)
	if !known {
		return nil
	}
	if holder := inherit.Parent(); holder.Is(syntax.AttrSetNode) {
		for _, p := range t.places(holder) {
			if below, ok := t.descend(p, name, holder); ok {
				all = t.noteDefinition(all, n, below, true)
			}
		}
	}
	if inherit.HasSource() {
		return t.noteReads(all, n, extend(t.reads(inherit.Source()), []string{name}), true)
	}
	return t.noteReads(all, n, t.reads(n), true)
}

// noteDefinition adds what p defines, or declares, by the name n. A place that something still happens to is none.
func (t *tracer) noteDefinition(all []Occurrence, n syntax.Node, p Place, final bool) []Occurrence {
	if len(p.pending) > 0 || len(p.Path) == 0 || p.unnamed {
		return all
	}
	o := Occurrence{Range: t.file.Range(n), Node: n, Path: p.Path, World: p.World, Final: final}
	switch p.Kind {
	case ValuePlace:
	case OptionsPlace:
		o.Access = Declares
	default:
		return all
	}
	return addOccurrence(all, o)
}

func (t *tracer) noteReads(all []Occurrence, n syntax.Node, reads []read, final bool) []Occurrence {
	for _, r := range reads {
		if !r.isOption() || len(r.path) == 0 {
			continue
		}
		o := Occurrence{Range: t.file.Range(n), Node: n, Path: r.path, World: r.world, Access: Reads, Final: final}
		if n.Is(syntax.IdentNode) && r.alias {
			o.Access = Alias
		}
		all = addOccurrence(all, o)
	}
	return all
}

func (t *tracer) noteAlias(all []Occurrence, n syntax.Node, reads []read) []Occurrence {
	for i := range reads {
		reads[i].alias = true
	}
	return t.noteReads(all, n, reads, true)
}

func addOccurrence(all []Occurrence, o Occurrence) []Occurrence {
	same := func(x Occurrence) bool {
		return x.Access == o.Access && x.World == o.World && slices.Equal(x.Path, o.Path)
	}
	if slices.ContainsFunc(all, same) {
		return all
	}
	return append(all, o)
}

func last(path syntax.AttrPath) (n syntax.Node) {
	for s := range path.Segments() {
		n = s
	}
	return n
}
