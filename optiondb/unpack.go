package optiondb

import (
	"encoding/binary"
	"math"
	"sync"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// unpacker reads what a [packer] wrote. Text that is no such thing makes it fail: it never panics, and takes no more memory than
// a few times that of the text.
type unpacker struct {
	text    string // what is left of it
	strings []string
	types   []*Type
	shownAs []*Text
	depth   int
	failed  bool

	parse func(file string) *syntax.File
	trees map[string]func() *syntax.File
}

// maxPackedDepth is how deep groups, types and values may stand in each other.
const maxPackedDepth = 40 * maxOptionDepth

// newUnpacker reads the strings. parse gives the tree of a file that declares options, where somebody asks for it.
func newUnpacker(text string, parse func(file string) *syntax.File) *unpacker {
	u := &unpacker{text: text, types: []*Type{Anything}, parse: parse, trees: map[string]func() *syntax.File{}}
	lengths := make([]int, u.count())
	for i := range lengths {
		lengths[i] = u.number()
	}
	u.strings = make([]string, len(lengths))
	for i, n := range lengths {
		u.strings[i] = u.take(n)
	}
	return u
}

// take are the next n bytes.
func (u *unpacker) take(n int) string {
	if n < 0 || n > len(u.text) {
		u.failed, u.text = true, ""
		return ""
	}
	s := u.text[:n]
	u.text = u.text[n:]
	return s
}

func (u *unpacker) number() int {
	var n uint64
	for shift := 0; shift < 64; shift += 7 {
		b := u.take(1)
		if b == "" {
			return 0
		}
		n |= uint64(b[0]&0x7f) << shift
		if b[0] < 0x80 {
			if n > math.MaxInt32 {
				u.failed = true
				return 0
			}
			return int(n)
		}
	}
	u.failed = true
	return 0
}

// count is how many things follow, each of which takes a byte at least.
func (u *unpacker) count() int {
	n := u.number()
	if n > len(u.text) {
		u.failed = true
		return 0
	}
	return n
}

func (u *unpacker) string() string {
	i := u.number()
	if i >= len(u.strings) {
		u.failed = true
		return ""
	}
	return u.strings[i]
}

func (u *unpacker) flags(flags ...*bool) {
	bits := u.number()
	for i, f := range flags {
		*f = bits&(1<<i) != 0
	}
}

func (u *unpacker) names() []string {
	n := u.count()
	if n == 0 {
		return nil
	}
	names := make([]string, n)
	for i := range names {
		names[i] = u.string()
	}
	return names
}

func (u *unpacker) paths() (all []Path) {
	for range u.count() {
		all = append(all, u.names())
	}
	return all
}

// unpackSource is the source that [Source.pack] wrote; ok is false for what is no such text.
func unpackSource(name string, kind Kind, text string, parse func(file string) *syntax.File) (source *Source, ok bool) {
	u := newUnpacker(text, parse)
	source = &Source{From: name, Modules: u.number(), Options: u.number()}
	var partial bool
	u.flags(&partial)
	prefixes := u.paths()
	for range u.count() {
		source.Unread = append(source.Unread, Unread{What: u.string(), Why: u.string()})
	}
	for range u.count() {
		source.Problems = append(source.Problems, Problem{Path: u.names(), Why: u.string()})
	}
	root := u.group()
	if u.failed || u.text != "" {
		return nil, false
	}
	source.Set = foundSet(name, kind, &Surface{Name: name, Root: root}, prefixes)
	source.Set.Partial = partial
	return source, true
}

// unpackDefinitions is what [definitions.pack] wrote.
func unpackDefinitions(text string) (d *definitions, ok bool) {
	u := newUnpacker(text, nil)
	d = &definitions{own: map[string]bool{}}
	for range u.count() {
		d.own[u.string()] = true
	}
	for range u.count() {
		d.brought = append(d.brought, Brought{Path: u.names(), By: u.paths(), Value: u.value()})
	}
	return d, !u.failed && u.text == ""
}

// again reads something that may stand once for many: next is a new one that is to be read. What it needs of itself is there
// before it is read.
func again[T any](u *unpacker, known *[]*T) (x *T, next bool) {
	switch n := u.number(); {
	case n == 0 || u.failed:
		return nil, false
	case n == 1:
		x = new(T)
		*known = append(*known, x)
		return x, true
	case n >= 2 && n-2 < len(*known):
		return (*known)[n-2], false
	}
	u.failed = true
	return nil, false
}

func (u *unpacker) group() *Group {
	if u.depth++; u.depth > maxPackedDepth {
		u.failed = true
	}
	defer func() { u.depth-- }()
	g := &Group{}
	if u.failed {
		return g
	}
	var option bool
	u.flags(&g.Open, &option)
	g.Free = u.typ()
	if option {
		g.Option = u.option()
	}
	if n := u.count(); n > 0 {
		g.Order, g.Children = make([]string, 0, n), make(map[string]*Group, n)
		for range n {
			name := u.string()
			below := u.group()
			if u.failed || g.Children[name] != nil {
				u.failed = true
				return g
			}
			g.Order, g.Children[name] = append(g.Order, name), below
		}
	}
	return g
}

func (u *unpacker) option() *Option {
	o := &Option{Path: u.names()}
	u.flags(&o.ReadOnly, &o.Internal, &o.Visible, &o.Unlisted, &o.Required, &o.Applied, &o.unsettled)
	if o.Type = u.typ(); o.Type == nil {
		u.failed = true
	}
	o.Default, o.Example, o.Description = u.shown(), u.shown(), u.string()
	o.Related, o.Renamed, o.Removed = u.names(), u.names(), u.string()
	for range u.count() {
		at := Position{File: u.string(), Start: u.number(), End: u.number(), Line: u.number(), Column: u.number()}
		if index := u.number(); index > 0 && u.parse != nil {
			at.index, at.tree = index-1, u.tree(at.File)
		}
		o.Declarations = append(o.Declarations, at)
	}
	return o
}

// tree is the tree of a file, parsed when somebody asks for it.
func (u *unpacker) tree(file string) func() *syntax.File {
	tree := u.trees[file]
	if tree == nil {
		parse := u.parse
		tree = sync.OnceValue(func() *syntax.File { return parse(file) })
		u.trees[file] = tree
	}
	return tree
}

func (u *unpacker) shown() *Text {
	t, next := again(u, &u.shownAs)
	if next {
		t.Source, t.documented, t.written = u.string(), u.string(), u.string()
		u.flags(&t.Prose, &t.unread)
		t.Value = u.value()
	}
	return t
}

func (u *unpacker) typ() *Type {
	t, next := again(u, &u.types)
	if !next {
		return t
	}
	if u.depth++; u.depth > maxPackedDepth {
		u.failed = true
	}
	defer func() { u.depth-- }()
	if u.failed {
		return t
	}
	t.Name, t.Description, t.Pattern = u.string(), u.string(), u.string()
	var values, least, most, sub bool
	u.flags(&t.Opaque, &t.untold, &values, &least, &most, &sub)
	t.Elem = u.typ()
	for range u.count() {
		t.Alternatives = append(t.Alternatives, u.typ())
	}
	if values {
		t.Values = []Value{}
		for range u.count() {
			t.Values = append(t.Values, u.value())
		}
	}
	if least {
		t.Min = u.float()
	}
	if most {
		t.Max = u.float()
	}
	if sub {
		t.Sub = u.group()
	}
	return t
}

func (u *unpacker) float() *float64 {
	b := u.take(8)
	if b == "" {
		return new(float64)
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64([]byte(b)))
	return &f
}

func (u *unpacker) value() Value {
	if u.depth++; u.depth > maxPackedDepth {
		u.failed = true
	}
	defer func() { u.depth-- }()
	kind := eval.Kind(u.number())
	if u.failed {
		return Value{}
	}
	switch kind {
	case eval.NoKind:
		return Value{}
	case eval.NullKind:
		return eval.Null
	case eval.BoolKind:
		var b bool
		u.flags(&b)
		return eval.Bool(b)
	case eval.IntKind:
		i, n := binary.Varint([]byte(u.text[:min(len(u.text), binary.MaxVarintLen64)]))
		u.failed = u.failed || n <= 0
		u.take(max(n, 0))
		return eval.Int(i)
	case eval.FloatKind:
		return eval.Float(*u.float())
	case eval.StringKind:
		return eval.StringWith(u.string(), u.names())
	case eval.PathKind:
		return eval.Path(u.string())
	case eval.ListKind:
		elems := make([]Value, 0, u.count())
		for range cap(elems) {
			elems = append(elems, u.value())
		}
		return eval.MakeList(elems)
	case eval.SetKind:
		attrs := make([]eval.Attr, 0, u.count())
		for range cap(attrs) {
			attrs = append(attrs, eval.Attr{Name: u.string(), Value: u.value()})
		}
		return eval.MakeSet(attrs)
	}
	u.failed = true
	return Value{}
}
