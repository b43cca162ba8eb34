package optiondb

import (
	"strings"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// Declared is the surface that modules declare together. What of a module's `options` cannot be evaluated is left out
// and noted in Problems.
func Declared(s *eval.Session, name string, modules []*Module) (*Surface, []Problem) {
	return declared(s, name, modules, nil)
}

func declared(s *eval.Session, name string, modules []*Module, want func(Path) bool) (*Surface, []Problem) {
	d := &declarer{decoder: &decoder{session: s, groups: new(int)}, root: &Group{}, want: want}
	d.modules(modules)
	return &Surface{Name: name, Root: d.root}, d.problems
}

// modules adds what modules declare.
func (d *declarer) modules(modules []*Module) {
	for _, m := range modules {
		if m.Options.Exists() {
			d.group(d.root, nil, m.Options, m, nil)
		}
		if m.Free.Exists() {
			d.root.Free = d.decode(m.Free, 0)
		}
	}
}

// Problem is a declaration that could not be evaluated.
type Problem struct {
	Path Path
	At   *eval.Origin
	Why  string
}

// declarer turns `options` into groups.
type declarer struct {
	*decoder
	root     *Group
	problems []Problem
	depth    int
	want     func(Path) bool    // whether something at a path, above or below it is asked for; nil: all is
	active   map[*eval.Set]bool // the sets around the current one: one that holds itself is open, not endless
}

// maxGroups is how many groups one surface may have, with those of submodules inside of types. NixOS has 30,000; text that is
// being typed, such as `options = lib.`, seems to declare without end, and a submodule that holds itself does.
const maxGroups = 100_000

// maxOptionDepth is how deep options may nest, submodules included; a submodule may hold itself.
const maxOptionDepth = 32

// group adds what v, the value of `options` at path, declares to g.
func (d *declarer) group(g *Group, path Path, v Value, m *Module, at *eval.Origin) {
	if d.want != nil && !d.want(path) {
		return
	}
	v = d.session.Force(v)
	set := firstSet(v)
	if set == nil {
		g.Open = true
		d.problem(path, at, v)
		return
	}
	g.Open = g.Open || set.Open() != nil
	if kind, _ := d.session.Force(set.Get("_type")).AsString(); kind == "option" {
		d.option(g, path, set, m, at)
		return
	}
	if d.active[set] || !d.spend() {
		g.Open = true
		return
	}
	if d.active == nil {
		d.active = map[*eval.Set]bool{}
	}
	d.active[set] = true
	if d.depth++; d.depth <= maxOptionDepth {
		for _, a := range set.Attrs() {
			d.group(g.child(a.Name), path.Append(a.Name), a.Value, m, a.Origin)
		}
	}
	d.depth--
	delete(d.active, set)
}

// firstSet is the set v, or the first set that v may be: a declaration of which a part depends on the configuration, as
// nixpkgs' mkRenamedOptionModule makes it.
func firstSet(v Value) *eval.Set {
	for _, a := range v.Alternatives() {
		if a.IsSet() {
			return a.Set()
		}
	}
	return v.Set()
}

func (d *declarer) problem(path Path, at *eval.Origin, v Value) {
	why := "the declaration is a " + v.Kind().String()
	if u := v.Unknown(); u != nil {
		why = u.Reason
	}
	if e := v.Error(); e != nil {
		why = e.Message
	}
	d.problems = append(d.problems, Problem{path, at, why})
}

// option adds a declaration to g. A second one of the same option adds its position, and its type's options where both
// are submodules.
func (d *declarer) option(g *Group, path Path, set *eval.Set, m *Module, at *eval.Origin) {
	o := d.read(path, set)
	position := Position{File: m.File, Node: at.Name()}
	if o.Renamed != nil || o.Removed != "" {
		position.Node = syntax.Node{} // lib made it: its text is not the declaration
	} else if p := at.Path(); p != "" {
		position.File = p
	}
	if n := position.Node; n.Exists() {
		position.Start, position.End = n.Start(), n.End()
	}
	if g.Option == nil {
		g.Option = o
	} else {
		merged := *g.Option
		merged.Type = merged.Type.merge(o.Type)
		merged.Required = merged.Required && o.Required
		merged.Applied = merged.Applied || o.Applied
		g.Option = &merged
	}
	g.Option.Declarations = append(g.Option.Declarations, position)
	d.submodules(g, path, g.Option.Type)
}

// submodules adds the options of the submodules in a type below the option that has it, as documentation lists them.
func (d *declarer) submodules(g *Group, path Path, t *Type) {
	if d.depth++; d.depth <= maxOptionDepth && t != nil {
		switch {
		case t.Sub != nil:
			copyGroup(g, path, t.Sub, d.spend)
		case t.Elem != nil && t.Name == "listOf":
			d.submodules(g.childIf(t.Elem, AnyElement), path.Append(AnyElement), t.Elem)
		case t.Elem != nil && (t.Name == "attrsOf" || t.Name == "lazyAttrsOf"):
			d.submodules(g.childIf(t.Elem, AnyName), path.Append(AnyName), t.Elem)
		case t.Elem != nil:
			d.submodules(g, path, t.Elem)
		}
		for _, a := range t.Alternatives {
			d.submodules(g, path, a)
		}
	}
	d.depth--
}

// copyGroup adds the options of a submodule, whose paths are relative to it, to g at path, until spend says that there are
// too many.
func copyGroup(g *Group, path Path, sub *Group, spend func() bool) {
	for _, name := range sub.Order {
		if !spend() {
			g.Open = true
			return
		}
		from, to := sub.Children[name], g.child(name)
		below := path.Append(name)
		if from.Option != nil && to.Option == nil {
			o := *from.Option
			o.Path = below
			to.Option = &o
		}
		copyGroup(to, below, from, spend)
	}
}

// childIf is g's child name where t has submodules, else a group that nobody keeps.
func (g *Group) childIf(t *Type, name string) *Group {
	if t.hasOptions() {
		return g.child(name)
	}
	return &Group{}
}

// read takes one declaration apart.
func (d *declarer) read(path Path, set *eval.Set) *Option {
	o := &Option{Path: path, Visible: true, Type: Anything}
	if set.Has("type") && d.session.Force(set.Get("type")).Kind() != eval.NullKind {
		o.Type = d.decode(set.Get("type"), 0)
	}
	o.Description = d.text(set.Get("description"))
	o.ReadOnly = d.session.Force(set.Get("readOnly")).IsTrue()
	o.Internal = d.session.Force(set.Get("internal")).IsTrue()
	switch visible := d.session.Force(set.Get("visible")); visible.Kind() {
	case eval.BoolKind:
		o.Visible = visible.IsTrue()
	case eval.StringKind:
	}
	o.Required = !set.Has("default")
	o.Applied = set.Has("apply")
	o.Default = d.shown(set, "defaultText", "default")
	o.Example = d.shown(set, "example", "")
	d.alias(o, set)
	return o
}

// text is prose: a string, or one marked as Markdown.
func (d *declarer) text(v Value) string {
	v = d.session.Force(v)
	if s := v.Set(); s != nil {
		v = d.session.Force(s.Get("text"))
	}
	text, _ := v.AsString()
	return strings.TrimSpace(text)
}

// alias finds out whether the option is one that nixpkgs' mkRenamedOptionModule or mkRemovedOptionModule made
// (lib/modules.nix): the first says in its description what it is an alias of; the second has an `apply` that throws.
func (d *declarer) alias(o *Option, set *eval.Set) {
	if rest, ok := strings.CutPrefix(o.Description, "Alias of {option}`"); ok {
		if to, _, ok := strings.Cut(rest, "`"); ok {
			o.Renamed, o.Required = ParsePath(to), false
		}
		return
	}
	if o.Visible || set.Has("type") || set.Has("default") || !set.Has("apply") {
		return
	}
	probe := eval.MakeUnknown("the value of a removed option", "")
	result := d.session.Limit(10_000, func() Value { return d.session.Apply(set.Get("apply"), probe) })
	if e := result.Error(); e != nil && e.Class == eval.ThrowError {
		o.Removed, o.Required = e.Message, false
	}
}

// shown is a value for documentation: the attribute textName where it is there, else valueName.
func (d *declarer) shown(set *eval.Set, textName, valueName string) *Text {
	text := &Text{}
	if valueName != "" && set.Has(valueName) {
		text.Value = freeze(d.session, set.Get(valueName))
	}
	name := textName
	if !set.Has(textName) {
		name = valueName
	}
	if name == "" || !set.Has(name) {
		return nil
	}
	v := d.session.Force(set.Get(name))
	if s := v.Set(); s != nil {
		kind, _ := d.session.Force(s.Get("_type")).AsString()
		if source, ok := d.session.Force(s.Get("text")).AsString(); ok && (kind == "literalExpression" || kind == "literalMD") {
			text.Source, text.Prose = strings.TrimSuffix(source, "\n"), kind == "literalMD"
			return text
		}
	}
	if textName == "example" {
		text.Value = freeze(d.session, v)
	}
	if text.Source = d.session.Print(v); strings.Contains(text.Source, "«unknown") || v.Error() != nil {
		text.written = writtenText(valueOrigin(set, name))
	}
	return text
}

// valueOrigin is where the attribute name of a set is written.
func valueOrigin(set *eval.Set, name string) *eval.Origin {
	for _, a := range set.Attrs() {
		if a.Name == name {
			return a.Origin
		}
	}
	return nil
}

// writtenText is the expression of a value as it is written, "" where it is too long for a default.
func writtenText(o *eval.Origin) string {
	if text := o.Value().Text(); len(text) <= maxWritten {
		return text
	}
	return ""
}

// maxWritten is how long an expression may be that stands for a value which is not known.
const maxWritten = 2_000
