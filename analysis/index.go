package analysis

import "atproto-ls/optiondb"

// definitionIndex finds definitions by their path: a node for each path, the names below it. Most definitions of a large
// configuration share few paths, so that nothing is made for most of them.
type definitionIndex struct {
	names map[string]*definitionIndex
	at    []*optiondb.Definition
	leaf  bool // something at the path has nothing below it
	hole  bool // more may be defined at the path than is known
}

// below is the node for one more name, made where there is none.
func (x *definitionIndex) below(name string) *definitionIndex {
	next := x.names[name]
	if next == nil {
		if x.names == nil {
			x.names = map[string]*definitionIndex{}
		}
		next = &definitionIndex{}
		x.names[name] = next
	}
	return next
}

// node is the node at path, nil where nothing is indexed at it or below it.
func (x *definitionIndex) node(path optiondb.Path) *definitionIndex {
	for _, name := range path {
		if x == nil {
			return nil
		}
		x = x.names[name]
	}
	return x
}

// find are the definitions of exactly this path; none where nothing is indexed.
func (x *definitionIndex) find(path optiondb.Path) []*optiondb.Definition {
	if x = x.node(path); x == nil {
		return nil
	}
	return x.at
}
