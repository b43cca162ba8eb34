package syntax

// preorder copies a post-order tree into a.nodes in pre-order, and gives its depth.
//
// Read backwards, a post-order tree is a pre-order whose children stand in reverse. A node that has `left` nodes wholly
// before it and depth d ancestors has the pre-order index left + d, where left = index - size + 1: one linear pass with
// a stack of where the open ancestors' subtrees begin.
func (a *Arena) preorder(post []node) (deepest int) {
	if cap(a.nodes) < len(post) {
		a.nodes = make([]node, len(post), len(post)+len(post)/2)
	}
	a.nodes = a.nodes[:len(post)]
	starts := a.starts[:0]
	for i := len(post) - 1; i >= 0; i-- {
		for len(starts) > 0 && int(starts[len(starts)-1]) > i {
			starts = starts[:len(starts)-1]
		}
		left := i - post[i].size() + 1
		a.nodes[left+len(starts)] = post[i]
		if left != i {
			starts = append(starts, int32(left))
			deepest = max(deepest, len(starts)+1)
		}
	}
	a.starts = starts
	return deepest
}
