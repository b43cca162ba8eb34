package optiondb

import "atproto-ls/syntax"

// Position is where something is declared: a file and the byte range of the attribute's name in it.
type Position struct {
	File       string // absolute, or below the set's name for one that ships: "documented/bluesky-pds.nix"
	Start, End int

	Line, Column int // counted from 1, where the option was not read from a tree and its source tells

	node  syntax.Node
	index int                 // of the node in the tree that tree gives
	tree  func() *syntax.File // of a set that was kept; nil for others
}

// Node is the attribute's name; absent where the option was read from facts. The first call may read the file.
func (p Position) Node() syntax.Node {
	if p.tree == nil {
		return p.node
	}
	tree := p.tree()
	if tree == nil || p.index >= tree.NumNodes() {
		return syntax.Node{}
	}
	if n := tree.Node(p.index); n.Start() == p.Start && n.End() == p.End {
		return n
	}
	return syntax.Node{} // the file has changed since
}

// Option is one declared option. It is immutable.
type Option struct {
	Path         Path
	Type         *Type // never nil; [Anything] where none is declared
	Default      *Text // nil: none
	Example      *Text // nil: none
	Description  string
	Declarations []Position
	ReadOnly     bool
	Internal     bool
	Visible      bool // shown in documentation
	Unlisted     bool // left out there, for it is inside of what is not shown, or of one of several types
	Required     bool // it has no default: whoever reads it must define it
	Applied      bool // who reads it gets what a function makes of its value
	Related      []string

	unsettled bool // what is shown of it depends on the configuration

	Renamed Path   // the option that this one is an alias of, nil for none
	Removed string // the message of an option that was removed, empty for others
}

// Text is a value as documentation shows it, with the value itself where it is known.
type Text struct {
	Source string // Nix source, or prose for Markdown
	Prose  bool   // Source is no Nix: `literalMD`
	Value  Value  // the zero Value where it is not known

	written    string // its expression, where its value depends on the configuration
	documented string // as nixpkgs' documentation prints it, where that is not Source
	unread     bool   // the value is not known without a configuration
	implied    bool   // it is no default but what the type has without definitions
}

// Same reports whether t is the text that other is, as far as both tell: of one that depends on the configuration one source may have
// the expression and another what it comes to.
func (t *Text) Same(other *Text) bool {
	if t == nil || other == nil {
		return t == other
	}
	same := func(a, b string) bool { return a == b && a != "" }
	return t.Source == other.Source || same(t.Source, other.written) || same(t.written, other.Source) || same(t.written, other.written)
}

// Documented is the text as nixpkgs' documentation has it: what is long stands on several lines.
func (t *Text) Documented() string {
	if t.documented != "" {
		return t.documented
	}
	return t.Source
}

// Group is a node of a [Surface]: what is declared at one path and below it.
type Group struct {
	Option   *Option           // nil for a mere group of options
	Children map[string]*Group // nil for a leaf; below a submodule, what every element of it has
	Order    []string          // the children's names in the order of their declaration
	Open     bool              // more may be declared here than is known
	Free     *Type             // what keys that are not declared take, of a submodule with a freeform type; nil: there are none
}

// child is the group below g at name, made where there is none.
func (g *Group) child(name string) *Group {
	if c := g.Children[name]; c != nil {
		return c
	}
	if g.Children == nil {
		g.Children = map[string]*Group{}
	}
	c := &Group{}
	g.Children[name] = c
	g.Order = append(g.Order, name)
	return c
}

// walk calls visit for every option of the group, parents first, in order.
func (g *Group) walk(visit func(*Option)) {
	if g.Option != nil {
		visit(g.Option)
	}
	for _, name := range g.Order {
		g.Children[name].walk(visit)
	}
}
