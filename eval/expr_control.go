package eval

import "atproto-ls/syntax"

// withExpr is `with set; body`. Its frame has one slot, the set.
type withExpr struct {
	place
	set  expr
	body expr
}

func (sc *scope) withExpr(n syntax.Scoped, at place) expr {
	in := &scope{up: sc, unit: sc.unit, with: true, once: sc.once}
	return &withExpr{at, sc.later(n.Subject(), ""), in.body(n.Body())}
}

func (x *withExpr) eval(s *Session, e *env) Value {
	return x.body.eval(s, newEnv1(e, delay(x.set, s, e)))
}

// assert is `assert condition; body`.
type assert struct {
	place
	condition expr
	body      expr
}

func (x *assert) eval(s *Session, e *env) Value {
	c := x.condition.eval(s, e)
	if c.IsTrue() {
		return x.body.eval(s, e)
	}
	ok, bad := s.wantBool(c)
	switch {
	case bad.ref == nil && !ok:
		return Value{ref: &Error{Class: AssertError, Message: "assertion '" + compact(x.condition) + "' failed", Origin: x.origin()}}
	case bad.Kind() == ErrorKind:
		return x.traced(bad)
	}
	failed := Value{ref: &Error{Class: AssertError, Message: "assertion '" + compact(x.condition) + "' failed", Origin: x.origin()}}
	return choose(whyUnknown(c), []Value{failed, s.maybe(func() Value { return x.body.eval(s, e) })})
}

// ifElse is `if condition then a else b`.
type ifElse struct {
	place
	condition, then, otherwise expr
}

func (x *ifElse) eval(s *Session, e *env) Value {
	c := x.condition.eval(s, e)
	if b, ok := c.ref.(boolRef); ok {
		if b {
			return x.then.eval(s, e)
		}
		return x.otherwise.eval(s, e)
	}
	_, bad := s.wantBool(c)
	if bad.Kind() == ErrorKind {
		return x.traced(bad)
	}
	return x.both(s, e, c)
}

// both is the value of a conditional whose condition is not known: one of its two, when each alone is known.
func (x *ifElse) both(s *Session, e *env, c Value) Value {
	results := []Value{}
	for _, t := range truths(c) {
		branch := x.otherwise
		if t {
			branch = x.then
		}
		v := s.maybe(func() Value { return branch.eval(s, e) })
		if v.Kind() == UnknownKind {
			return vague(v)
		}
		results = append(results, v)
	}
	for _, a := range c.Alternatives() {
		if _, bad := s.wantBool(a); bad.Kind() == ErrorKind {
			results = append(results, bad)
		}
	}
	return choose(whyUnknown(c), results)
}

// truths are the truth values that c, Unknown or a Choice, may have.
func truths(c Value) []bool {
	if c.Kind() == UnknownKind {
		return []bool{true, false}
	}
	var values []bool
	for _, a := range c.Alternatives() {
		if b, ok := a.AsBool(); ok {
			values = append(values, b)
		}
	}
	return values
}
