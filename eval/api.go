package eval

import (
	"errors"
	"io/fs"
	"path"

	"atproto-ls/syntax"
)

// Eval is the value of the expression in file, forced. filePath is where it lies, "" for text that came from no file;
// relative paths in it start from the folder dir, "" when there is none.
func (s *Session) Eval(file *syntax.File, filePath, dir string) Value {
	return s.evalIn(s.unitOf(file, filePath, dir), nil, nil)
}

// Lazy is Eval, put off until the value is forced.
func (s *Session) Lazy(file *syntax.File, filePath, dir string) Value {
	return NewLazy(nil, func(s *Session) Value { return s.Eval(file, filePath, dir) })
}

// EvalNode is the value of n, an expression in file that sees no names but the globals and those of vars, a set or the
// zero Value; forced.
func (s *Session) EvalNode(n syntax.Node, filePath, dir string, vars Value) Value {
	u := s.unitOf(n.File(), filePath, dir)
	sc, e := &scope{unit: u}, &env{}
	if set := vars.Set(); set != nil {
		sc, e = scopeOf(sc, e, set)
	}
	return u.compile(n, sc).eval(s, e)
}

// evalIn evaluates the expression of u below the variables of outer, nil for none.
func (s *Session) evalIn(u *unit, outer *scope, e *env) Value {
	if s.options.Strict {
		if bad := refused(u, outer); bad.ref != nil {
			return bad
		}
	}
	if outer == nil {
		return u.whole().eval(s, &env{})
	}
	return u.compile(u.file.Expr(), outer).eval(s, e)
}

// refused is the error with which Nix's parser refuses u, nothing when it does not. Names that outer binds are defined.
func refused(u *unit, outer *scope) Value {
	errs := u.file.Errors
	if len(errs) == 0 {
		errs = syntax.Validate(u.file)
	}
	for _, e := range errs {
		if e.Kind == syntax.UndefinedVariable && outer != nil && outer.slot(u.file.Source()[e.Start:e.End]) >= 0 {
			continue
		}
		return Value{ref: &Error{Message: "syntax error, " + e.Message, Origin: u.at(u.file.NodeAt(e.Start)).origin()}}
	}
	return Value{}
}

// scopeOf makes the attributes of set variables inside sc and e.
func scopeOf(sc *scope, e *env, set *Set) (*scope, *env) {
	names := make([]string, len(set.attrs))
	in := newEnv(e, len(names))
	for i, a := range set.attrs {
		names[i], in.slots[i] = a.Name, a.Value
	}
	return sc.inner(names), in
}

func (s *Session) unitOf(file *syntax.File, filePath, dir string) *unit {
	u := s.files[file]
	if u == nil {
		if c, ok := s.loader.(Coder); ok && filePath != "" {
			u = c.Code(filePath).unit(s, file, filePath, dir)
		} else {
			u = s.newUnit(file, filePath, dir)
		}
		s.files[file] = u
	}
	return u
}

func (s *Session) newUnit(file *syntax.File, filePath, dir string) *unit {
	return &unit{source: &source{path: filePath, file: file}, dir: dir, globals: s.globals, home: s.options.Home}
}

// Import is the value of the Nix file at p, or of default.nix in the folder at p, as `import p` gives it: forced, and
// evaluated once a Session.
func (s *Session) Import(p string) Value {
	p = path.Clean(p)
	if v, ok := s.imports[p]; ok {
		return s.Force(v)
	}
	v := NewLazy(nil, func(s *Session) Value { return s.importFile(p, nil) })
	s.imports[p] = v
	return s.Force(v)
}

// Foresee tells the Loader which of values, the elements of a list of imports, are paths in the text already.
func (s *Session) Foresee(values []Value) {
	l, ok := s.loader.(Foreseeing)
	if !ok {
		return
	}
	var paths []string
	for _, v := range values {
		if p, ok := Evaluated(v).AsPath(); ok {
			paths = append(paths, p)
		}
	}
	if len(paths) > 1 {
		l.Foresee(paths)
	}
}

// importFile evaluates the file at p, with the attributes of vars in scope.
func (s *Session) importFile(p string, vars *Set) Value {
	target, t, err := s.followed(p)
	if errors.Is(err, errLinks) {
		return MakeError(err.Error() + " while traversing the path '" + target + "'")
	}
	folder := err == nil && t == Directory
	if err == nil && t == Symlink { // of a Loader that reads no links
		_, err = s.fileType(target + "/default.nix")
		folder = err == nil
	}
	if folder {
		target += "/default.nix"
	}
	if n, ok := s.loader.(Namer); ok {
		target = n.Name(target)
	}
	file, err := s.parse(target)
	if folder && errors.Is(err, fs.ErrNotExist) {
		return noFile(target)
	}
	if err != nil {
		return s.fileError(target, err)
	}
	if vars == nil {
		return s.evalIn(s.unitOf(file, target, path.Dir(target)), nil, nil)
	}
	u := s.newUnit(file, target, path.Dir(target))
	sc, e := scopeOf(&scope{unit: u}, &env{}, vars)
	return s.evalIn(u, sc, e)
}

// Select is the value at the attribute path names of v, forced: `v.a.b`. Without such an attribute it is Nix's error.
func (s *Session) Select(v Value, names ...string) Value {
	v = s.Force(v)
	for _, n := range names {
		v = s.selectAttr(v, n)
	}
	return v
}

// Lookup is Select that gives the zero Value when an attribute on the way is absent for sure.
func (s *Session) Lookup(v Value, names ...string) Value {
	v = s.Force(v)
	for _, n := range names {
		if v = s.selectOr(v, n); v.ref == nil {
			return v
		}
	}
	return v
}

// Equal is whether two values are equal as `==` has it: a Boolean, or Unknown, a Choice, an Error.
func (s *Session) Equal(a, b Value) Value { return s.equal(s.Force(a), s.Force(b)) }

// Text is v as a string, as an interpolation would coerce it; bad, when it exists, is the Error or Unknown in its place.
func (s *Session) Text(v Value) (text string, bad Value) {
	return s.coerce(s.Force(v), interpolated, nil)
}

// Deep forces v and everything in it. It gives v forced, or the first Error in it, or else the first Unknown or Choice.
func (s *Session) Deep(v Value) Value {
	v = s.Force(v)
	d := &deep{s: s, seen: map[ref]bool{}}
	d.visit(v)
	switch {
	case d.failure.ref != nil:
		return d.failure
	case d.unknown.ref != nil:
		return d.unknown
	}
	return v
}

// Errors forces v and everything in it, and gives the Errors in it, at most limit.
func (s *Session) Errors(v Value, limit int) (all []*Error) {
	d := &deep{s: s, seen: map[ref]bool{}, each: func(e *Error) bool {
		all = append(all, e)
		return len(all) < limit
	}}
	d.visit(s.Force(v))
	return all
}

// deep visits a value and all in it once.
type deep struct {
	s                *Session
	seen             map[ref]bool
	failure, unknown Value
	each             func(*Error) bool // called for each error, until it says false; nil where the first one ends the visit
}

func (d *deep) visit(v Value) {
	if d.failure.ref != nil {
		return
	}
	if d.s.depth >= MaxDepth || d.s.fuel <= 0 {
		d.unknown = d.s.exhausted()
		return
	}
	d.s.fuel--
	d.s.depth++
	defer func() { d.s.depth-- }()
	switch r := v.ref.(type) {
	case *Set:
		d.set(r)
	case *List:
		if d.first(r, r.open) {
			for _, e := range r.elems {
				d.visit(d.s.Force(e))
			}
		}
	case *Error:
		if d.each == nil && d.unknown.ref == nil || d.each != nil && !d.each(r) {
			d.failure = v
		}
	case *Unknown, *choice:
		d.note(v)
	}
}

func (d *deep) set(r *Set) {
	if !d.first(r, r.open) {
		return
	}
	for i := range r.attrs {
		d.visit(d.s.Force(r.attrs[i].Value))
	}
}

// first reports whether r is met for the first time; open is why it may have more in it, or nil.
func (d *deep) first(r ref, open *Unknown) bool {
	if d.seen[r] {
		return false
	}
	d.seen[r] = true
	if open != nil {
		d.note(Value{ref: open})
	}
	return true
}

func (d *deep) note(v Value) {
	if d.unknown.ref == nil {
		d.unknown = v
	}
}

// Provide makes v what `import p` gives, be there a file or not. It must come before p is imported.
func (s *Session) Provide(p string, v Value) {
	if _, imported := s.imports[p]; !imported {
		s.imports[p] = v
	}
}
