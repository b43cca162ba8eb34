package optiondb

import (
	"slices"
	"strings"

	"atproto-ls/eval"
)

// Declared is the surface that modules declare together. What of a module's `options` cannot be evaluated is left out
// and noted in Problems.
func Declared(s *eval.Session, name string, modules []*Module) (*Surface, []Problem) {
	d := &declarer{decoder: newDecoder(s), root: &Group{}}
	d.modules(modules)
	return &Surface{Name: name, Root: d.root}, d.problems
}

// modules reads what modules declare together.
func (d *declarer) modules(modules []*Module) {
	for i, m := range modules {
		d.before = modules[:i]
		if m.Options.Exists() {
			d.group(d.root, nil, m.Options, m, nil)
		}
		if m.Free.Exists() {
			d.root.Free = d.decode(m.Free)
		}
	}
	d.fuse()
}

// fuse makes what modules declare inside of an option part of the submodule that is its type: the innermost first.
func (d *declarer) fuse() {
	for length := maxOptionDepth; length > 0 && d.parts != nil; length-- {
		for _, g := range d.parts {
			if sub := g.Option.Type.Sub; sub != nil && len(g.Option.Path) == length {
				o, t := *g.Option, *g.Option.Type
				t.Sub = &Group{Open: sub.Open || g.Open, Free: sub.Free}
				copyGroup(t.Sub, nil, g, false, d.spend)
				o.Type, g.Option = &t, &o
			}
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
	before   []*Module // those that were read before the current one
	parts    []*Group  // options of which modules declare a part each
	depth    int
	active   map[*eval.Set]bool // the sets around the current one: one that holds itself is open, not endless
}

// maxGroups is how many groups one surface may have, with those of submodules inside of types. NixOS has 30,000; text that is
// being typed, such as `options = lib.`, seems to declare without end, and a submodule that holds itself does.
const maxGroups = 100_000

// maxOptionDepth is how deep options may nest, submodules included; a submodule may hold itself.
const maxOptionDepth = 32

// group adds what v, the value of `options` at path, declares to g.
func (d *declarer) group(g *Group, path Path, v Value, m *Module, at *eval.Origin) {
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
	if g.Option != nil {
		g.Option = g.Option.declaredAt(placeIn(m, at))
		d.parts = append(d.parts, g)
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
	position := placeIn(m, at)
	if o.Renamed != nil || o.Removed != "" {
		position = Position{File: m.File} // lib made it: its text is not the declaration
	}
	if g.Option == nil {
		g.Option = o
		d.groupsBefore(g, path)
	} else {
		merged := *g.Option
		merged.Type = merged.Type.merge(o.Type)
		merged.unsettled = merged.unsettled || o.unsettled
		merged.Required = merged.Required && o.Required
		merged.Applied = merged.Applied || o.Applied
		merged.complete(o)
		g.Option = &merged
	}
	if at := d.session.Force(set.Get("declarationPositions")).List().Elems(); len(at) > 0 { // a tag of an attrTag
		position = d.position(d.session.Force(at[0]).Set())
	}
	g.Option.Declarations = append(g.Option.Declarations, position)
	d.submodules(g, path, g.Option.Type, hides(d.session.Force(set.Get("visible"))))
}

// placeIn is where the attribute that at tells of stands in a module.
func placeIn(m *Module, at *eval.Origin) Position {
	at = at.Told()
	position := Position{File: m.File, node: at.Name()}
	if p := at.Path(); strings.HasPrefix(p, "/") {
		position.File = p
	} else if p != "" { // our own lib made it, which is no file that anybody has
		return Position{File: m.File}
	}
	if n := position.node; n.Exists() {
		position.Start, position.End = n.Start(), n.End()
	}
	return position
}

// groupsBefore adds to the option of g where modules before declare options inside of it, as a submodule allows: what they
// declare is part of it (nixpkgs' lib/modules.nix, mergeModules').
func (d *declarer) groupsBefore(g *Group, path Path) {
	if len(g.Order) == 0 {
		return
	}
	d.parts = append(d.parts, g)
	for _, m := range d.before {
		v, at := m.Options, (*eval.Origin)(nil)
		for _, name := range path {
			a, _ := firstSet(d.session.Force(v)).Lookup(name)
			v, at = a.Value, a.Origin
		}
		if at != nil {
			g.Option.Declarations = append(g.Option.Declarations, placeIn(m, at))
		}
	}
}

// declaredAt is the option with one more declaration.
func (o *Option) declaredAt(at Position) *Option {
	more := *o
	more.Declarations = append(slices.Clip(o.Declarations), at)
	return &more
}

// position is a place as builtins.unsafeGetAttrPos gives it.
func (d *declarer) position(at *eval.Set) Position {
	file, _ := d.session.Force(at.Get("file")).AsString()
	line, _ := d.session.Force(at.Get("line")).AsInt()
	column, _ := d.session.Force(at.Get("column")).AsInt()
	return Position{File: file, Line: int(line), Column: int(column)}
}

// complete adds what another declaration of the same option says: of each thing only one of them may say something.
func (o *Option) complete(other *Option) {
	if o.Description == "" {
		o.Description = other.Description
	}
	if o.Default == nil || o.Default.implied && other.Default != nil {
		o.Default = other.Default
	}
	if o.Example == nil {
		o.Example = other.Example
	}
	o.ReadOnly, o.Internal = o.ReadOnly || other.ReadOnly, o.Internal || other.Internal
	o.Visible = o.Visible && other.Visible
}

// hides reports whether an option's `visible` hides the options of its submodules: false, or "shallow".
func hides(visible Value) bool {
	text, _ := visible.AsString()
	return visible.Kind() == eval.BoolKind && !visible.IsTrue() || text == "shallow"
}

// submodules adds the options of the submodules in a type below the option that has it, as documentation lists them;
// hidden ones are not shown there.
func (d *declarer) submodules(g *Group, path Path, t *Type, hidden bool) {
	if d.depth++; d.depth <= maxOptionDepth && t != nil {
		switch {
		case t.Sub != nil:
			copyGroup(g, path, t.Sub, hidden, d.spend)
			d.submodules(g, path, t.Sub.Free, hidden)
		case t.Elem != nil && t.Name == "listOf":
			d.submodules(g.childIf(t.Elem, AnyElement), path.Append(AnyElement), t.Elem, hidden)
		case t.Elem != nil && (t.Name == "attrsOf" || t.Name == "lazyAttrsOf"):
			d.submodules(g.childIf(t.Elem, AnyName), path.Append(AnyName), t.Elem, hidden)
		case t.Elem != nil:
			d.submodules(g, path, t.Elem, hidden)
		}
		for _, a := range t.Alternatives {
			d.submodules(g, path, a, hidden || t.Name == "either") // nixpkgs' documentation looks into no `either`
		}
	}
	d.depth--
}

// copyGroup adds the options of a submodule, whose paths are relative to it, to g at path, until spend says that there are
// too many.
func copyGroup(g *Group, path Path, sub *Group, hidden bool, spend func() bool) {
	for _, name := range sub.Order {
		if !spend() {
			g.Open = true
			return
		}
		from, to := sub.Children[name], g.child(name)
		below := path.Append(name)
		if from.Option != nil && to.Option == nil {
			o := *from.Option
			o.Path, o.Unlisted = below, o.Unlisted || hidden
			to.Option = &o
		}
		copyGroup(to, below, from, hidden, spend)
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
		if len(d.around) == 0 {
			d.budget = maxTypes
		}
		o.Type = d.decode(set.Get("type"))
	}
	o.Description = d.text(set.Get("description"))
	o.unsettled = o.Description == "" && set.Has("description") && d.session.Force(set.Get("description")).Kind() == eval.UnknownKind ||
		o.Type == Anything && set.Has("type") || o.Type.untold
	o.ReadOnly = d.session.Force(set.Get("readOnly")).IsTrue()
	o.Internal = d.session.Force(set.Get("internal")).IsTrue()
	visible := d.session.Force(set.Get("visible"))
	text, isText := visible.AsString()
	o.Visible = !hides(visible) && !isText || text == "shallow"
	o.Required = !set.Has("default")
	o.Applied = set.Has("apply")
	o.Default = d.shown(set, "defaultText", "default")
	if o.Default == nil {
		d.empty(o, set.Get("type"))
	}
	o.Example = d.shown(set, "example", "")
	o.unsettled = o.unsettled || o.Default.isUnread() || o.Example.isUnread()
	d.alias(o, set)
	return o
}

// empty gives an option without default the value that its type has where nothing is defined, as nixpkgs' documentation does
// (lib.optionAttrSetToDocList): not where there are submodules inside, whose options are listed one by one.
func (d *declarer) empty(o *Option, typ Value) {
	value := d.session.Lookup(typ, "emptyValue", "value")
	if !value.Exists() || d.session.Lookup(typ, "getSubModules").Kind() != eval.NullKind {
		return
	}
	o.Default, o.Required = &Text{Source: d.session.Print(value), Value: freeze(d.session, value), implied: true}, false
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
	documented, ok := d.session.Pretty(v)
	text.Source = d.session.Print(v)
	switch {
	case ok && documented != text.Source:
		text.documented = documented
	case !ok:
		text.unread, text.written = true, writtenText(set, name)
		if strings.Contains(text.Source, "«") {
			text.Source = text.written
		}
	}
	return text
}

// writtenText is the expression of the attribute name of a set as it is written, also where a function passed it on; "" where
// it is too long for a default.
func writtenText(set *eval.Set, name string) string {
	attr, _ := set.Lookup(name)
	at := eval.OriginOf(attr.Value)
	if !at.Value().Exists() {
		at = attr.Origin
	}
	if text := at.Value().Text(); len(text) <= maxWritten {
		return text
	}
	return ""
}

// maxWritten is how long an expression may be that stands for a value which is not known.
const maxWritten = 2_000
