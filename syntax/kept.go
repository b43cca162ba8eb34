package syntax

import (
	"slices"
	"sync"
	"weak"
)

// Kept says which nodes of a text are still there in its next version: all but those of one stretch of the tree's pre-order,
// in place of which others may stand. The zero Kept is that of two equal trees.
type Kept struct {
	start, oldEnd, newEnd int32 // the stretch
	around                int32 // the innermost node around the change, in both trees
	changed               bool
}

// Now is the index in the new tree of the old tree's node with the index i; false when it is gone.
func (k Kept) Now(i int) (int, bool) {
	switch {
	case int32(i) < k.start:
		return i, true
	case int32(i) < k.oldEnd:
		return 0, false
	}
	return i + int(k.newEnd-k.oldEnd), true
}

// Was is the index in the old tree of the new tree's node with the index i; false when it was not there.
func (k Kept) Was(i int) (int, bool) {
	switch {
	case int32(i) < k.start:
		return i, true
	case int32(i) < k.newEnd:
		return 0, false
	}
	return i - int(k.newEnd-k.oldEnd), true
}

// Whole reports whether all of n's subtree, a node of the new tree, was there before: nothing in it has changed.
func (k Kept) Whole(n Node) bool {
	end := n.index + int32(n.Size())
	return !k.changed || (end <= k.start || k.newEnd <= n.index) && (end <= k.around || k.around < n.index)
}

// Compare finds the nodes of old that mean the same in new, the next version of its text: their text is the same, and so is
// what the names in it are bound to. Nodes around the change are kept as well, as what stands at that place. Of two texts with
// little in common nothing but the root is kept. It takes time linear in the texts.
//
// What a change can reach follows from where names are visible (Nix manual, "Attribute sets", "Let-expressions", "Functions"):
// from an element of a list, from a binding's value in a set that is not recursive, from a function's argument it reaches
// nothing beside itself; from a binding of a `let` it reaches all of the `let`. A function's body may be run with several
// arguments, and so counts as a whole, but for the functions that the whole file is.
func Compare(old, new *File) Kept {
	last := &new.compared
	last.mutex.Lock()
	defer last.mutex.Unlock()
	if this := weak.Make(old); last.old != this {
		last.old, last.kept = this, compare(old, new)
	}
	return last.kept
}

// compared is what a file was compared with last, and the result: several ask for the same.
type compared struct {
	mutex sync.Mutex
	old   weak.Pointer[File] // which is not kept for it
	kept  Kept
}

func compare(old, new *File) Kept {
	c := comparison{old: old, new: new, spine: true}
	c.prefix, c.suffix = common(old.src, new.src)
	for c.deeper() {
	}
	return c.kept
}

// common is how many bytes two texts begin with alike, and how many of the others they end with alike.
func common(a, b string) (prefix, suffix int) {
	const block = 256 // which is compared at once
	n := min(len(a), len(b))
	for prefix+block <= n && a[prefix:prefix+block] == b[prefix:prefix+block] {
		prefix += block
	}
	for prefix < n && a[prefix] == b[prefix] {
		prefix++
	}
	a, b = a[prefix:], b[prefix:]
	n -= prefix
	for suffix+block <= n && a[len(a)-suffix-block:len(a)-suffix] == b[len(b)-suffix-block:len(b)-suffix] {
		suffix += block
	}
	for suffix < n && a[len(a)-1-suffix] == b[len(b)-1-suffix] {
		suffix++
	}
	return prefix, suffix
}

// comparison is a walk down both trees to the smallest node that holds the change.
type comparison struct {
	old, new       *File
	prefix, suffix int   // what their texts have in common
	at             int32 // the node in both: before it the trees are equal
	spine          bool  // between the root and at stand only expressions whose value is that of their last child
	kept           Kept
}

// deeper goes to the one child that holds the change; false when the change is found.
func (c *comparison) deeper() bool {
	a, b := Node{c.old, c.at}, Node{c.new, c.at}
	c.kept = Kept{c.at, c.at + int32(a.raw().size()), c.at + int32(b.raw().size()), c.at, true}
	if a.Kind() != b.Kind() || !sameTokens(a, b) || (mayMerge(a) || mayMerge(b)) && (c.old.hasRecursive() || c.new.hasRecursive()) {
		return false
	}
	before, after := childIndexes(a), childIndexes(b)
	same := 0
	for same < min(len(before), len(after)) && c.sameTree(Node{c.old, before[same]}, Node{c.new, after[same]}) {
		same++
	}
	if same == len(before) && same == len(after) {
		c.kept = Kept{}
		return false
	}
	behind := 0
	for behind < min(len(before), len(after))-same && c.sameTree(Node{c.old, before[len(before)-1-behind]}, Node{c.new, after[len(after)-1-behind]}) {
		behind++
	}
	if len(before)-behind == same+1 && len(after)-behind == same+1 && c.into(a, same, len(before)) {
		c.at = before[same]
		return true
	}
	if a.Kind() != AttrSetNode && a.Kind() != ListNode || a.FirstToken().Kind == Rec {
		return false
	}
	c.kept.start = end(a, before, same)
	c.kept.oldEnd, c.kept.newEnd = end(a, before, len(before)-behind), end(b, after, len(after)-behind)
	return false
}

// end is the index behind the first n children of the node.
func end(of Node, children []int32, n int) int32 {
	if n == 0 {
		return of.index + 1
	}
	last := children[n-1]
	return last + int32(of.file.nodes[last].size())
}

// into reports whether a change of the child with the number i, of n, reaches nothing else of the node.
func (c *comparison) into(parent Node, i, n int) bool {
	last := i == n-1
	switch parent.Kind() {
	case FileNode, ParenNode:
		return true
	case LambdaNode:
		return c.spine && last
	case LetNode, WithNode, AssertNode:
		return last
	case AttrSetNode:
		c.spine = false
		return parent.FirstToken().Kind != Rec
	case BindingNode:
		c.spine = false
		return i > 0
	case ListNode, ApplyNode, IfNode, BinaryNode:
		c.spine = false
		return true
	}
	return false
}

// mayMerge reports whether bindings of a set may be put together into one set, which matters where one of them is recursive:
// then what it binds is visible in the others too.
func mayMerge(n Node) bool {
	if n.Kind() != AttrSetNode {
		return false
	}
	seen := map[string]bool{}
	for entry := range n.Children() {
		name, known := AttrName(AsBinding(entry).Path().Child(0))
		if entry.Kind() == BindingNode && (!known || seen[name]) {
			return true
		}
		seen[name] = true
	}
	return false
}

func childIndexes(n Node) (all []int32) {
	for c := range n.Children() {
		all = append(all, c.index)
	}
	return all
}

// sameText reports whether two nodes, of the old and of the new tree, have the same text.
func (c *comparison) sameText(a, b Node) bool {
	start, end := a.Start(), a.End()
	moved := b.Start() - start
	switch {
	case b.End()-end != moved, moved == 0 && start <= c.prefix && c.prefix < end: // there the texts differ
		return false
	case moved == 0 && end <= c.prefix, moved == len(c.new.src)-len(c.old.src) && start >= len(c.old.src)-c.suffix:
		return true
	}
	return a.Text() == b.Text()
}

// sameTree reports whether two subtrees, of the old and of the new tree, have the same text and the same form.
func (c *comparison) sameTree(a, b Node) bool {
	x, y := a.raw(), b.raw()
	if x.kindSize != y.kindSize || x.last-x.first != y.last-y.first || !c.sameText(a, b) {
		return false
	}
	before, after := a.file.nodes[a.index:int(a.index)+x.size()], b.file.nodes[b.index:int(b.index)+x.size()]
	for i := range before {
		p, q := before[i], after[i]
		if p.kindSize != q.kindSize || p.first-x.first != q.first-y.first || p.last-x.first != q.last-y.first {
			return false
		}
	}
	shift := token(a.file.tokenStart(int(x.first)) - b.file.tokenStart(int(y.first)))
	tokens := b.file.tokens[y.first:y.last]
	for i, t := range a.file.tokens[x.first:x.last] {
		if t != tokens[i]+shift {
			return false
		}
	}
	return true
}

// sameTokens reports whether two nodes have the same tokens besides those of their children, trivia left out.
func sameTokens(a, b Node) bool { return slices.Equal(ownTokens(a), ownTokens(b)) }

// ownTokens are the texts of the tokens that belong to none of the node's children, trivia left out.
func ownTokens(n Node) (all []string) {
	r := n.raw()
	i := r.first
	add := func(until uint32) {
		for ; i < until; i++ {
			if t := n.file.token(int(i)); !t.Kind.IsTrivia() {
				all = append(all, n.file.src[t.Start:t.End])
			}
		}
	}
	for c := range n.Children() {
		add(c.raw().first)
		i = max(i, c.raw().last)
	}
	add(r.last)
	return all
}
