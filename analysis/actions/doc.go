// Package actions holds what an editor offers to do with a configuration besides mending what is wrong: to insert an
// example block, merged into what is there, and to add the options that a service must have.
//
// An [Action] knows the set that it works in and makes its edits when it is asked for them. It is offered only if there
// is something to do. Actions know neither LSP nor the terminal.
//
//	for _, a := range actions.Examples(snapshot, file, off) {
//		fmt.Println(a.Title, a.Edits())
//	}
package actions

import (
	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// Action is something that can be done at a place of a file.
type Action struct {
	Name  string // stable, to find it again: "example simple-pds"
	Title string // a verb phrase
	About string // what is to be had of it, in a sentence; may be empty
	Edits func() []analysis.Edit
	Stops []string // values in the edits' new text that are the user's to replace, in order
}

// maxAncestors is how far out sets are looked for.
const maxAncestors = 64

// place is a set whose attributes land in a configuration.
type place struct {
	set  syntax.AttrSet
	path []string // where its attributes land
	near syntax.Node
}

// placesAt are the sets around off that land in the configuration, the innermost first; where there is none around it, the
// first of the file that is a whole module.
func placesAt(s *analysis.Snapshot, f *analysis.File, off int) (all []place) {
	entry, option := syntax.Node{}, s.OptionsOf(f)
	n := f.Tree.NodeAt(off)
	for range maxAncestors {
		if !n.Exists() {
			break
		}
		if n.Is(syntax.BindingNode) || n.Is(syntax.InheritNode) {
			entry = n
		}
		if p, ok := placeOf(option, n, entry); ok {
			all = append(all, p)
			if len(p.path) == 0 {
				return all
			}
		}
		n = n.Parent()
	}
	if len(all) > 0 {
		return all
	}
	for n := range f.Tree.Root().Descendants() {
		if p, ok := placeOf(option, n, syntax.Node{}); ok && len(p.path) == 0 {
			return []place{p}
		}
	}
	return nil
}

func placeOf(option func(syntax.Node) (optiondb.Path, bool), n, near syntax.Node) (place, bool) {
	set := syntax.AsAttrSet(n)
	if !set.Exists() || !set.Closed() {
		return place{}, false
	}
	path, ok := option(n)
	return place{set, path, near}, ok
}
