package syntax

import "iter"

// Kind says what a node of the tree is.
type Kind uint8

// The kinds of node; behind each its children in order. Expr stands for any expression, which where it is absent from
// the text is a [MissingNode]; ErrorNodes may stand between any two children.
const (
	NoNode      Kind = iota // the zero [Node]: absent
	FileNode                // Expr
	ErrorNode               // text that fits nowhere: tokens only, or nodes that were parsed in it
	MissingNode             // zero bytes wide: an expression or name that the text lacks

	IdentNode
	IntNode
	FloatNode
	URINode
	SearchPathNode
	PathNode      // InterpolationNode*
	StringNode    // InterpolationNode*
	IndStringNode // InterpolationNode*

	ParenNode     // Expr
	ListNode      // Expr*
	AttrSetNode   // (BindingNode | InheritNode)*
	LetNode       // (BindingNode | InheritNode)*, Expr
	LegacyLetNode // (BindingNode | InheritNode)*: `let { … body = …; }`
	WithNode      // Expr, Expr
	AssertNode    // Expr, Expr
	IfNode        // Expr, Expr, Expr
	LambdaNode    // IdentNode? FormalsNode? IdentNode? Expr
	FormalsNode   // FormalNode*
	FormalNode    // IdentNode, Expr?
	SelectNode    // Expr, AttrPathNode, Expr?
	HasAttrNode   // Expr, AttrPathNode
	ApplyNode     // Expr, Expr
	BinaryNode    // Expr, Expr
	UnaryNode     // Expr

	AttrPathNode      // (IdentNode | StringNode | InterpolationNode | MissingNode)+
	InterpolationNode // Expr: `${ … }` in a string, a path or an attribute path
	BindingNode       // AttrPathNode, Expr
	InheritNode       // ParenNode? (IdentNode | StringNode | InterpolationNode)*

	nodeKinds
)

var kindNames = [nodeKinds]string{
	"none", "file", "error", "missing", "ident", "int", "float", "uri", "search-path", "path", "string", "ind-string",
	"paren", "list", "attr-set", "let", "legacy-let", "with", "assert", "if", "lambda", "formals", "formal", "select",
	"has-attr", "apply", "binary", "unary", "attr-path", "interpolation", "binding", "inherit",
}

// String is the kind's name as `debug tree` prints it.
func (k Kind) String() string { return kindNames[k] }

// node is one entry of the flat tree, in pre-order: a node is followed by its children's subtrees.
// The tokens first (inclusive) to last (exclusive) are its text; it begins and ends with a token that is not trivia.
type node struct {
	first, last uint32
	kindSize    uint32 // six bits of kind, 26 bits of subtree size, itself included
}

func (n node) kind() Kind { return Kind(n.kindSize >> offsetBits) }
func (n node) size() int  { return int(n.kindSize & offsetMask) }

func packNode(k Kind, first, last, size int) node {
	return node{uint32(first), uint32(last), uint32(k)<<offsetBits | uint32(size)}
}

// Node is a node of a [File]'s tree: a comparable value, cheap to copy, valid as long as its File. The zero Node is
// absent: every method accepts it and answers with zero values.
type Node struct {
	file  *File
	index int32
}

func (n Node) raw() node { return n.file.nodes[n.index] }

// Exists reports whether n is a node at all.
func (n Node) Exists() bool { return n.file != nil }

// Kind is n's kind, [NoNode] for an absent one.
func (n Node) Kind() Kind {
	if n.file == nil {
		return NoNode
	}
	return n.raw().kind()
}

// Is reports whether n has the kind k.
func (n Node) Is(k Kind) bool { return n.Kind() == k }

// File is the file that n belongs to, nil for an absent node.
func (n Node) File() *File { return n.file }

// Index is n's position in the file's pre-order, 0 for the root: small, dense, and stable, for tables over nodes.
func (n Node) Index() int { return int(n.index) }

// Size is how many nodes n's subtree has, n included; 0 for an absent node.
func (n Node) Size() int {
	if n.file == nil {
		return 0
	}
	return n.raw().size()
}

// Start is the byte offset of n's first character, 0-based.
func (n Node) Start() int {
	if n.file == nil {
		return 0
	}
	return n.file.tokenStart(int(n.raw().first))
}

// End is the byte offset behind n's last character.
func (n Node) End() int {
	if n.file == nil {
		return 0
	}
	r := n.raw()
	if r.first == r.last {
		return n.file.tokenStart(int(r.first))
	}
	return n.file.tokens[r.last-1].end()
}

// Text is n's source text, comments and white space inside it included.
func (n Node) Text() string {
	if n.file == nil {
		return ""
	}
	return n.file.src[n.Start():n.End()]
}

// Children are n's children in source order.
func (n Node) Children() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.file == nil {
			return
		}
		end := n.index + int32(n.raw().size())
		for i := n.index + 1; i < end; i += int32(n.file.nodes[i].size()) {
			if !yield(Node{n.file, i}) {
				return
			}
		}
	}
}

// FirstChild is n's first child, absent when n has none.
func (n Node) FirstChild() Node {
	if n.file == nil || n.raw().size() == 1 {
		return Node{}
	}
	return Node{n.file, n.index + 1}
}

// Child is n's child at index i (from 0), leaving out [ErrorNode]s; absent when there are not so many.
func (n Node) Child(i int) Node {
	for c := range n.Children() {
		if c.Kind() == ErrorNode {
			continue
		}
		if i == 0 {
			return c
		}
		i--
	}
	return Node{}
}

// expr is child i, absent when the text lacks it.
func (n Node) expr(i int) Node { return n.Child(i).present() }

func (n Node) present() Node {
	if n.Kind() == MissingNode {
		return Node{}
	}
	return n
}

// lastChild is n's last child that is not an [ErrorNode].
func (n Node) lastChild() (last Node) {
	for c := range n.Children() {
		if c.Kind() != ErrorNode {
			last = c
		}
	}
	return last
}

// Descendants are n and everything below it, in pre-order.
func (n Node) Descendants() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.file == nil {
			return
		}
		end := n.index + int32(n.raw().size())
		for i := n.index; i < end; i++ {
			if !yield(Node{n.file, i}) {
				return
			}
		}
	}
}

// Parent is the node that n is a child of, absent for the root. The first call for a file costs one pass over it.
func (n Node) Parent() Node {
	if n.file == nil || n.index == 0 {
		return Node{}
	}
	return Node{n.file, n.file.parentIndexes()[n.index]}
}

// Contains reports whether the byte offset off lies in n or at one of its ends.
func (n Node) Contains(off int) bool { return n.Exists() && n.Start() <= off && off <= n.End() }

// FirstToken is n's first token; for an absent or missing node a zero-width [EOF] token at its offset.
func (n Node) FirstToken() Token {
	if n.file == nil || n.raw().first == n.raw().last {
		return Token{EOF, n.Start(), n.Start()}
	}
	return n.file.token(int(n.raw().first))
}

// LastToken is n's last token, as [Node.FirstToken].
func (n Node) LastToken() Token {
	if n.file == nil || n.raw().first == n.raw().last {
		return Token{EOF, n.Start(), n.Start()}
	}
	return n.file.token(int(n.raw().last) - 1)
}

// Tokens are n's tokens in order, trivia included.
func (n Node) Tokens() iter.Seq[Token] {
	return func(yield func(Token) bool) {
		if n.file == nil {
			return
		}
		for i := n.raw().first; i < n.raw().last; i++ {
			if !yield(n.file.token(int(i))) {
				return
			}
		}
	}
}

// tokenAfter is the first significant token behind n within parent.
func (n Node) tokenAfter(parent Node) Token {
	for i := n.raw().last; i < parent.raw().last; i++ {
		if t := n.file.token(int(i)); !t.Kind.IsTrivia() {
			return t
		}
	}
	return Token{EOF, n.End(), n.End()}
}
