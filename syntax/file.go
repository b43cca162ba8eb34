package syntax

import (
	"iter"
	"sort"
	"sync"
	"unsafe"
)

// File is a parsed source text. It always has a tree, however broken the text is. A File is immutable and safe for use
// by several goroutines.
type File struct {
	src    string
	tokens []token // all of them, the last is EOF
	nodes  []node  // pre-order, nodes[0] is the root

	// Errors says why Nix would refuse the text, in source order, at most [MaxErrors]; empty for a text that Nix's grammar accepts.
	// What its parser refuses besides, duplicates and undefined variables, [Validate] tells.
	Errors []Error

	parentsOnce sync.Once
	parents     []int32
	linesOnce   sync.Once
	lines       *Lines
	recOnce     sync.Once
	rec         bool
	compared    compared
}

// Source is the text that was parsed.
func (f *File) Source() string { return f.src }

// Holds reports whether s is a piece of the source itself, whose memory it then keeps.
func (f *File) Holds(s string) bool {
	at, source := uintptr(unsafe.Pointer(unsafe.StringData(s))), uintptr(unsafe.Pointer(unsafe.StringData(f.src)))
	return len(s) > 0 && source <= at && at < source+uintptr(len(f.src))
}

// Root is the tree's root, a [FileNode].
func (f *File) Root() Node { return Node{f, 0} }

// Expr is the file's expression; absent for an empty file.
func (f *File) Expr() Node { return f.Root().expr(0) }

// Node is the node whose [Node.Index] is i.
func (f *File) Node(i int) Node { return Node{f, int32(i)} }

// NumNodes is how many nodes the tree has.
func (f *File) NumNodes() int { return len(f.nodes) }

// TreeBytes is how many bytes the tokens and nodes occupy.
func (f *File) TreeBytes() int { return 4*len(f.tokens) + 12*len(f.nodes) }

// Lines converts between byte offsets of this file and positions by line.
func (f *File) Lines() *Lines {
	f.linesOnce.Do(func() { f.lines = NewLines(f.src) })
	return f.lines
}

// Tokens are all tokens in order, trivia and the final [EOF] included. Together they are the source.
func (f *File) Tokens() iter.Seq[Token] {
	return func(yield func(Token) bool) {
		start := 0
		for _, t := range f.tokens {
			if !yield(Token{t.kind(), start, t.end()}) {
				return
			}
			start = t.end()
		}
	}
}

// TokenAt is the token that holds the byte at off; where off is the end of the source, the [EOF] token.
func (f *File) TokenAt(off int) Token {
	i := sort.Search(len(f.tokens), func(i int) bool { return f.tokens[i].end() > off })
	if i == len(f.tokens) {
		i--
	}
	return f.token(i)
}

// NodeAt is the innermost node that contains off. Where two nodes meet at off, the one that begins there.
func (f *File) NodeAt(off int) Node {
	n := f.Root()
	for {
		next := Node{}
		for c := range n.Children() {
			if c.Start() > off {
				break
			}
			if off <= c.End() {
				next = c
			}
		}
		if !next.Exists() {
			return n
		}
		n = next
	}
}

// hasRecursive reports whether there is a recursive set.
func (f *File) hasRecursive() bool {
	f.recOnce.Do(func() {
		for i := range f.nodes {
			if n := f.nodes[i]; n.kind() == AttrSetNode && f.tokens[n.first].kind() == Rec {
				f.rec = true
				break
			}
		}
	})
	return f.rec
}

func (f *File) token(i int) Token {
	return Token{f.tokens[i].kind(), f.tokenStart(i), f.tokens[i].end()}
}

func (f *File) tokenStart(i int) int {
	if i == 0 {
		return 0
	}
	return f.tokens[i-1].end()
}

// parentIndexes holds for each node its parent's index, made at the first use.
func (f *File) parentIndexes() []int32 {
	f.parentsOnce.Do(func() {
		parents := make([]int32, len(f.nodes))
		for i := range f.nodes {
			end := i + f.nodes[i].size()
			for c := i + 1; c < end; c += f.nodes[c].size() {
				parents[c] = int32(i)
			}
		}
		f.parents = parents
	})
	return f.parents
}
