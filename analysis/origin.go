package analysis

import (
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// originRange is where an origin's value is written, else its name; the zero Range for what no text made.
func originRange(o *eval.Origin) Range {
	n := WrittenValue(o.Value())
	if !n.Exists() {
		n = o.Name()
	}
	if !n.Exists() {
		return Range{}
	}
	return Range{o.Path(), n.Start(), n.End()}
}

// WrittenValue is what a value's expression says behind parentheses and the properties of the module system: the `x` of
// `lib.mkForce x` and `(mkIf c x)`.
func WrittenValue(n syntax.Node) syntax.Node {
	for range 16 {
		inner := n.Unparen()
		apply := syntax.AsApply(inner)
		if !apply.Exists() || !isProperty(apply.Function()) {
			if apply.Exists() || !inner.IsLiteral() {
				return n
			}
			return inner
		}
		n = apply.Argument()
	}
	return n
}

// isProperty reports whether a function that is applied is one of the properties that wrap a single value.
func isProperty(f syntax.Node) bool {
	name, arguments := f.Unparen(), 0
	for syntax.AsApply(name).Exists() {
		name, arguments = syntax.AsApply(name).Function().Unparen(), arguments+1
	}
	text := name.Text()
	want, known := propertyArguments[text[strings.LastIndexByte(text, '.')+1:]]
	return known && arguments == want
}

// propertyArguments are the properties of nixpkgs' lib/modules.nix around one value, and how many arguments stand before it.
var propertyArguments = map[string]int{"mkForce": 0, "mkDefault": 0, "mkVMOverride": 0, "mkOptionDefault": 0, "mkBefore": 0,
	"mkAfter": 0, "mkIf": 1, "mkOverride": 1, "mkOrder": 1}

// NameRange is the range of the attribute's name in a definition; ok is false for a computed one.
func NameRange(d *optiondb.Definition) (Range, bool) {
	r := nameRange(d.Origin)
	return r, r.File != ""
}

// nameRange is the range of the attribute's name at o, zero where none is written.
func nameRange(o *eval.Origin) Range {
	n := o.Name()
	if !n.Exists() {
		return Range{}
	}
	return Range{o.Path(), n.Start(), n.End()}
}

// ValueRange is the range of a definition's value, of its name where the value is not written, of what is written around it where it
// is computed; ok is false where nothing is.
func ValueRange(d *optiondb.Definition) (Range, bool) {
	r := originRange(d.Origin)
	return r, r.File != ""
}

// DefinitionRange is the range of a whole definition, path and value, in one binding, of what is around it where it is computed; ok is
// false where none is written.
func DefinitionRange(d *optiondb.Definition) (Range, bool) {
	n := d.Name()
	if d.Around {
		n = d.Origin.Value()
	}
	for n.Exists() && !n.Is(syntax.BindingNode) && !n.Is(syntax.InheritNode) {
		n = n.Parent()
	}
	b := syntax.AsBinding(n)
	switch {
	case !b.Exists() && d.Around:
		return ValueRange(d)
	case !b.Exists():
		return NameRange(d)
	}
	end := b.Path().End()
	if v := b.Value(); v.Exists() {
		end = v.End()
	}
	return Range{d.Origin.Path(), b.Start(), end}, true
}
