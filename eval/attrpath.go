package eval

import (
	"strconv"
	"strings"
)

// SelectPath is what the option `-A path` of nix-instantiate selects from v, forced: names and list indexes with dots
// between, a name in double quotes as it is. A function on the way is called with the empty set, or with the defaults of
// its pattern. The errors are those of Nix.
func (s *Session) SelectPath(v Value, path string) Value {
	names, bad := splitPath(path)
	if bad.ref != nil {
		return bad
	}
	v = s.Force(v)
	for _, name := range names {
		v = s.step(s.autoCall(v), name, path)
		if v.bad() {
			return v
		}
	}
	return s.autoCall(v)
}

func (s *Session) step(v Value, name, path string) Value {
	if v.bad() {
		return v
	}
	if i, err := strconv.ParseUint(name, 10, 31); err == nil {
		l := v.List()
		switch {
		case l == nil:
			return MakeError("the expression selected by the selection path '" + path + "' should be a list but is " + article(v))
		case l.open != nil:
			return l.open.derived()
		case int(i) >= len(l.elems):
			return MakeError("list index " + name + " in selection path '" + path + "' is out of range")
		}
		return s.Force(l.elems[i])
	}
	switch {
	case !v.IsSet():
		return MakeError("the expression selected by the selection path '" + path + "' should be a set but is " + article(v))
	case name == "":
		return MakeError("empty attribute name in selection path '" + path + "'")
	}
	if found := s.selectOr(v, name); found.ref != nil {
		return found
	}
	return MakeError("attribute '" + name + "' in selection path '" + path + "' not found")
}

// autoCall calls a function that can be called without arguments.
func (s *Session) autoCall(v Value) Value {
	if set := v.Set(); set.Has("__functor") {
		return s.autoCall(s.apply1(set.Get("__functor"), v))
	}
	f := v.Function()
	if f == nil || !f.code.prepare().pattern {
		return v
	}
	for i := range f.code.formals {
		if fm := &f.code.formals[i]; fm.otherwise == nil {
			return MakeError("cannot evaluate a function that has an argument without a value ('" + fm.name + "')")
		}
	}
	return s.call1(f, emptySet)
}

func splitPath(path string) (names []string, bad Value) {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		switch path[i] {
		case '.':
			names = append(names, b.String())
			b.Reset()
		case '"':
			end := strings.IndexByte(path[i+1:], '"')
			if end < 0 {
				return nil, MakeError("missing closing quote in selection path '" + path + "'")
			}
			b.WriteString(path[i+1 : i+1+end])
			i += end + 1
		default:
			b.WriteByte(path[i])
		}
	}
	if b.Len() > 0 {
		names = append(names, b.String())
	}
	return names, Value{}
}
