package syntax_test

import (
	"iter"
	"os"
	"slices"
	"strings"
	"testing"

	"atproto-ls/syntax"
)

// TestNixTree asks Nix for its tree of a text, and of the same text written out from our tree with parentheses around
// everything: the two must be the same. Precedence, associativity and what belongs to what are Nix's then.
func TestNixTree(t *testing.T) {
	judge(t)
	texts := okSources(t)
	for _, name := range []string{"NIX_SRC", "ATPROTO_NUR", "NIXPKGS_LIB", "REAL"} {
		if dir := os.Getenv(name); dir != "" {
			_, more := readNix(t, dir)
			texts = append(texts, more...)
		}
	}
	var both []string
	random := newRandom(2)
	for range number("MUTATIONS", 600) / 2 {
		texts = append(texts, program(random))
	}
	for _, text := range texts {
		f := syntax.Parse(text)
		if len(f.Errors)+len(syntax.Validate(f)) == 0 {
			both = append(both, text, explicit(f.Expr()))
		}
	}
	verdicts := ask(t, both)
	bad := 0
	for i := 0; i < len(both); i += 2 {
		if a, b := verdicts[i], verdicts[i+1]; a.ok != b.ok || a.tree != b.tree {
			if bad++; bad < 10 {
				t.Errorf("%s\nis to Nix %s %s\nwritten out %s\nit is %s %s", shorten(both[i]), a.message, shorten(a.tree), shorten(both[i+1]), b.message, shorten(b.tree))
			}
		}
	}
	t.Logf("%d texts, %d differ", len(both)/2, bad)
}

// explicit writes n with parentheses around every expression.
func explicit(n syntax.Node) string {
	switch n.Kind() {
	case syntax.ParenNode:
		return explicit(n.Inner())
	case syntax.IntNode, syntax.FloatNode:
		return "(" + n.Text() + ")"
	case syntax.StringNode:
		return `"` + pieces(syntax.AsString(n).Parts(), true) + `"`
	case syntax.PathNode:
		return pieces(syntax.PathParts(n), false)
	case syntax.IndStringNode:
		return "''" + pieces(slices.Values(syntax.RawParts(n)), false) + "''"
	case syntax.ListNode:
		return "[ " + all(n) + "]"
	case syntax.AttrSetNode:
		if syntax.AsAttrSet(n).Recursive() {
			return "(rec { " + all(n) + "})"
		}
		return "({ " + all(n) + "})"
	case syntax.LegacyLetNode:
		return "(let { " + all(n) + "})"
	case syntax.LambdaNode:
		return "(" + explicitLambda(syntax.AsLambda(n)) + ")"
	}
	return explicitOperation(n)
}

// explicitOperation is explicit for what has a fixed number of parts.
func explicitOperation(n syntax.Node) string {
	part := func(i int) string { return explicit(n.Child(i)) }
	switch n.Kind() {
	case syntax.LetNode:
		l, b := syntax.AsLetIn(n), ""
		for e := range l.Entries() {
			b += explicit(e) + " "
		}
		return "(let " + b + "in " + explicit(l.Body()) + ")"
	case syntax.WithNode:
		return "(with " + part(0) + "; " + part(1) + ")"
	case syntax.AssertNode:
		return "(assert " + part(0) + "; " + part(1) + ")"
	case syntax.IfNode:
		return "(if " + part(0) + " then " + part(1) + " else " + part(2) + ")"
	case syntax.SelectNode:
		if s := syntax.AsSelect(n); s.HasDefault() {
			return "(" + part(0) + "." + path(s.Path()) + " or " + part(2) + ")"
		}
		return "(" + part(0) + "." + path(syntax.AsSelect(n).Path()) + ")"
	case syntax.HasAttrNode:
		return "(" + part(0) + " ? " + path(syntax.AsHasAttr(n).Path()) + ")"
	case syntax.ApplyNode:
		return "(" + part(0) + " " + part(1) + ")"
	case syntax.BinaryNode:
		op := syntax.AsBinary(n).Op()
		return "(" + part(0) + " " + n.File().Source()[op.Start:op.End] + " " + part(1) + ")"
	case syntax.UnaryNode:
		return "(" + n.Text()[:1] + " " + part(0) + ")"
	case syntax.InterpolationNode:
		return "${" + part(0) + "}"
	case syntax.BindingNode:
		b := syntax.AsBinding(n)
		return path(b.Path()) + " = " + explicit(b.Value()) + ";"
	case syntax.InheritNode:
		s, i := "inherit ", syntax.AsInherit(n)
		if i.HasSource() {
			s += "(" + explicit(i.Source()) + ") "
		}
		for a := range i.Attrs() {
			s += explicit(a) + " "
		}
		return s + ";"
	}
	return n.Text()
}

func explicitLambda(l syntax.Lambda) string {
	if !l.Formals().Exists() {
		return l.Param().Text() + ": " + explicit(l.Body())
	}
	var all []string
	for f := range l.Formals().All() {
		if f.Default().Exists() {
			all = append(all, f.Name().Text()+" ? "+explicit(f.Default()))
		} else {
			all = append(all, f.Name().Text())
		}
	}
	if l.Formals().Ellipsis() {
		all = append(all, "...")
	}
	s := "{ " + strings.Join(all, ", ") + " }"
	if l.Param().Exists() {
		s = l.Param().Text() + " @ " + s
	}
	return s + ": " + explicit(l.Body())
}

func all(n syntax.Node) string {
	s := ""
	for c := range n.Children() {
		s += explicit(c) + " "
	}
	return s
}

func path(p syntax.AttrPath) string {
	var all []string
	for s := range p.Segments() {
		all = append(all, explicit(s))
	}
	return strings.Join(all, ".")
}

// pieces writes the parts of a string or path, texts escaped for `"…"` where they are decoded.
func pieces(parts iter.Seq[syntax.StringPart], decoded bool) string {
	escape := strings.NewReplacer("\\", "\\\\", `"`, `\"`, "$", `\$`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
	s := ""
	for p := range parts {
		switch {
		case p.Expr.Exists():
			s += explicit(p.Expr)
		case decoded:
			s += escape.Replace(p.Text)
		default:
			s += p.Text
		}
	}
	return s
}
