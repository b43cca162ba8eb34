package actions

import (
	"slices"
	"strings"
	"sync"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// Examples are the example blocks that can be inserted at off of f: in the set of a service those for it, in a module's own
// set all. What is there already is left out; a block of which nothing is left is not offered.
func Examples(s *analysis.Snapshot, f *analysis.File, off int) (all []Action) {
	return examples(s, f, off, false)
}

// EveryExample are Examples for someone who asked for them: first those for the set at off, then all others.
func EveryExample(s *analysis.Snapshot, f *analysis.File, off int) []Action {
	return examples(s, f, off, true)
}

func examples(s *analysis.Snapshot, f *analysis.File, off int, every bool) (all []Action) {
	if strings.TrimSpace(f.Tree.Source()) == "" {
		return wholes(f)
	}
	places := placesAt(s, f, off)
	if len(places) == 0 {
		return nil
	}
	var others []Action
	for _, e := range optiondb.Examples() {
		near := concerns(e, places[0].path)
		if !near && !every {
			continue
		}
		edits := sync.OnceValue(func() []analysis.Edit { return insert(s, f, places[len(places)-1], e) })
		if len(edits()) == 0 {
			continue
		}
		a := Action{Name: "example " + e.Name, Title: "insert example: " + e.Title, About: e.Description, Edits: edits, Stops: stops(e)}
		if near {
			all = append(all, a)
		} else {
			others = append(others, a)
		}
	}
	return append(all, others...)
}

// wholes are the examples as whole files, for one that is empty.
func wholes(f *analysis.File) (all []Action) {
	for _, e := range optiondb.Examples() {
		edit := analysis.Edit{Range: analysis.Range{File: f.Path, Start: 0, End: len(f.Tree.Source())}, NewText: e.Text}
		all = append(all, Action{
			Name: "example " + e.Name, Title: "insert example: " + e.Title, About: e.Description, Stops: stops(e),
			Edits: func() []analysis.Edit { return []analysis.Edit{edit} },
		})
	}
	return all
}

// concerns reports whether an example is for what is written in the set that lands at path: near the root all are.
func concerns(e optiondb.Example, path optiondb.Path) bool {
	if len(path) < 2 {
		return len(path) == 0 || slices.ContainsFunc(e.Services, func(p optiondb.Path) bool { return p.HasPrefix(path) })
	}
	return slices.ContainsFunc(e.Services, func(p optiondb.Path) bool { return p.HasPrefix(path) || path.HasPrefix(p) })
}

// insert gives the edits that write e into the module whose set is at the place.
func insert(s *analysis.Snapshot, f *analysis.File, at place, e optiondb.Example) []analysis.Edit {
	m := merger{snapshot: s, file: f}
	blocks, _ := blocksOf(syntax.AsAttrSet(syntax.Parse(e.Text).Expr()))
	inner := at.set
	var outside optiondb.Path
	if of, ok := configOf(at.set); ok {
		if inner = of; !of.Exists() {
			inner, outside = at.set, optiondb.Path{"config"}
		}
	}
	for _, b := range blocks {
		m.add(inner, at.near, at.path, outside.Append(b.names...), b)
	}
	return m.all()
}

// configOf is the set that a module says under `config`, absent where it says none that can be added to; ok is false for a
// module that is configuration itself.
func configOf(set syntax.AttrSet) (config syntax.AttrSet, ok bool) {
	for e := range set.Entries() {
		b := syntax.AsBinding(e)
		names, _ := b.Path().Names()
		if len(names) == 0 || names[0] != "config" && names[0] != "options" {
			continue
		}
		ok = true
		if len(names) == 1 && names[0] == "config" {
			value := b.Value().Unparen()
			for value.Is(syntax.ApplyNode) { // lib.mkIf cfg.enable { … }
				value = syntax.AsApply(value).Argument().Unparen()
			}
			config = syntax.AsAttrSet(value)
		}
	}
	return config, ok
}

// stops are the values of an example that the user must replace.
func stops(e optiondb.Example) (all []string) {
	tree := syntax.Parse(e.Text)
	for _, want := range e.Placeholders {
		if text, ok := valueAt(tree.Expr(), want); ok {
			all = append(all, text)
		}
	}
	return all
}

// valueAt is the text of the value at path in sets that are written out.
func valueAt(n syntax.Node, path optiondb.Path) (string, bool) {
	if len(path) == 0 {
		return n.Text(), n.Exists()
	}
	for e := range syntax.AsAttrSet(n).Entries() {
		names, _ := syntax.AsBinding(e).Path().Names()
		if len(names) > 0 && path.HasPrefix(names) {
			if text, ok := valueAt(syntax.AsBinding(e).Value(), path[len(names):]); ok {
				return text, ok
			}
		}
	}
	return "", false
}
