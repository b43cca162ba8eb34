package analysis

import (
	"slices"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// The text of a file does not show everywhere where its values land: they go through `_module.args`, through functions that are
// called in other files, through folds and lists. The evaluation of the configurations knows of each definition where it was
// written, and answers for those.

// evaluatedIn are the definitions that are written in f, as the evaluation of it and of its configurations found them, one for each
// path: by the node of the name that defines an option, and by that of the set or list that is its value, or of the first that it was
// made of.
func (s *Snapshot) evaluatedIn(f *File) map[syntax.Node][]*optiondb.Definition {
	if known, ok := s.written.Load(f); ok {
		return known.(map[syntax.Node][]*optiondb.Definition)
	}
	all := map[syntax.Node][]*optiondb.Definition{}
	if is, _ := s.KindOf(f); is == ModuleFile {
		for _, root := range s.Facts(f).Roots {
			noteEvaluated(all, f.Tree, root)
		}
	}
	for _, c := range s.ConfigurationsOf(f) {
		if c.Inside.Exists() {
			continue // of another world, and its text tells all
		}
		for _, root := range c.Roots {
			noteEvaluated(all, f.Tree, root)
		}
	}
	s.written.Store(f, all)
	return all
}

// Defined are the definitions, one for each path, whose value the set or list n of f is, or is the first part of, as evaluation found them.
func (s *Snapshot) Defined(f *File, n syntax.Node) []*optiondb.Definition { return s.evaluatedIn(f)[n] }

func noteEvaluated(all map[syntax.Node][]*optiondb.Definition, tree *syntax.File, d *optiondb.Definition) {
	if len(d.Path) > 0 && d.Path[0] == "_module" {
		return // what modules pass one another is no option
	}
	note := func(n syntax.Node) {
		same := func(o *optiondb.Definition) bool { return slices.Equal(o.Path, d.Path) }
		if n.Exists() && n.File() == tree && len(all[n]) < maxPlaces && !slices.ContainsFunc(all[n], same) {
			all[n] = append(all[n], d)
		}
	}
	note(d.Name())
	if d.Value.IsSet() || d.Value.IsList() {
		note(eval.OriginOf(d.Value).Value())
	}
	for _, c := range d.Children {
		noteEvaluated(all, tree, c)
	}
}

// evaluatedPlaces is where a set or a list lands of which the text alone does not tell, or only that it is one of many.
func (t *tracer) evaluatedPlaces(n syntax.Node, told []Place) []Place {
	if !t.asks || !n.Is(syntax.AttrSetNode) && !n.Is(syntax.ListNode) || slices.ContainsFunc(told, t.tells) {
		return told
	}
	known := t.snapshot.evaluatedIn(t.file)
	paths := pathsOf(known[n])
	for e := range syntax.AsAttrSet(n).Entries() {
		if len(paths) == 0 {
			paths = pathsAround(syntax.AsBinding(e), known)
		}
	}
	if len(paths) == 0 {
		return told
	}
	return valuesAt(paths)
}

// pathsAround are where the set lands that a binding stands in, by where its value does: a set that was merged with others is
// another one. Nothing follows from a value that is not as it is written: it was made from that.
func pathsAround(b syntax.Binding, known map[syntax.Node][]*optiondb.Definition) (all []optiondb.Path) {
	names, plain := b.Path().Names()
	value := b.Value().Unparen()
	if !plain || value.Is(syntax.AttrSetNode) && len(known[value]) == 0 {
		return nil
	}
	for _, p := range pathsOf(known[last(b.Path())]) {
		if n := len(p) - len(names); n >= 0 && slices.Equal(p[n:], optiondb.Path(names)) {
			all = append(all, p[:n])
		}
	}
	return all
}

func pathsOf(definitions []*optiondb.Definition) (all []optiondb.Path) {
	for _, d := range definitions {
		all = append(all, d.Path)
	}
	return all
}

func valuesAt(paths []optiondb.Path) (all []Place) {
	for _, p := range paths {
		all = append(all, Place{Kind: ValuePlace, Path: p})
	}
	return all
}

// tells reports whether p says of which option it is: it is no step of a computation, nor of any of the names there are.
func (t *tracer) tells(p Place) bool {
	return len(p.pending) == 0 && (!slices.Contains(p.Path, optiondb.AnyName) || p.Kind != ValuePlace || t.snapshot.knows(t.file, p.World, p.Path))
}
