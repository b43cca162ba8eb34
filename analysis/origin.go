package analysis

import (
	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// originRange is where an origin's value is written, else its name; the zero Range for what no text made.
func originRange(o *eval.Origin) Range {
	n := o.Value()
	if !n.Exists() {
		n = o.Name()
	}
	if !n.Exists() {
		return Range{}
	}
	return Range{o.Path(), n.Start(), n.End()}
}

// NameRange is the range of the attribute's name in a definition; ok is false for a computed one.
func NameRange(d *optiondb.Definition) (Range, bool) {
	n := d.Name()
	return Range{d.Origin.Path(), n.Start(), n.End()}, n.Exists()
}

// ValueRange is the range of a definition's value, of its name where the value is not written; ok is false for a
// computed one.
func ValueRange(d *optiondb.Definition) (Range, bool) {
	r := originRange(d.Origin)
	return r, r.File != ""
}

// DefinitionRange is the range of a whole definition, path and value, in one binding; ok is false for a computed one.
func DefinitionRange(d *optiondb.Definition) (Range, bool) {
	n := d.Name()
	for n.Exists() && !n.Is(syntax.BindingNode) {
		n = n.Parent()
	}
	b := syntax.AsBinding(n)
	if !b.Exists() {
		return NameRange(d)
	}
	end := b.Path().End()
	if v := b.Value(); v.Exists() {
		end = v.End()
	}
	return Range{d.Origin.Path(), b.Start(), end}, true
}
