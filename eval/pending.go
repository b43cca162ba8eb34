package eval

import "atproto-ls/syntax"

// Pending is the expression of file that v is the value of, when v was not evaluated yet and nothing but the text decides
// what it will be: the expression has one value in a session, for no function is around it but those that the whole file
// is. The absent node otherwise.
func Pending(v Value, file *syntax.File) syntax.Node {
	t, _ := v.ref.(*Thunk)
	if t == nil || t.env == forced || t.env == running {
		return syntax.Node{}
	}
	l, _ := t.code.(*lazy)
	if l == nil || l.scope.unit.file != file || l.ready.Load() || !l.scope.once || l.scope.unit.twice {
		return syntax.Node{}
	}
	return l.node()
}

// Evaluated is v, or for a Lazy value what it was found to be; the zero Value for one that was not evaluated yet.
func Evaluated(v Value) Value {
	t, lazy := v.ref.(*Thunk)
	switch {
	case !lazy:
		return v
	case t.env != forced:
		return Value{}
	}
	return t.value
}

// Steady reports whether what [Pending] tells of file holds for all of the session: nothing was cut short by a limit, no
// function that the whole file is was applied twice, and no value depends on the line on which something stands.
func (s *Session) Steady(file *syntax.File) bool {
	u := s.files[file]
	return u != nil && !u.twice && !u.positions && !s.positions && !s.cut && s.fuel > 0
}

// onSpine reports whether a function is the value of the whole file, or of the body of one that is: what stands around it
// has the value of its last child.
func onSpine(lambda syntax.Node) bool {
	for n := lambda; ; {
		parent := n.Parent()
		switch parent.Kind() {
		case syntax.FileNode:
			return true
		case syntax.ParenNode:
		case syntax.LetNode, syntax.WithNode, syntax.AssertNode, syntax.LambdaNode:
			if parent.End() != n.End() {
				return false
			}
		default:
			return false
		}
		n = parent
	}
}
