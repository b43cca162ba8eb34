package eval

import "atproto-ls/syntax"

// attrName is a segment of an attribute path: a name, or an expression that gives one.
type attrName struct {
	at   place
	name string
	expr expr // nil for a plain name
}

func (sc *scope) attrPath(p syntax.AttrPath) []attrName {
	var path []attrName
	for n := range p.Segments() {
		a := attrName{at: sc.unit.at(n)}
		if name, known := syntax.AttrName(n); known {
			a.name = name
		} else {
			a.expr = sc.attrName(n)
		}
		path = append(path, a)
	}
	return path
}

// attrName compiles the expression that names a dynamic attribute.
func (sc *scope) attrName(n syntax.Node) expr {
	switch n.Kind() {
	case syntax.InterpolationNode:
		return sc.compile(n.Inner())
	case syntax.StringNode:
		return sc.str(n, sc.unit.at(n))
	}
	return &constant{sc.unit.at(n), MakeUnknown("an attribute name is missing in the text", "")}
}

// get is the name that a is in e.
func (a *attrName) get(s *Session, e *env) (name string, bad Value) {
	if a.expr == nil {
		return a.name, Value{}
	}
	return s.wantName(a.expr.eval(s, e))
}

// selection is `subject.path` or `subject.path or otherwise`.
type selection struct {
	place
	subject   expr
	path      []attrName
	otherwise expr // nil without `or`
}

func (sc *scope) selection(n syntax.Select, at place) expr {
	x := &selection{place: at, subject: sc.compile(n.Subject()), path: sc.attrPath(n.Path())}
	if n.HasDefault() {
		x.otherwise = sc.later(n.Default(), "")
	}
	return x
}

func (x *selection) eval(s *Session, e *env) Value {
	v := x.subject.eval(s, e)
	for i := range x.path {
		name, bad := x.path[i].get(s, e)
		if bad.ref != nil {
			return x.traced(dynamicSelection(v, bad))
		}
		if set, ok := v.ref.(*Set); ok {
			if j := set.index(name); j >= 0 {
				v = s.Force(set.attrs[j].Value)
				continue
			}
		}
		if x.otherwise == nil {
			v = s.selectAttr(v, name)
		} else if v = s.selectOr(v, name); v.ref == nil {
			return x.otherwise.eval(s, e)
		}
	}
	return x.traced(v)
}

// dynamicSelection is what selecting a name that is not known gives.
func dynamicSelection(subject, name Value) Value {
	if subject.Kind() == ErrorKind {
		return subject
	}
	return name
}

// selectAttr is the attribute name of v, forced, or the error that Nix gives without it.
func (s *Session) selectAttr(v Value, name string) Value {
	switch r := v.ref.(type) {
	case *Set:
		if i := r.index(name); i >= 0 {
			return s.Force(r.attrs[i].Value)
		}
		if r.open != nil {
			return s.Force(s.attrOf(r.open, name))
		}
		return MakeError("attribute '" + name + "' missing")
	case *Unknown:
		return s.Force(s.attrOf(r, name))
	case *choice:
		return s.each(r, func(a Value) Value { return s.selectAttr(a, name) })
	}
	_, bad := s.wantSet(v)
	return bad
}

// selectOr is selectAttr for a selection with a default: nothing when the attribute is absent, or v is no set.
func (s *Session) selectOr(v Value, name string) Value {
	switch r := v.ref.(type) {
	case *Set:
		if i := r.index(name); i < 0 && r.open == nil {
			return Value{}
		}
		return s.selectAttr(v, name)
	case *Unknown:
		return s.Force(s.attrOf(r, name))
	case *choice:
		return r.why.derived().Unknown().attr(name)
	case *Error:
		return v
	}
	return Value{}
}

// hasAttr is `subject ? path`.
type hasAttr struct {
	place
	subject expr
	path    []attrName
}

func (x *hasAttr) eval(s *Session, e *env) Value {
	v := x.subject.eval(s, e)
	for i := range x.path {
		if v.bad() {
			return x.traced(vague(v))
		}
		set := v.Set()
		if set == nil {
			return Bool(false)
		}
		name, bad := x.path[i].get(s, e)
		if bad.ref != nil {
			return x.traced(vague(bad))
		}
		a, ok := set.Lookup(name)
		switch {
		case !ok && set.open != nil:
			return set.open.derived()
		case !ok:
			return Bool(false)
		case i+1 < len(x.path):
			v = s.Force(a.Value)
		}
	}
	return Bool(true)
}
