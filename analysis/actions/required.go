package actions

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// Required is the action that adds the options which the service, or the element of a set, around off must have and has not:
// each with its example or the simplest value of its type. There is at most one.
func Required(s *analysis.Snapshot, f *analysis.File, off int) []Action {
	places := placesAt(s, f, off)
	if len(places) == 0 {
		return nil
	}
	for _, path := range around(f, places[0], off) {
		var missing []analysis.Required
		for _, r := range s.RequiredBelow(f, path) {
			if !written(places, r.Path) {
				missing = append(missing, r)
			}
		}
		if len(missing) == 0 {
			continue
		}
		site, ok := siteFor(f, places, path)
		if !ok {
			return nil
		}
		var names, stops []string
		var definitions []analysis.Definition
		for _, r := range missing {
			names = append(names, "`"+r.Path[len(path):].String()+"`")
			stops = append(stops, r.Value)
			definitions = append(definitions, analysis.Definition{Path: r.Path, Value: r.Value})
		}
		near := places[slices.IndexFunc(places, func(p place) bool { return p.set.Node == site.Set })].near
		return []Action{{
			Name: "required " + path.String(), Title: "add missing required options " + strings.Join(names, ", "), Stops: stops,
			Edits: func() []analysis.Edit { return site.Insert(definitions, near) },
		}}
	}
	return nil
}

// around are the paths of what off stands in, the innermost first: of the set, of the path of the binding under the cursor,
// and of those around them.
func around(f *analysis.File, at place, off int) (all []optiondb.Path) {
	path := optiondb.Path(at.path)
	if b := syntax.AsBinding(at.near); b.Exists() {
		names, _ := b.Path().Names()
		path = path.Append(names...)
	}
	for n := len(path); n >= 2; n-- {
		all = append(all, path[:n])
	}
	return all
}

// siteFor is the innermost set in which something below path can be written.
func siteFor(f *analysis.File, places []place, path optiondb.Path) (analysis.Site, bool) {
	for _, p := range places {
		if path.HasPrefix(p.path) && !isExplicitModule(p) {
			return analysis.Site{File: f, Set: p.set.Node, Path: p.path}, true
		}
	}
	return analysis.Site{}, false
}

func isExplicitModule(p place) bool {
	_, explicit := configOf(p.set)
	return explicit && len(p.path) == 0
}

// written reports whether one of the sets defines something at path, above it where it is no set, or below it.
func written(places []place, path optiondb.Path) bool {
	return slices.ContainsFunc(places, func(p place) bool {
		return path.HasPrefix(p.path) && writtenIn(p.set, path[len(p.path):], 0)
	})
}

func writtenIn(set syntax.AttrSet, names optiondb.Path, depth int) bool {
	if len(names) == 0 || depth > maxMerge {
		return true
	}
	entry, inside := find(set, names)
	if !entry.Exists() {
		return inside
	}
	b := syntax.AsBinding(entry)
	path, _ := b.Path().Names()
	if inner := syntax.AsAttrSet(b.Value()); inner.Exists() && len(path) < len(names) {
		return writtenIn(inner, names[len(path):], depth+1)
	}
	return true
}
