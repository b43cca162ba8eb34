package analysis

import (
	"strings"

	"atproto-ls/syntax"
)

// SymbolKind says what the value of a [Symbol] is.
type SymbolKind uint8

// The kinds of symbol. SymbolOther is any expression whose value is not written out.
const (
	SymbolOther SymbolKind = iota
	SymbolSet
	SymbolList
	SymbolFunction
	SymbolString
	SymbolNumber
	SymbolBoolean
	SymbolNull
	SymbolPath
	SymbolInherited // a name of an `inherit`
)

// Symbol is a name that a file binds, with the names that its value binds.
type Symbol struct {
	Name      string // the attribute path as written, without white space; never empty
	Detail    string // the value where it is short and written out, else empty
	Kind      SymbolKind
	Range     Range // the whole binding
	NameRange Range // the attribute path, within Range
	Children  []Symbol
}

const (
	maxSymbolDepth  = 64 // levels of children; what is deeper becomes a sibling of its parent
	maxSymbolDetail = 60 // bytes
	maxSymbolName   = 200
)

// Symbols are the bindings of the file, nested as they are written.
func (f *File) Symbols() []Symbol {
	var symbols []Symbol
	f.addSymbols(f.Tree.Root(), maxSymbolDepth, &symbols)
	return symbols
}

// addSymbols adds what n binds to into.
func (f *File) addSymbols(n syntax.Node, depth int, into *[]Symbol) {
	for c := range n.Children() {
		switch c.Kind() {
		case syntax.BindingNode:
			f.addBinding(syntax.AsBinding(c), depth, into)
		case syntax.InheritNode:
			f.addInherited(syntax.AsInherit(c), into)
		default:
			f.addSymbols(c, depth, into)
		}
	}
}

func (f *File) addBinding(b syntax.Binding, depth int, into *[]Symbol) {
	s := Symbol{Name: symbolName(b.Path()), Range: f.Range(b.Node), NameRange: f.Range(b.Path().Node)}
	if s.Name == "" {
		f.addSymbols(b.Node, depth, into) // a path that is not written yet
		return
	}
	s.Kind, s.Detail = symbolValue(b.Value())
	if depth == 1 {
		*into = append(*into, s)
		f.addSymbols(b.Node, depth, into)
		return
	}
	f.addSymbols(b.Node, depth-1, &s.Children)
	*into = append(*into, s)
}

func (f *File) addInherited(i syntax.InheritStmt, into *[]Symbol) {
	for n := range i.Attrs() {
		if name, known := syntax.AttrName(n); known && strings.TrimSpace(name) != "" {
			*into = append(*into, Symbol{Name: name, Kind: SymbolInherited, Range: f.Range(n), NameRange: f.Range(n)})
		}
	}
}

func symbolName(p syntax.AttrPath) string {
	var parts []string
	for s := range p.Segments() {
		if text := strings.Join(strings.Fields(s.Text()), " "); text != "" {
			parts = append(parts, text)
		}
	}
	name := strings.Join(parts, ".")
	if len(name) > maxSymbolName {
		name = strings.ToValidUTF8(name[:maxSymbolName], "") // a character that was cut is left out
	}
	return name
}

// symbolValue is the kind of a value, and the value itself where it is short and written out.
func symbolValue(v syntax.Node) (kind SymbolKind, detail string) {
	v = v.Unparen()
	switch v.Kind() {
	case syntax.AttrSetNode:
		return SymbolSet, ""
	case syntax.ListNode:
		return SymbolList, ""
	case syntax.LambdaNode:
		return SymbolFunction, ""
	case syntax.StringNode, syntax.IndStringNode, syntax.URINode:
		kind = SymbolString
	case syntax.IntNode, syntax.FloatNode:
		kind = SymbolNumber
	case syntax.PathNode, syntax.SearchPathNode:
		kind = SymbolPath
	case syntax.IdentNode:
		switch v.Text() {
		case "true", "false":
			return SymbolBoolean, v.Text()
		case "null":
			return SymbolNull, v.Text()
		}
	}
	if text := v.Text(); v.IsLiteral() && len(text) <= maxSymbolDetail && !strings.Contains(text, "\n") {
		detail = text
	}
	return kind, detail
}
