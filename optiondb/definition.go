package optiondb

import (
	"math"
	"slices"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// Certainty says whether a definition takes part in the configuration.
type Certainty uint8

// The certainties.
const (
	Certain Certainty = iota // it does
	Maybe                    // under a condition that is not known
	Never                    // under a condition that is known to be false
)

// The priorities of definitions (nixpkgs' lib/modules.nix): the lowest number wins.
const (
	PriorityForce    = 50
	PriorityNormal   = 100
	PriorityDefault  = 1000
	PriorityOption   = 1500 // of an option's own default
	orderNormal      = 1000
	UnknownPriority  = -1
	maxDefinitions   = 200_000 // of one walk; what lies beyond is left out and marked open
	maxPropertyDepth = 1_000
	maxPathLength    = 40 // names of a definition's path, list elements included; a function may make values without end
)

// Definition is a value that a module gives to a path. It is a node of a tree: a set's attributes are definitions below
// it. `mkIf`, `mkMerge`, `mkOverride` and `mkOrder` are taken apart, so that a Definition's value is never one of them.
type Definition struct {
	Path     Path
	Module   *Module
	Origin   *eval.Origin // of the attribute: name and value as written; see Around for a computed one
	Value    Value        // forced; may be Unknown, an Error, but no Choice: each alternative is a Definition that is Maybe
	Priority int          // as nixpkgs counts, UnknownPriority where it is not known
	When     Certainty
	Open     bool  // a set that may have more attributes, or a value that is not known
	Around   bool  // it is computed, and Origin has no name and is that of the nearest value around it that is written
	Order    int32 // below 0 it comes before plain definitions (`mkBefore`), above 0 behind them

	Children []*Definition // a set's attributes or a list's elements, in order; several of one path where it was merged
}

// File is the file that the definition is written in: that of its text, else its module's.
func (d *Definition) File() string {
	if p := d.Origin.Path(); p != "" {
		return p
	}
	return d.Module.File
}

// Name is the node of the attribute's name, absent for a computed one.
func (d *Definition) Name() syntax.Node { return d.Origin.Name() }

// ValueNode is the node of the value's expression, absent for a computed one.
func (d *Definition) ValueNode() syntax.Node {
	if d.Around {
		return syntax.Node{}
	}
	return d.Origin.Value()
}

// place gives d the place where it is written, that of what it lies in where it is computed.
func (d *Definition) place(written *eval.Origin, around *Definition) {
	if d.Origin = written; written.Path() == "" && around.Origin.Value().Exists() { // also what our own lib wrote
		d.Origin, d.Around = eval.NewOrigin(around.Origin.Path(), syntax.Node{}, around.Origin.Value()), true
	}
}

// Walk makes definition trees, of several modules into one [Index].
type Walk struct {
	session *eval.Session
	want    func(Path) bool
	index   *Index
	count   int
	active  map[*eval.Set]bool // the sets around the current one: a set that holds itself is open, not endless
	recall  *Recall            // nil: nothing is remembered

	made   eval.Slab[Definition]
	nodes  eval.Slab[Index]
	lists  eval.Slab[*Definition]
	places eval.Slab[*Index]
	names  eval.Slab[string] // of paths
}

// NewWalk begins a walk. What want does not ask for is left unevaluated and open; a nil want asks for everything.
func NewWalk(s *eval.Session, want func(Path) bool) *Walk {
	return &Walk{session: s, want: want, index: &Index{}, active: map[*eval.Set]bool{}}
}

// Recall has the walk remember in r what it finds, and take over what r knows. A walk with the same want made what r knows.
func (w *Walk) Recall(r *Recall) {
	if w.recall = r; r == nil {
		return
	}
	if r.index = w.index; r.last != nil {
		w.index.was, r.last.index.next = r.last.index, 0
	}
}

// Index is the index over all that was added. Nothing may be added after.
func (w *Walk) Index() *Index { return w.index }

// Add is what m defines: the tree's roots, with empty paths; several where the module's config is merged.
func (w *Walk) Add(m *Module) []*Definition {
	if !m.Config.Exists() {
		return nil
	}
	w.count = 0
	w.index.next = 0
	return w.expand(nil, Definition{Module: m, Origin: m.At, Value: m.Config, Priority: PriorityNormal}, w.index, 0)
}

// Definitions is what m alone defines, see [Walk].
func (m *Module) Definitions(s *eval.Session, want func(Path) bool) []*Definition {
	return NewWalk(s, want).Add(m)
}

// below is the node for one more name. Sets of one form have their names in one order: the next name is tried first.
func (w *Walk) below(x *Index, name string) *Index {
	if known := x.after(name); known != nil {
		return known
	}
	return w.newIndex(x, w.append(x.Path, name))
}

// newIndex is a node below x. What the version before knew of the path need not be asked again, and as much room is needed.
func (w *Walk) newIndex(x *Index, path Path) *Index {
	next := w.nodes.Make(Index{Path: path})
	if x.was != nil {
		next.was = x.was.after(next.Name())
	}
	if was := next.was; was != nil {
		was.next, next.wanted = 0, was.wanted
		next.At, next.Below = w.lists.Slice(len(was.At))[:0], w.places.Slice(len(was.Below))[:0]
	} else {
		next.wanted = w.want == nil || w.want(path)
	}
	x.add(next)
	return next
}

// append is path and one more name, in memory of the walk's.
func (w *Walk) append(path Path, name string) Path {
	longer := w.names.Slice(len(path) + 1)
	longer[copy(longer, path)] = name
	return longer
}

// keep appends d, in memory of the walk's, and indexes it at its path.
func (w *Walk) keep(out []*Definition, d Definition, at *Index) []*Definition {
	kept := w.made.Make(d)
	w.put(kept, at)
	return append(out, kept)
}

// put indexes d at its path.
func (w *Walk) put(d *Definition, at *Index) {
	if at.At == nil { // most paths have one
		at.At = w.lists.Slice(1)[:0]
	}
	at.put(d)
}

// expand appends the definitions that d.Value, possibly a property or Lazy, stands for; at is d's path.
func (w *Walk) expand(out []*Definition, d Definition, at *Index, depth int) []*Definition {
	if w.count++; w.count > maxDefinitions || depth > maxPropertyDepth || len(d.Path) > maxPathLength {
		d.Value, d.Open = eval.MakeUnknown("more definitions than the limit", ""), true
		return w.keep(out, d, at)
	}
	if w.recall != nil {
		if all, ok := w.recollect(out, d, at, depth); ok {
			return all
		}
	}
	d.Value = w.session.Force(d.Value)
	switch d.Value.Kind() {
	case eval.ChoiceKind:
		for _, v := range d.Value.Alternatives() {
			alternative := d
			alternative.Value, alternative.When = v, max(d.When, Maybe)
			out = w.expand(out, alternative, at, depth+1)
		}
		return out
	case eval.SetKind:
		if kind, ok := w.session.Force(d.Value.Set().Get("_type")).AsString(); ok {
			return w.property(out, d, kind, at, depth)
		}
		w.children(&d, at)
	case eval.ListKind:
		w.elements(&d, at)
	case eval.UnknownKind:
		d.Open = true
	}
	return w.keep(out, d, at)
}

// property expands a value that holds `_type`.
func (w *Walk) property(out []*Definition, d Definition, kind string, at *Index, depth int) []*Definition {
	set := d.Value.Set()
	content := set.Get("content")
	switch kind {
	case "if":
		d.When = max(d.When, certainty(w.session.Force(set.Get("condition"))))
	case "override":
		d.Priority = UnknownPriority
		if p, ok := w.session.Force(set.Get("priority")).AsInt(); ok {
			d.Priority = int(p)
		}
	case "merge":
		return w.merged(out, d, w.session.Force(set.Get("contents")), at, depth)
	case "order":
		if at, ok := w.session.Force(set.Get("priority")).AsInt(); ok {
			d.Order = int32(min(max(at-orderNormal, math.MinInt32), math.MaxInt32))
		}
	case "definition":
		content = set.Get("value")
	default: // a value with a type of its own: an option type, a literal expression
		return w.keep(out, d, at)
	}
	d.Value, d.Origin = content, within(d.Origin)
	return w.expand(out, d, at, depth+1)
}

// properties are the functions of lib that wrap a value, their last argument.
var properties = []string{"mkIf", "mkForce", "mkDefault", "mkOverride", "mkOrder", "mkBefore", "mkAfter", "mkVMOverride",
	"mkImageMediaOverride", "mkOptionDefault"}

// within is where the value in a property is written, as far as its text tells: the 1 of `lib.mkIf c (lib.mkForce 1)`.
func within(o *eval.Origin) *eval.Origin {
	call := syntax.AsApply(o.Value().Unparen())
	function := call.Function()
	for inner := syntax.AsApply(function); inner.Exists(); inner = syntax.AsApply(function) {
		function = inner.Function()
	}
	name := function
	for s := range syntax.AsSelect(function).Path().Segments() {
		name = s
	}
	if !slices.Contains(properties, name.Text()) || !call.Argument().Exists() {
		return o
	}
	return eval.NewOrigin(o.Path(), o.Name(), call.Argument().Unparen())
}

// certainty is what a forced condition says.
func certainty(condition Value) Certainty {
	b, known := condition.AsBool()
	switch {
	case !known:
		return Maybe
	case b:
		return Certain
	}
	return Never
}

func (w *Walk) merged(out []*Definition, d Definition, contents Value, at *Index, depth int) []*Definition {
	list := contents.List()
	if list == nil || list.Open() != nil {
		hidden := d
		hidden.Value, hidden.Open = eval.MakeUnknown("what is merged here is not known", ""), true
		out = w.keep(out, hidden, at)
	}
	for _, e := range list.Elems() {
		element := d
		element.Value = e
		out = w.expand(out, element, at, depth+1)
	}
	return out
}

// notLookedAt is the value of what nobody asks for.
var notLookedAt = eval.MakeUnknown("not looked at", "")

// children fills in the definitions of a set's attributes.
func (w *Walk) children(d *Definition, at *Index) {
	set := d.Value.Set()
	if w.active[set] {
		d.Open = true
		return
	}
	w.active[set] = true
	d.Open = set.Open() != nil
	d.Children = make([]*Definition, 0, set.Len())
	at.next = 0
	attrs := set.Attrs()
	for i := range attrs {
		a := &attrs[i]
		below := w.below(at, a.Name)
		child := Definition{Path: below.Path, Module: d.Module, Value: a.Value, When: d.When, Priority: d.Priority}
		child.place(a.Where(), d)
		if !below.wanted {
			child.Value, child.Open = notLookedAt, true
			d.Children = w.keep(d.Children, child, below)
			continue
		}
		d.Children = w.expand(d.Children, child, below, 0)
	}
	delete(w.active, set)
}

// elements fills in the definitions of a list's elements.
func (w *Walk) elements(d *Definition, at *Index) {
	list := d.Value.List()
	d.Open = list.Open() != nil
	if len(list.Elems()) == 0 {
		return
	}
	below := w.below(at, AnyElement)
	d.Children = make([]*Definition, 0, len(list.Elems()))
	origin := eval.OriginOf(d.Value)
	var written []syntax.Node // the elements of a list that is written out: `[ port ]` names a variable that stands elsewhere
	for n := range origin.Value().Elements() {
		written = append(written, n)
	}
	for i, e := range list.Elems() {
		w.count++
		from := eval.OriginOf(e)
		if len(written) == list.Len() {
			from = eval.NewOrigin(origin.Path(), syntax.Node{}, written[i])
		}
		element := Definition{Path: below.Path, Module: d.Module, Value: e, When: d.When, Priority: PriorityNormal}
		element.place(from, d)
		d.Children = w.expand(d.Children, element, below, 0)
	}
}
