package analysis

import (
	"slices"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file answers which option an expression reads, from the text alone.

// Reading is what an expression stands for: the merged value at a path of the configuration, or, of `options`, the
// declaration there. The zero Reading is anything else.
type Reading struct {
	Path    optiondb.Path
	Options bool // `options.a`, not `config.a`
	Exists  bool

	argument bool // it is all that a module is called with, of which Path is the configuration: `args` in `args@{ ... }:`
}

func (r Reading) below(names ...string) Reading {
	if r.argument && len(names) > 0 {
		r.argument, r.Options = false, names[0] == "options"
		r.Exists = r.Options || names[0] == "config"
		names = names[1:]
	}
	if r.Exists {
		r.Path = r.Path.Append(names...)
	}
	return r
}

// Read is what the expression n of f reads: `config.services.x`, `cfg` where that is bound to it, a name that
// `inherit (config.services)` or `with config.services` brings.
func (s *Snapshot) Read(f *File, n syntax.Node) Reading {
	r := reader{climber{snapshot: s, file: f, fuel: climbFuel}}
	return r.read(n)
}

// Opened are what the `with`s around n read, the innermost first: where a name that nothing binds may come from.
func (s *Snapshot) Opened(f *File, n syntax.Node) (opened []Reading) {
	r := reader{climber{snapshot: s, file: f, fuel: climbFuel}}
	for child, p := n, n.Parent(); p.Exists(); child, p = p, p.Parent() {
		if w := syntax.AsWith(p); w.Exists() && child == p.Child(1) {
			if at := r.read(w.Subject()); at.Exists {
				opened = append(opened, at)
			}
		}
	}
	return opened
}

type reader struct{ climber }

func (r *reader) read(n syntax.Node) Reading {
	if r.fuel--; r.fuel < 0 {
		return Reading{}
	}
	n = n.Unparen()
	switch n.Kind() {
	case syntax.IdentNode:
		return r.name(n, n.Text())
	case syntax.SelectNode:
		sel := syntax.AsSelect(n)
		names, all := sel.Path().Names()
		if !all {
			return Reading{}
		}
		return r.read(sel.Subject()).below(names...)
	}
	return Reading{}
}

// name is what a name stands for at the node n.
func (r *reader) name(n syntax.Node, name string) Reading {
	var opened []Reading
	for child, p := n, n.Parent(); p.Exists(); child, p = p, p.Parent() {
		if r.fuel--; r.fuel < 0 {
			return Reading{}
		}
		switch p.Kind() {
		case syntax.LambdaNode:
			if got, binds := r.parameter(syntax.AsLambda(p), child, name); binds {
				return got
			}
		case syntax.WithNode:
			if child == p.Child(1) {
				if at := r.read(p.Child(0)).below(name); at.Exists {
					opened = append(opened, at)
				}
			}
		case syntax.LetNode, syntax.LegacyLetNode:
			if got, binds := r.entry(p, child, name); binds {
				return got
			}
		case syntax.AttrSetNode:
			if syntax.AsAttrSet(p).Recursive() {
				if got, binds := r.entry(p, child, name); binds {
					return got
				}
			}
		}
	}
	if len(opened) > 0 {
		return opened[0]
	}
	return Reading{}
}

// parameter is what a function's parameter of the name stands for; binds is false where it has none.
func (r *reader) parameter(l syntax.Lambda, from syntax.Node, name string) (got Reading, binds bool) {
	if from == l.Param() {
		return got, false
	}
	binds = l.Param().Text() == name
	for formal := range l.Formals().All() {
		binds = binds || formal.Name().Text() == name
	}
	whole := l.Param().Text() == name
	if !binds || name != "config" && name != "options" && !whole {
		return got, binds
	}
	at := r.land(l.Node)
	path, ok := at.Option()
	return Reading{Path: slices.Clip(path), Exists: !whole && (ok || r.snapshot.isModule(r.file)), Options: name == "options", argument: whole && ok}, true
}

// entry is what a binding of a `let` or a recursive set gives to a name; binds is false where it has none.
func (r *reader) entry(scope, from syntax.Node, name string) (got Reading, binds bool) {
	for e := range scope.Children() {
		switch e.Kind() {
		case syntax.BindingNode:
			names, all := syntax.AsBinding(e).Path().Names()
			if len(names) == 0 || names[0] != name {
				continue
			}
			if len(names) == 1 && all {
				return r.read(syntax.AsBinding(e).Value()), true
			}
			binds = true
		case syntax.InheritNode:
			in := syntax.AsInherit(e)
			for attr := range in.Attrs() {
				if n, _ := syntax.AttrName(attr); n != name {
					continue
				}
				if in.HasSource() {
					return r.read(in.Source()).below(name), true
				}
				if e != from {
					return r.name(scope, name), true
				}
			}
		}
	}
	return got, binds
}
