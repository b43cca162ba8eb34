package gonix

import (
	"slices"
	"strings"

	"github.com/orivej/go-nix/nix/parser"

	"atproto-ls/syntax"
)

// This file writes both trees in one form: an s-expression of node names and leaf texts. The names are those of
// [syntax.Kind]; parentheses are nodes, so that precedence shows.

// theirKinds gives our name for go-nix's node types whose children stand in the same order as ours.
var theirKinds = map[parser.NodeType]string{
	parser.ApplyNode: "apply", parser.AssertNode: "assert", parser.AttrPathNode: "attr-path", parser.BindNode: "binding",
	parser.IfNode: "if", parser.InterpNode: "interpolation", parser.ListNode: "list",
	parser.ParensNode: "paren", parser.SelectNode: "select", parser.SelectOrNode: "select", parser.WithNode: "with",
}

// writeTheirs writes n of p; false when the tree is too deep.
func writeTheirs(b *strings.Builder, p *parser.Parser, n *parser.Node, depth int) bool {
	if depth > maxChain {
		return false
	}
	children := func(nodes []*parser.Node) bool {
		for _, c := range nodes {
			b.WriteByte(' ')
			if !writeTheirs(b, p, c, depth+1) {
				return false
			}
		}
		return true
	}
	ok := true
	b.WriteByte('(')
	switch n.Type {
	case parser.IDNode, parser.URINode, parser.PathNode, parser.FloatNode, parser.IntNode:
		b.WriteString(p.TokenString(n.Tokens[0]))
	case parser.StringNode, parser.IStringNode:
		b.WriteString("string")
		ok = writeString(b, p, n, depth)
	case parser.SetNode, parser.RecSetNode:
		b.WriteString("set")
		if n.Type == parser.RecSetNode {
			b.WriteString(" rec")
		}
		ok = children(n.Nodes)
	case parser.LetNode:
		b.WriteString("let")
		ok = children(n.Nodes[0].Nodes) && children(n.Nodes[1:])
	case parser.InheritNode:
		b.WriteString("inherit")
		ok = children(n.Nodes[0].Nodes)
	case parser.InheritFromNode:
		b.WriteString("inherit (paren")
		ok = children(n.Nodes[:1])
		b.WriteString(")")
		ok = ok && children(n.Nodes[1].Nodes)
	case parser.FunctionNode:
		b.WriteString("lambda")
		ok = children(n.Nodes)
	case parser.ArgSetNode:
		writeArgs(b, n, children)
	case parser.ArgNode:
		b.WriteString("formal")
		ok = children(n.Nodes)
	default:
		name := theirKinds[n.Type]
		if n.Type >= parser.OpNode {
			name = "op " + n.Type.String()
		}
		b.WriteString(name)
		ok = children(n.Nodes)
	}
	b.WriteByte(')')
	return ok
}

// writeArgs writes a pattern, which go-nix holds in reverse, with `...` as an argument without a name.
func writeArgs(b *strings.Builder, n *parser.Node, children func([]*parser.Node) bool) {
	b.WriteString("formals")
	for i := len(n.Nodes) - 1; i >= 0; i-- {
		if len(n.Nodes[i].Nodes) == 0 {
			b.WriteString(" ...")
			continue
		}
		children(n.Nodes[i : i+1])
	}
}

// writeString writes a string's texts as written, adjacent ones as one.
func writeString(b *strings.Builder, p *parser.Parser, n *parser.Node, depth int) bool {
	text := ""
	flush := func() {
		if text != "" {
			b.WriteString(" <" + text + ">")
		}
		text = ""
	}
	for _, c := range n.Nodes {
		if c.Type == parser.TextNode {
			text += p.TokenString(c.Tokens[0])
			continue
		}
		flush()
		b.WriteByte(' ')
		if !writeTheirs(b, p, c, depth+1) {
			return false
		}
	}
	flush()
	return true
}

// writeOurs writes n; false when the tree is too deep.
func writeOurs(b *strings.Builder, n syntax.Node, depth int) bool {
	if depth > maxChain {
		return false
	}
	b.WriteByte('(')
	switch n.Kind() {
	case syntax.IdentNode, syntax.URINode, syntax.PathNode, syntax.SearchPathNode, syntax.FloatNode, syntax.IntNode:
		b.WriteString(n.Text() + ")")
		return true
	case syntax.StringNode, syntax.IndStringNode:
		b.WriteString("string")
		for _, part := range syntax.RawParts(n) {
			if part.Expr.Exists() {
				b.WriteByte(' ')
				if !writeOurs(b, part.Expr, depth+1) {
					return false
				}
			} else {
				b.WriteString(" <" + part.Text + ">")
			}
		}
		b.WriteByte(')')
		return true
	}
	b.WriteString(ourName(n))
	children := n.Children()
	if l := syntax.AsLambda(n); l.Exists() { // go-nix puts the name of the whole argument first
		children = slices.Values(present(l.Param(), l.Formals().Node, l.Body()))
	}
	for c := range children {
		b.WriteByte(' ')
		if !writeOurs(b, c, depth+1) {
			return false
		}
	}
	if formals := (syntax.Formals{Node: n}); n.Is(syntax.FormalsNode) && formals.Ellipsis() {
		b.WriteString(" ...")
	}
	b.WriteByte(')')
	return true
}

func present(nodes ...syntax.Node) []syntax.Node {
	return slices.DeleteFunc(nodes, func(n syntax.Node) bool { return !n.Exists() })
}

func ourName(n syntax.Node) string {
	src := n.File().Source()
	switch n.Kind() {
	case syntax.AttrSetNode:
		if syntax.AsAttrSet(n).Recursive() {
			return "set rec"
		}
		return "set"
	case syntax.BinaryNode:
		op := syntax.AsBinary(n).Op()
		return "op " + src[op.Start:op.End]
	case syntax.UnaryNode:
		return "op " + n.Text()[:1]
	case syntax.HasAttrNode:
		return "op ?"
	case syntax.LambdaNode:
		return "lambda"
	}
	return n.Kind().String()
}
