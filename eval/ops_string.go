package eval

import (
	"path"
	"strconv"
	"strings"
)

// plus is the operator `+`: numbers, strings and paths, as the left operand says.
func (s *Session) plus(a, b Value) Value {
	if x, ok := a.AsInt(); ok {
		if y, ok := b.AsInt(); ok {
			if sum := x + y; (sum > x) == (y > 0) {
				return Int(sum)
			}
			return overflow("adding", x, "+", y)
		}
	}
	if a.bad() || b.bad() {
		return s.pair(a, b, s.plus)
	}
	switch a.Kind() {
	case IntKind, FloatKind:
		if b.Kind() == IntKind || b.Kind() == FloatKind {
			return s.sum(a, b)
		}
		return MakeError("cannot add " + article(b) + " to " + article(a))
	case PathKind:
		p, _ := a.AsPath()
		var c contexts
		text, bad := s.coerce(b, appendedToPath, &c)
		if bad.ref != nil {
			return bad
		}
		if len(c.list) > 0 {
			return MakeError(refersToStore)
		}
		return Path(path.Clean(p + text))
	}
	return s.join(a, b)
}

// join adds two strings, or what coerces to them.
func (s *Session) join(a, b Value) Value {
	var c contexts
	x, bad := s.coerce(a, interpolated, &c)
	if bad.ref != nil {
		return bad
	}
	y, bad := s.coerce(b, interpolated, &c)
	if bad.ref != nil {
		return bad
	}
	if !s.grow(len(x) + len(y)) {
		return s.exhausted()
	}
	return c.marked(x + y)
}

// coercion says what a value may be to become a string (Nix manual, "String interpolation").
type coercion uint8

const (
	interpolated   coercion = iota // strings, paths (copied to the store), sets with __toString or outPath
	appendedToPath                 // the same, but a path stays the path it is
	loose                          // builtins.toString: also null, Booleans, numbers, lists; a path stays
	looseStore                     // the same, but a path is copied to the store: derivation arguments
)

// coerce is v, which is forced, as a string.
func (s *Session) coerce(v Value, how coercion, ctx *contexts) (text string, bad Value) {
	switch r := v.ref.(type) {
	case stringRef:
		return string(r), Value{}
	case *markedString:
		ctx.add(r.context...)
		return r.text, Value{}
	case pathRef:
		if how == interpolated || how == looseStore {
			return s.copyToStore(string(r), ctx)
		}
		return string(r), Value{}
	case *Set:
		return s.coerceSet(v, r, how, ctx)
	case *Unknown, *choice, *Error:
		return "", vague(v)
	}
	if how >= loose {
		return s.coerceLoosely(v, how, ctx)
	}
	return "", s.cannotCoerce(v)
}

func (s *Session) cannotCoerce(v Value) Value {
	return MakeError("cannot coerce " + article(v) + " to a string: " + s.brief(v))
}

func (s *Session) coerceSet(v Value, set *Set, how coercion, ctx *contexts) (string, Value) {
	if s.depth >= MaxDepth || s.fuel <= 0 {
		return "", s.exhausted()
	}
	s.fuel--
	s.depth++
	defer func() { s.depth-- }()
	if f := set.Get("__toString"); f.ref != nil {
		text, bad := s.coerce(s.apply1(f, v), how, ctx)
		return text, bad
	}
	if set.open != nil && !set.Has("outPath") {
		return "", set.open.derived()
	}
	if o := set.Get("outPath"); o.ref != nil {
		return s.coerce(s.Force(o), how, ctx)
	}
	return "", s.cannotCoerce(v)
}

func (s *Session) coerceLoosely(v Value, how coercion, ctx *contexts) (string, Value) {
	switch r := v.ref.(type) {
	case nullRef:
		return "", Value{}
	case boolRef:
		if r {
			return "1", Value{}
		}
		return "", Value{}
	case intRef:
		return strconv.FormatInt(int64(r), 10), Value{}
	case floatRef:
		f, _ := v.AsFloat()
		return fixed(f), Value{}
	case *List:
		return s.coerceList(r, how, ctx)
	}
	return "", s.cannotCoerce(v)
}

// coerceList joins the elements with blanks; an empty list that is an element leaves no blank behind it.
func (s *Session) coerceList(l *List, how coercion, ctx *contexts) (string, Value) {
	if l.open != nil {
		return "", l.open.derived()
	}
	if s.depth >= MaxDepth || !s.spend(len(l.elems)) {
		return "", s.exhausted()
	}
	s.depth++
	defer func() { s.depth-- }()
	var b strings.Builder
	for i, e := range l.elems {
		e = s.Force(e)
		text, bad := s.coerce(e, how, ctx)
		if bad.ref != nil {
			return "", bad
		}
		b.WriteString(text)
		inner := e.List()
		if i+1 < len(l.elems) && (inner == nil || inner.Len() > 0) {
			b.WriteByte(' ')
		}
	}
	if !s.grow(b.Len()) {
		return "", s.exhausted()
	}
	return b.String(), Value{}
}
