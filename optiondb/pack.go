package optiondb

import (
	"encoding/binary"
	"math"
	"slices"

	"atproto-ls/eval"
)

// Keeper keeps what was worked out of a source, for the next process that reads the same; nil keeps nothing.
type Keeper interface {
	// Kept is what was kept under a name and is still right.
	Kept(name string) (data string, ok bool)
	// Keep keeps data. It may decide not to.
	Keep(name string, data []byte)
}

// What is kept of a source has two parts: its options, and what its modules define, which not everybody asks for. Packed is a
// table of strings, each once, then numbers; types and texts stand once as well, for many options share them. Who keeps
// it guards it against change; what is no such thing all the same is refused ([unpacker]).

// packer writes the body; the strings it collects.
type packer struct {
	body    []byte
	strings map[string]int
	table   []string
	types   map[*Type]int
	texts   map[*Text]int
	failed  bool // something in it cannot be written
}

func newPacker() *packer {
	return &packer{strings: map[string]int{}, types: map[*Type]int{}, texts: map[*Text]int{}}
}

// packed is all that was written; ok is false where something could not be.
func (p *packer) packed() (data []byte, ok bool) {
	size := 0
	for _, s := range p.table {
		size += len(s)
	}
	data = make([]byte, 0, size+len(p.body)+3*len(p.table)+16)
	data = binary.AppendUvarint(data, uint64(len(p.table)))
	for _, s := range p.table {
		data = binary.AppendUvarint(data, uint64(len(s)))
	}
	for _, s := range p.table {
		data = append(data, s...)
	}
	return append(data, p.body...), !p.failed
}

func (p *packer) number(n int) { p.body = binary.AppendUvarint(p.body, uint64(n)) }

func (p *packer) text(s string) {
	i, known := p.strings[s]
	if !known {
		i = len(p.table)
		p.strings[s] = i
		p.table = append(p.table, s)
	}
	p.number(i)
}

func (p *packer) flags(flags ...bool) {
	bits := 0
	for i, set := range flags {
		if set {
			bits |= 1 << i
		}
	}
	p.number(bits)
}

func (p *packer) names(names []string) {
	p.number(len(names))
	for _, n := range names {
		p.text(n)
	}
}

func (p *packer) paths(paths []Path) {
	p.number(len(paths))
	for _, path := range paths {
		p.names(path)
	}
}

// pack is a source as it is kept: what reading it gave, without its name.
func (s *Source) pack() ([]byte, bool) {
	p := newPacker()
	p.number(s.Modules)
	p.number(s.Options)
	p.flags(s.Set.Partial)
	p.paths(s.Set.Generations[0].Prefixes)
	p.number(len(s.Unread))
	for _, u := range s.Unread {
		p.text(u.What)
		p.text(u.Why)
	}
	p.number(len(s.Problems))
	for _, problem := range s.Problems {
		p.names(problem.Path)
		p.text(problem.Why)
	}
	p.group(s.Set.Generations[0].Surface().Root)
	return p.packed()
}

// pack is what modules define, as it is kept.
func (d *definitions) pack() ([]byte, bool) {
	p := newPacker()
	own := make([]string, 0, len(d.own))
	for path := range d.own {
		own = append(own, path)
	}
	slices.Sort(own)
	p.names(own)
	p.number(len(d.brought))
	for _, b := range d.brought {
		p.names(b.Path)
		p.paths(b.By)
		p.value(b.Value)
	}
	return p.packed()
}

// Something that many share is written as 0 for nothing, 1 for a new one, and otherwise the number of one before, from 2 on.
func shared[T any](p *packer, known map[*T]int, x *T, write func()) {
	if x == nil {
		p.number(0)
		return
	}
	if i, again := known[x]; again {
		p.number(2 + i)
		return
	}
	known[x] = len(known)
	p.number(1)
	write()
}

func (p *packer) group(g *Group) {
	p.flags(g.Open, g.Option != nil)
	p.typ(g.Free)
	if g.Option != nil {
		p.option(g.Option)
	}
	p.number(len(g.Order))
	for _, name := range g.Order {
		p.text(name)
		p.group(g.Children[name])
	}
}

func (p *packer) option(o *Option) {
	p.names(o.Path)
	p.flags(o.ReadOnly, o.Internal, o.Visible, o.Unlisted, o.Required, o.Applied, o.unsettled)
	p.typ(o.Type)
	p.shown(o.Default)
	p.shown(o.Example)
	p.text(o.Description)
	p.names(o.Related)
	p.names(o.Renamed)
	p.text(o.Removed)
	p.number(len(o.Declarations))
	for _, at := range o.Declarations {
		line, column := at.Place()
		p.text(at.File)
		for _, n := range []int{at.Start, at.End, line, column} {
			p.number(n)
		}
		switch {
		case at.tree != nil:
			p.number(1 + at.index)
		case at.node.Exists():
			p.number(1 + at.node.Index())
		default:
			p.number(0)
		}
	}
}

func (p *packer) shown(t *Text) {
	shared(p, p.texts, t, func() {
		p.text(t.Source)
		p.text(t.documented)
		p.text(t.written)
		p.flags(t.Prose, t.unread)
		p.value(t.Value)
	})
}

func (p *packer) typ(t *Type) {
	if len(p.types) == 0 {
		p.types[Anything] = 0 // which is one for all
	}
	shared(p, p.types, t, func() {
		p.text(t.Name)
		p.text(t.Description)
		p.text(t.Pattern)
		p.flags(t.Opaque, t.untold, t.Values != nil, t.Min != nil, t.Max != nil, t.Sub != nil)
		p.typ(t.Elem)
		p.number(len(t.Alternatives))
		for _, a := range t.Alternatives {
			p.typ(a)
		}
		if t.Values != nil {
			p.number(len(t.Values))
			for _, v := range t.Values {
				p.value(v)
			}
		}
		for _, bound := range []*float64{t.Min, t.Max} {
			if bound != nil {
				p.float(*bound)
			}
		}
		if t.Sub != nil {
			p.group(t.Sub)
		}
	})
}

func (p *packer) float(f float64) {
	p.body = binary.LittleEndian.AppendUint64(p.body, math.Float64bits(f))
}

// value writes a frozen value.
func (p *packer) value(v Value) {
	p.number(int(v.Kind()))
	switch v.Kind() {
	case eval.NoKind, eval.NullKind:
	case eval.BoolKind:
		p.flags(v.IsTrue())
	case eval.IntKind:
		i, _ := v.AsInt()
		p.body = binary.AppendVarint(p.body, i)
	case eval.FloatKind:
		f, _ := v.AsFloat()
		p.float(f)
	case eval.StringKind:
		text, _ := v.AsString()
		p.text(text)
		p.names(eval.Context(v))
	case eval.PathKind:
		path, _ := v.AsPath()
		p.text(path)
	case eval.ListKind:
		p.failed = p.failed || v.List().Open() != nil
		p.number(v.List().Len())
		for _, e := range v.List().Elems() {
			p.value(e)
		}
	case eval.SetKind:
		p.failed = p.failed || v.Set().Open() != nil
		p.number(v.Set().Len())
		for _, a := range v.Set().Attrs() {
			p.text(a.Name)
			p.value(a.Value)
		}
	default:
		p.failed = true // nothing that was frozen
	}
}
