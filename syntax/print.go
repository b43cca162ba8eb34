package syntax

import (
	"strconv"
	"strings"
)

// Dump writes the tree as text: a line a node with its kind and, for leaves, its text; what is missing and what is wrong
// shows as such. The golden trees of the tests and `debug tree` have this form.
func Dump(f *File) string {
	var b strings.Builder
	depths := make([]int, len(f.nodes))
	for i, n := range f.nodes {
		end := i + n.size()
		for c := i + 1; c < end; c += f.nodes[c].size() {
			depths[c] = depths[i] + 1
		}
		b.WriteString(strings.Repeat("  ", depths[i]))
		b.WriteString(n.kind().String())
		node := Node{f, int32(i)}
		switch {
		case n.kind() == BinaryNode:
			op := AsBinary(node).Op()
			b.WriteString(" " + f.src[op.Start:op.End])
		case n.kind() == UnaryNode:
			b.WriteString(" " + f.src[node.Start():node.Start()+1])
		case n.kind() == AttrSetNode && AsAttrSet(node).Recursive():
			b.WriteString(" rec")
		case n.kind() == FormalsNode && (Formals{node}).Ellipsis():
			b.WriteString(" ...")
		case n.size() == 1 && n.first != n.last && n.kind() != AttrSetNode && n.kind() != ListNode:
			b.WriteString(" " + strconv.Quote(node.Text()))
		}
		b.WriteByte('\n')
	}
	for _, e := range f.Errors {
		line, column := f.Lines().Position(e.Start, UTF32)
		b.WriteString(strconv.Itoa(line+1) + ":" + strconv.Itoa(column+1) + ": " + e.Message + "\n")
	}
	return b.String()
}
