package syntax_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"atproto-ls/syntax"
)

// smallFile is the size up to which a file is cut at every byte; larger ones are cut at random places.
const smallFile = 8 << 10

// TestEveryPrefix parses every .nix file in testdata, whole and cut off anywhere: no panic, the tree prints back, and
// every accessor answers.
func TestEveryPrefix(t *testing.T) {
	paths, texts := readNix(t, filepath.Join("..", "testdata"))
	random := rand.New(rand.NewPCG(1, 2))
	cuts := 0
	for i, text := range texts {
		if problem := brokenTree(syntax.Parse(text)); problem != "" {
			t.Errorf("%s: %s", paths[i], problem)
		}
		for cut := range len(text) {
			if len(text) > smallFile && random.IntN(len(text)) > 200 {
				continue
			}
			cuts++
			if problem := brokenTree(syntax.Parse(text[:cut])); problem != "" {
				t.Fatalf("%s, cut at %d: %s", paths[i], cut, problem)
			}
		}
	}
	t.Logf("%d files, %d cuts", len(texts), cuts)
}

// brokenTree looks at all of f, and says what is wrong with it, "" when nothing is.
func brokenTree(f *syntax.File) string {
	src := f.Source()
	end := 0
	for t := range f.Tokens() {
		if t.Start != end || t.End < t.Start {
			return fmt.Sprintf("token %v at %d:%d behind %d", t.Kind, t.Start, t.End, end)
		}
		end = t.End
	}
	if end != len(src) {
		return fmt.Sprintf("tokens end at %d of %d", end, len(src))
	}
	if root := f.Root(); root.Start() != 0 || root.End() != len(src) {
		return fmt.Sprintf("root is %d:%d of %d", root.Start(), root.End(), len(src))
	}
	for n := range f.Root().Descendants() {
		if problem := brokenNode(n); problem != "" {
			return problem
		}
		touch(n)
	}
	return brokenErrors(f, syntax.Validate(f))
}

// brokenNode checks that n's children lie in it, in order, and know it as their parent.
func brokenNode(n syntax.Node) string {
	at := n.Start()
	for c := range n.Children() {
		// what is missing has no width: it stands behind the token before it, maybe before the blanks its parent begins behind
		if !c.Is(syntax.MissingNode) && (c.Start() < at || c.End() > n.End() || c.End() < c.Start()) {
			return fmt.Sprintf("%v %d:%d in %v %d:%d behind %d", c.Kind(), c.Start(), c.End(), n.Kind(), n.Start(), n.End(), at)
		}
		if c.Parent() != n {
			return fmt.Sprintf("%v has another parent than %v", c.Kind(), n.Kind())
		}
		at = c.End()
	}
	return ""
}

// brokenErrors checks that errors lie in the text, in order, that nothing accepted has an error node, and that fixes apply.
func brokenErrors(f *syntax.File, found []syntax.Error) string {
	src := f.Source()
	for _, errors := range [][]syntax.Error{f.Errors, found} {
		last := 0
		for _, e := range errors {
			if e.Start < last || e.End < e.Start || e.End > len(src) || e.Message == "" {
				return fmt.Sprintf("error %d:%d behind %d: %s", e.Start, e.End, last, e.Message)
			}
			if r := e.Related; r.Start < 0 || r.End < r.Start || r.End > len(src) {
				return fmt.Sprintf("related %d:%d: %s", r.Start, r.End, r.Message)
			}
			if e.Fix != nil {
				if _, ok := syntax.ApplyEdits(src, e.Fix.Edits); !ok || e.Fix.Title == "" {
					return "a fix does not apply: " + e.Message
				}
			}
			last = e.Start
		}
	}
	if len(f.Errors) > 0 {
		return ""
	}
	for n := range f.Root().Descendants() {
		if n.Is(syntax.ErrorNode) || n.Is(syntax.MissingNode) {
			return fmt.Sprintf("%v at %d and no error", n.Kind(), n.Start())
		}
	}
	return ""
}

// touch calls every accessor of every view on n, of the wrong kind too.
func touch(n syntax.Node) {
	_, _, _, _, _ = n.Index(), n.Text(), n.FirstToken(), n.LastToken(), n.IsLiteral()
	_ = n.Contains(n.Start())
	_ = n.CommentsBefore()
	_, _ = syntax.AsAttrPath(n).Names()
	_, _ = syntax.AsAttrPath(n).SegmentAt(n.Start())
	for _, a := range []syntax.Node{n.FirstChild(), n.Child(0), n.Inner(), n.Unparen(),
		syntax.AsAttrSet(n).Node, syntax.AsLetIn(n).Body(), syntax.AsBinding(n).Path().Node, syntax.AsBinding(n).Value(),
		syntax.AsInherit(n).Source(), syntax.AsLambda(n).Param(), syntax.AsLambda(n).Body(), syntax.AsFormal(n).Name(), syntax.AsFormal(n).Default(),
		syntax.AsSelect(n).Subject(), syntax.AsSelect(n).Path().Node, syntax.AsSelect(n).Default(),
		syntax.AsHasAttr(n).Subject(), syntax.AsHasAttr(n).Path().Node, syntax.AsApply(n).Function(), syntax.AsApply(n).Argument(),
		syntax.AsBinary(n).Left(), syntax.AsBinary(n).Right(), syntax.AsUnary(n).Operand(),
		syntax.AsIf(n).Condition(), syntax.AsIf(n).Then(), syntax.AsIf(n).Else(),
		syntax.AsWith(n).Subject(), syntax.AsAssert(n).Body()} {
		_ = a.Kind()
	}
	_ = syntax.AsBinary(n).Op()
	_, _ = syntax.AttrName(n)
	_, _ = syntax.AsString(n).Value()
	count := 0
	for range syntax.AsString(n).Parts() {
		count++
	}
	for range syntax.PathParts(n) {
		count++
	}
	for range syntax.AsAttrSet(n).Entries() {
		count++
	}
	for range syntax.AsLegacyLet(n).Entries() {
		count++
	}
	for range syntax.AsLetIn(n).Entries() {
		count++
	}
	for range syntax.AsInherit(n).Attrs() {
		count++
	}
	for s := range syntax.AsAttrPath(n).Segments() {
		_, _ = syntax.AttrName(s)
	}
	for f := range syntax.AsLambda(n).Formals().All() {
		_ = f.Name()
	}
	for range n.Elements() {
		count++
	}
	_ = count
}

// TestAbsent calls the accessors of a node that is not there.
func TestAbsent(t *testing.T) {
	var n syntax.Node
	if n.Exists() || n.Kind() != syntax.NoNode || n.Start() != 0 || n.End() != 0 || n.Text() != "" || n.Parent().Exists() || n.File() != nil {
		t.Error("the zero Node exists")
	}
	if syntax.AsAttrSet(n).Closed() || syntax.AsLambda(n).Formals().Ellipsis() || syntax.AsSelect(n).HasDefault() ||
		syntax.AsInherit(n).HasSource() || syntax.AsAttrSet(n).Recursive() {
		t.Error("the zero Node has parts")
	}
	for range n.Tokens() {
		t.Error("the zero Node has tokens")
	}
	for range n.Descendants() {
		t.Error("the zero Node has descendants")
	}
}
