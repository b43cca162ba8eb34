package optiondb

import (
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
	UnknownPriority  = -1
	maxDefinitions   = 200_000 // of one walk; what lies beyond is left out and marked open
	maxPropertyDepth = 1_000
)

// Definition is a value that a module gives to a path. It is a node of a tree: a set's attributes are definitions below
// it. `mkIf`, `mkMerge`, `mkOverride` and `mkOrder` are taken apart, so that a Definition's value is never one of them.
type Definition struct {
	Path     Path
	Module   *Module
	Origin   *eval.Origin // of the attribute: name and value as written; nil for a computed one
	Value    Value        // forced; may be Unknown, an Error, but no Choice: each alternative is a Definition that is Maybe
	When     Certainty
	Priority int // as nixpkgs counts, UnknownPriority where it is not known

	Children []*Definition // a set's attributes or a list's elements, in order; several of one path where it was merged
	Open     bool          // a set that may have more attributes, or a value that is not known
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
func (d *Definition) ValueNode() syntax.Node { return d.Origin.Value() }

// walker makes definition trees.
type walker struct {
	session *eval.Session
	module  *Module
	want    func(Path) bool
	count   int
	active  map[*eval.Set]bool // the sets around the current one: a set that holds itself is open, not endless
}

// Definitions is what m defines: the tree's roots, with empty paths; several where the module's config is merged. What
// want does not ask for is left unevaluated and open; a nil want asks for everything.
func (m *Module) Definitions(s *eval.Session, want func(Path) bool) []*Definition {
	if !m.Config.Exists() {
		return nil
	}
	w := &walker{session: s, module: m, want: want, active: map[*eval.Set]bool{}}
	return w.expand(nil, Definition{Module: m, Origin: m.At, Value: m.Config, Priority: PriorityNormal}, 0)
}

// expand appends the definitions that d.Value, possibly a property or Lazy, stands for.
func (w *walker) expand(out []*Definition, d Definition, depth int) []*Definition {
	if w.count++; w.count > maxDefinitions || depth > maxPropertyDepth {
		d.Value, d.Open = eval.MakeUnknown("more definitions than the limit", ""), true
		return append(out, &d)
	}
	d.Value = w.session.Force(d.Value)
	switch d.Value.Kind() {
	case eval.ChoiceKind:
		for _, v := range d.Value.Alternatives() {
			alternative := d
			alternative.Value, alternative.When = v, max(d.When, Maybe)
			out = w.expand(out, alternative, depth+1)
		}
		return out
	case eval.SetKind:
		if kind, ok := w.session.Force(d.Value.Set().Get("_type")).AsString(); ok {
			return w.property(out, d, kind, depth)
		}
		w.children(&d)
	case eval.ListKind:
		w.elements(&d)
	case eval.UnknownKind:
		d.Open = true
	}
	return append(out, &d)
}

// property expands a value that holds `_type`.
func (w *walker) property(out []*Definition, d Definition, kind string, depth int) []*Definition {
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
		return w.merged(out, d, w.session.Force(set.Get("contents")), depth)
	case "order":
	case "definition":
		content = set.Get("value")
	default: // a value with a type of its own: an option type, a literal expression
		return append(out, &d)
	}
	d.Value, d.Origin = content, within(d.Origin)
	return w.expand(out, d, depth+1)
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

func (w *walker) merged(out []*Definition, d Definition, contents Value, depth int) []*Definition {
	list := contents.List()
	if list == nil || list.Open() != nil {
		hidden := d
		hidden.Value, hidden.Open = eval.MakeUnknown("what is merged here is not known", ""), true
		out = append(out, &hidden)
	}
	for _, e := range list.Elems() {
		element := d
		element.Value = e
		out = w.expand(out, element, depth+1)
	}
	return out
}

// children fills in the definitions of a set's attributes.
func (w *walker) children(d *Definition) {
	set := d.Value.Set()
	if w.active[set] {
		d.Open = true
		return
	}
	w.active[set] = true
	d.Open = set.Open() != nil
	for _, a := range set.Attrs() {
		child := Definition{
			Path: d.Path.Append(a.Name), Module: d.Module, Origin: a.Origin, Value: a.Value, When: d.When, Priority: d.Priority,
		}
		if w.want != nil && !w.want(child.Path) {
			child.Value, child.Open = eval.MakeUnknown("not looked at", ""), true
			d.Children = append(d.Children, &child)
			continue
		}
		d.Children = w.expand(d.Children, child, 0)
	}
	delete(w.active, set)
}

// elements fills in the definitions of a list's elements.
func (w *walker) elements(d *Definition) {
	list := d.Value.List()
	d.Open = list.Open() != nil
	for _, e := range list.Elems() {
		w.count++
		d.Children = w.expand(d.Children, Definition{
			Path: d.Path.Append(AnyElement), Module: d.Module, Origin: eval.OriginOf(e), Value: e, When: d.When, Priority: PriorityNormal,
		}, 0)
	}
}
