package eval

import "atproto-ls/syntax"

// Origin says where an attribute, a set or an element was written. It is immutable and shared. Every accessor accepts
// a nil *Origin and answers with zero values.
type Origin struct {
	source      *source
	name, value nodeRef // of the source's file

	computed bool // what Nix has no position for: the origin of what it was made from
}

// source is where origins of one text lie: half of a large configuration's memory would be copies of it.
type source struct {
	path string // "" for text that came from no file
	file *syntax.File
	told *Origin // of the one origin in it, see [Origin.Told]; nil as a rule
}

// nodeRef is the index of a node plus one, 0 for an absent one.
type nodeRef int32

func refTo(n syntax.Node) nodeRef {
	if !n.Exists() {
		return 0
	}
	return nodeRef(n.Index() + 1)
}

func (s *source) node(r nodeRef) syntax.Node {
	if r == 0 {
		return syntax.Node{}
	}
	return s.file.Node(int(r - 1))
}

// origin is an origin in s; the nodes are of its file.
func (s *source) origin(name, value syntax.Node) Origin {
	return Origin{source: s, name: refTo(name), value: refTo(value)}
}

// asComputed is o for an attribute that was made from the one at o.
func (o *Origin) asComputed() *Origin {
	if o == nil || o.computed {
		return o
	}
	c := *o
	c.computed = true
	return &c
}

// insteadOf is o for an attribute that Nix places at told.
func (o *Origin) insteadOf(told *Origin) *Origin {
	c := *o
	c.source = &source{o.source.path, o.source.file, told}
	return &c
}

// Told is where Nix says that the attribute is. As a rule that is o; of one that a function made, o is where it was made from.
func (o *Origin) Told() *Origin {
	if o == nil || o.source.told == nil {
		return o
	}
	return o.source.told
}

// inherits reports whether o is a name in an `inherit`.
func (o *Origin) inherits() bool { return o != nil && o.name != 0 && o.name == o.value }

// NewOrigin is an origin in the file at path: name is the node of an attribute's name, value that of its value; either
// may be absent, and both are of one file.
func NewOrigin(path string, name, value syntax.Node) *Origin {
	file := name.File()
	if file == nil {
		file = value.File()
	}
	o := (&source{path: path, file: file}).origin(name, value)
	return &o
}

// Path is the file's path as the [Loader] knows it; "" for text that came from no file.
func (o *Origin) Path() string {
	if o == nil {
		return ""
	}
	return o.source.path
}

// Name is the attribute's name in its binding: the segment `b` of `a.b = 1;`, the name in an `inherit`, the formal.
func (o *Origin) Name() syntax.Node {
	if o == nil {
		return syntax.Node{}
	}
	return o.source.node(o.name)
}

// Value is the value's expression: what stands behind the `=`; for an inherited name that name; for a set that only an
// attribute path implies absent.
func (o *Origin) Value() syntax.Node {
	if o == nil {
		return syntax.Node{}
	}
	return o.source.node(o.value)
}

// OriginOf is where v was written, as far as v itself tells: for a Lazy value its expression, also when it was forced
// since; for a list, set, function, Unknown and Error where that was made; nil otherwise. A number in an attribute is
// found by its [Attr.Origin].
func OriginOf(v Value) *Origin {
	switch r := v.ref.(type) {
	case *Thunk:
		return r.origin()
	case *Set:
		return r.at
	case *List:
		return r.at
	case *Function:
		return r.code.origin()
	case *Unknown:
		return r.Origin
	case *Error:
		return r.Origin
	}
	return nil
}
