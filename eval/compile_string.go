package eval

import (
	"path"
	"strings"

	"atproto-ls/syntax"
)

// str compiles both kinds of string literal.
func (sc *scope) str(n syntax.Node, at place) expr {
	if text, literal := syntax.AsString(n).Value(); literal {
		return at.constant(String(text))
	}
	var parts []expr
	for p := range syntax.AsString(n).Parts() {
		if p.Expr.Exists() {
			parts = append(parts, sc.compile(p.Expr.Inner()))
		} else {
			parts = append(parts, at.constant(String(p.Text)))
		}
	}
	return &interpolation{at, parts}
}

// interpolation is a string with `${…}` in it.
type interpolation struct {
	place
	parts []expr
}

func (x *interpolation) eval(s *Session, e *env) Value {
	var b strings.Builder
	var c contexts
	var unknown Value // the first part that is: what comes behind it may still be an error
	for _, p := range x.parts {
		text, bad := s.coerce(p.eval(s, e), interpolated, &c)
		switch _, open := bad.ref.(*Unknown); {
		case open && s.packing:
			if unknown.ref == nil {
				unknown = bad
			}
		case bad.ref != nil:
			return x.traced(bad)
		}
		b.WriteString(text)
	}
	if unknown.ref != nil {
		return x.traced(unknown)
	}
	if !s.grow(b.Len()) {
		return s.exhausted()
	}
	return c.marked(b.String())
}

// path compiles `./a/${b}`.
func (sc *scope) path(n syntax.Node, at place) expr {
	if n.IsLiteral() {
		return &constant{at, sc.unit.literalPath(n.Text())}
	}
	x := &pathExpr{place: at}
	for p := range syntax.PathParts(n) {
		if p.Expr.Exists() {
			x.parts = append(x.parts, sc.compile(p.Expr.Inner()))
			continue
		}
		if len(x.parts) == 0 {
			x.parts = append(x.parts, &constant{at, sc.unit.literalPath(p.Text)})
			x.slash = strings.HasSuffix(p.Text, "/")
			continue
		}
		x.parts = append(x.parts, &constant{at, String(p.Text)})
	}
	return x
}

func (u *unit) literalPath(text string) Value {
	if rest, ok := strings.CutPrefix(text, "~"); ok {
		if u.home != "" {
			return Path(path.Join(u.home, rest))
		}
		return MakeUnknown("the home folder is not known", text)
	}
	if p := u.absolute(text); p != "" {
		return Path(p)
	}
	return MakeUnknown("the folder of this text is not known", text)
}

const refersToStore = "a string that refers to a store path cannot be appended to a path"

// pathExpr is a path with interpolations; the first part is a path.
type pathExpr struct {
	place
	parts []expr
	slash bool // the first part ends in a slash, which Path has lost
}

func (x *pathExpr) eval(s *Session, e *env) Value {
	first := x.parts[0].eval(s, e)
	text, ok := first.AsPath()
	if !ok {
		return first
	}
	if x.slash {
		text += "/"
	}
	for _, p := range x.parts[1:] {
		var c contexts
		t, bad := s.coerce(p.eval(s, e), appendedToPath, &c)
		if bad.ref != nil {
			return x.traced(bad)
		}
		if len(c.list) > 0 {
			return x.fail(refersToStore)
		}
		text += t
	}
	return Path(path.Clean(text))
}

// searchPath compiles `<name/…>`, which Nix reads as `__findFile __nixPath "name/…"`.
func (sc *scope) searchPath(n syntax.Node, at place) expr {
	name := &constant{at, String(strings.Trim(n.Text(), "<>"))}
	return &apply{place: at, function: sc.variable("__findFile", at), args: []expr{sc.variable("__nixPath", at), name}}
}
