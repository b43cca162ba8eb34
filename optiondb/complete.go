package optiondb

import (
	"atproto-ls/eval"
	"atproto-ls/optiondb/modules"
)

// What a module declares is read without a configuration, so that what is known of an option holds in all of them. Some of
// it depends on one: a default on another option, a type's description on the module's own library that it keeps in
// `config`, sometimes the options themselves. Documentation shows what it is in a configuration that sets nothing; so do we.

// complete gives what the surface of some modules does not know what it is in a configuration that sets nothing, for
// people to read: values and types stay unknown, for another configuration may set what they depend on.
func complete(surface *Surface, s *eval.Session, system *modules.System, roots func(*eval.Session) []Value) {
	asked := &prefixTree{}
	count := unsettled(surface.Root, nil, asked)
	if count == 0 {
		return
	}
	c := system.Evaluate(modules.Arguments{Modules: roots(s), Lenient: true})
	r := &completer{declarer: declarer{decoder: newDecoder(s)}, surface: surface, asked: asked, options: map[string]*Option{}}
	r.walk(nil, c.Options())
	r.finish(surface.Root)
}

// unsettled notes in asked the options, and the groups, of which something is not known; it counts them.
func unsettled(g *Group, path Path, asked *prefixTree) (count int) {
	open := g.Open || g.Option != nil && g.Option.Type.openInside()
	if open || g.Option != nil && g.Option.unsettled {
		asked.add(path).whole = open
		count++
	}
	for _, name := range g.Order {
		count += unsettled(g.Children[name], path.Append(name), asked)
	}
	return count
}

// completer reads options from a configuration, as nixpkgs' lib.optionAttrSetToDocList does.
type completer struct {
	declarer
	surface *Surface
	asked   *prefixTree
	options map[string]*Option // by path
	inner   int                // how many submodules are around
	order   []*Option
}

// walk reads the options in v, which is `options` at path.
func (r *completer) walk(path Path, v Value) {
	if r.inner == 0 && !r.asked.near(path) {
		return
	}
	set := firstSet(r.session.Force(v))
	if kind, _ := r.session.Force(set.Get("_type")).AsString(); kind == "option" {
		r.read(set)
		return
	}
	if !r.spend() || set == nil {
		return
	}
	if r.depth++; r.depth <= maxOptionDepth {
		for _, a := range set.Attrs() {
			below := path.Append(a.Name)
			if a.Name == "_freeformOptions" {
				below = path
			}
			r.walk(below, a.Value)
		}
	}
	r.depth--
}

// read reads one option, and those of the submodules in its type.
func (r *completer) read(set *eval.Set) {
	path := r.path(set.Get("loc"))
	if path == nil || !r.asked.near(path) || r.options[path.String()] != nil {
		return
	}
	if known := r.surface.Option(path); known == nil || known.unsettled { // else it is only on the way to such a one
		o := r.declarer.read(path, set)
		for _, at := range r.session.Force(set.Get("declarationPositions")).List().Elems() {
			o.Declarations = append(o.Declarations, r.position(r.session.Force(at).Set()))
		}
		r.options[path.String()] = o
		r.order = append(r.order, o)
	}
	if hides(r.session.Force(set.Get("visible"))) {
		return // often because there is no end of them
	}
	r.session.Limit(completeFuel, func() Value {
		r.inner++ // where these lie, only they themselves tell
		r.walk(path, r.session.Apply(r.session.Lookup(set.Get("type"), "getSubOptions"), set.Get("loc")))
		r.inner--
		return Value{}
	})
}

// completeFuel is how many steps the options inside of one option may take.
const completeFuel = 2_000_000

func (r *completer) path(loc Value) (path Path) {
	for _, e := range r.session.Force(loc).List().Elems() {
		name, ok := r.session.Force(e).AsString()
		if !ok {
			return nil
		}
		path = append(path, name)
	}
	return path
}

// finish puts what was read into the surface.
func (r *completer) finish(root *Group) {
	for _, o := range r.order {
		g := root
		added := false
		for _, name := range o.Path {
			if g.Children[name] == nil {
				added, g.Open = true, true // another configuration may have others
			}
			g = g.child(name)
		}
		if added || g.Option == nil {
			g.Option = o.indefinite()
		}
	}
	root.walk(func(o *Option) { o.settle(r.options[o.Path.String()]) })
}

// indefinite is an option that is there in some configurations: what it refuses is not known.
func (o *Option) indefinite() *Option {
	some := *o
	some.Type = &Type{Name: o.Type.Name, Description: o.Type.Description, Values: o.Type.Values, Opaque: true}
	for _, t := range []*Text{some.Default, some.Example} {
		if t != nil {
			t.Value = Value{}
		}
	}
	return &some
}

// settle takes what o does not tell from the same option in a configuration, which is nil where there is none.
func (o *Option) settle(then *Option) {
	if !o.unsettled {
		return
	}
	if then == nil {
		then = &Option{Type: Anything}
	}
	if o.Type.untold || o.Type == Anything {
		t := *o.Type
		t.Name, t.Description, t.untold, t.Opaque = then.Type.Name, then.Type.Description, false, true
		o.Type = &t
	}
	if o.Description == "" {
		o.Description = then.Description
	}
	o.Default.settle(then.Default)
	o.Example.settle(then.Example)
}

// settle takes the source of a text from a better evaluation, else from the expression.
func (t *Text) settle(better *Text) {
	if t != nil && t.unread && better != nil && !better.unread {
		t.Source, t.documented = better.Source, better.documented
	}
}

// open are those of the problems that are left: groups of which no option is known.
func open(surface *Surface, problems []Problem) (left []Problem) {
	for _, p := range problems {
		if g := surface.At(p.Path); g == nil || g.Option == nil && len(g.Order) == 0 {
			left = append(left, p)
		}
	}
	return left
}

func (t *Text) isUnread() bool { return t != nil && t.unread }
