package eval

import (
	"slices"
	"strings"

	"atproto-ls/syntax"
)

// Move carries what was evaluated of one version of a text over to the next, in which [syntax.Compare] found the same
// expressions: values and origins are copied, with the nodes of the new tree. Nothing in the copies belongs to the old session
// or holds the old text and tree. It is for one goroutine.
type Move struct {
	from *syntax.File
	to   *source
	kept syntax.Kept

	origins Slab[Origin]
	sets    Slab[Set]
	lists   Slab[List]
	values  Slab[Value]
	located Slab[located]
	failed  bool
}

// NewMove is a move from one version of the text of the file at path to the next.
func NewMove(path string, from, to *syntax.File, kept syntax.Kept) *Move {
	return &Move{from: from, to: &source{path: path, file: to}, kept: kept}
}

// Failed reports whether something could not be carried over since the last call: an origin in what has changed, a function.
// What was copied then is worth nothing.
func (m *Move) Failed() bool {
	failed := m.failed
	m.failed = false
	return failed
}

// Origin is o in the new version: o itself where it is of another file.
func (m *Move) Origin(o *Origin) *Origin {
	if o == nil || o.source.file != m.from {
		return o
	}
	return m.origins.Make(Origin{source: m.to, name: m.node(o.name), value: m.node(o.value), computed: o.computed})
}

func (m *Move) node(r nodeRef) nodeRef {
	if r == 0 {
		return 0
	}
	i, there := m.kept.Now(int(r - 1))
	m.failed = m.failed || !there
	return nodeRef(i + 1)
}

// Text is s, which may be a piece of the old text, in memory of its own.
func (m *Move) Text(s string) string {
	if m.from.Holds(s) {
		return strings.Clone(s)
	}
	return s
}

// Texts is [Move.Text] for several.
func (m *Move) Texts(all []string) []string {
	if !slices.ContainsFunc(all, m.from.Holds) {
		return all
	}
	next := make([]string, len(all))
	for i, s := range all {
		next[i] = m.Text(s)
	}
	return next
}

// Value is v, which must not be Lazy, in the new version. A set has its names, and what they hold is unknown; so are the elements
// of a list but for elems, which stand for those that were evaluated: the same, in the new version.
func (m *Move) Value(v Value, elems []Value) Value {
	switch r := v.ref.(type) {
	case *Set:
		return Value{ref: m.sets.Make(Set{open: m.unknown(r.open), at: m.Origin(r.at), attrs: m.names(r.attrs)})}
	case *List:
		return Value{ref: m.lists.Make(List{open: m.unknown(r.open), at: m.Origin(r.at), elems: m.elems(r.elems, elems)})}
	case *Unknown:
		return Value{ref: m.unknown(r)}
	case *Error:
		return Value{ref: m.error(r)}
	case stringRef:
		if !m.from.Holds(string(r)) {
			return v
		}
		return String(strings.Clone(string(r)))
	case *markedString:
		return Value{ref: &markedString{m.Text(r.text), m.Texts(r.context)}}
	case pathRef:
		return Path(m.Text(string(r)))
	case nullRef, boolRef, intRef, floatRef:
		return v
	}
	m.failed = true
	return Value{}
}

// names are attributes without what they hold. Once they were carried over they are shared.
func (m *Move) names(attrs []Attr) []Attr {
	if len(attrs) == 0 || attrs[0].Value == notCarried {
		return attrs
	}
	next := make([]Attr, len(attrs))
	for i := range attrs {
		next[i] = Attr{Name: m.Text(attrs[i].Name), Value: notCarried}
	}
	return next
}

func (m *Move) elems(was, now []Value) []Value {
	if len(was) == 0 {
		return nil
	}
	next := m.values.Slice(len(was))
	for i, e := range was {
		next[i] = notCarried
		if i < len(now) {
			next[i] = m.locate(now[i], m.Origin(OriginOf(e)))
		}
	}
	return next
}

// located is what [Located] makes.
type located struct {
	thunk Thunk
	code  goCode
}

// locate is [Located] for a value that is not Lazy.
func (m *Move) locate(v Value, o *Origin) Value {
	if o == nil {
		return v
	}
	l := m.located.Make(located{code: goCode{at: o}})
	l.thunk = Thunk{value: v, code: &l.code, env: forced}
	return Value{ref: &l.thunk}
}

// notCarried stands for what is in a set.
var notCarried = ready(MakeUnknown("it was evaluated for a version of the text before", ""), nil)

// unknown is u in the new version, without what only an evaluation makes use of.
func (m *Move) unknown(u *Unknown) *Unknown {
	if u == nil || u.base == nil && u.parts == nil && (u.Origin == nil || u.Origin.source.file != m.from) && !m.from.Holds(u.text) {
		return u
	}
	return &Unknown{Reason: m.Text(u.Reason), Origin: m.Origin(u.Origin), text: m.Text(u.Text())}
}

func (m *Move) error(e *Error) *Error {
	m.failed = m.failed || strings.Contains(e.Message, m.to.path+":") // it says on which line something stands
	next := *e
	next.Message, next.Context = m.Text(e.Message), m.Texts(e.Context)
	next.Origin, next.Trace = m.Origin(e.Origin), make([]*Origin, len(e.Trace))
	for i, o := range e.Trace {
		next.Trace[i] = m.Origin(o)
	}
	return &next
}
