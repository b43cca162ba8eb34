package analysis

import (
	"context"
	"slices"
	"sort"
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// Target is where a definition leads: a range of a file of the workspace, of one that ships ([Source]), or a whole file.
type Target = Source

// Definition is where what stands at off of f is defined: a variable where it is bound; a path, the file that it leads to;
// an option, where the workspace sets it, and where nothing does, where it is declared.
func (s *Snapshot) Definition(ctx context.Context, f *File, off int) []Target {
	if n := f.Tree.NodeAt(off); n.Is(syntax.PathNode) && n.IsLiteral() {
		if target, ok := s.linked(f, n.Text()); ok {
			return []Target{{Range: Range{File: target}}}
		}
	}
	var all []Target
	if at := s.binder(f, off); at.Exists() {
		all = append(all, Target{Range: f.Range(at)})
		if !nameAt(f.Tree, off).Parent().Is(syntax.InheritNode) { // which both uses a variable and defines an option
			return all
		}
	}
	for _, r := range s.References(ctx, f, off) {
		if target := (Target{Range: r.Range}); r.Access == Defines && (len(all) == 0 || all[0] != target) {
			all = append(all, target)
		}
	}
	if len(all) == 0 {
		return s.Declaration(f, off)
	}
	return all
}

// binder is where the variable at off is bound; absent where there is none, or the binding itself is at off.
func (s *Snapshot) binder(f *File, off int) syntax.Node {
	n := nameAt(f.Tree, off)
	if !n.Is(syntax.IdentNode) || !isUse(n) {
		return syntax.Node{}
	}
	v := s.tracer(f).lookup(n, n.Text())
	if b := syntax.AsBinding(v.at); b.Exists() {
		return b.Path().Child(0)
	}
	if name := syntax.AsFormal(v.at); name.Exists() {
		return name.Name()
	}
	return v.at
}

// Declaration is where the option at off of f is declared, in the workspace and in what ships.
func (s *Snapshot) Declaration(f *File, off int) (all []Target) {
	w := hovering{snapshot: s, file: f}
	for _, o := range s.OccurrencesAt(f, off) {
		w.stand(o)
		path := o.Path
		if prefix := w.service(path); prefix != nil {
			path = prefix.Append("enable")
		}
		for _, d := range w.declared(path) {
			if !slices.ContainsFunc(all, d.same) {
				all = append(all, d)
			}
		}
	}
	return all
}

// References are the names in the workspace that stand for an option which the name at off of f stands for, sorted by
// file and place. A variable that stands for it is none.
func (s *Snapshot) References(ctx context.Context, f *File, off int) (all []Occurrence) {
	for _, o := range s.OccurrencesAt(f, off) {
		all = append(all, s.find(ctx, o)...)
	}
	return once(all)
}

// Highlights are the references in f alone, variables included.
func (s *Snapshot) Highlights(f *File, off int) (all []Occurrence) {
	for _, o := range s.OccurrencesAt(f, off) {
		all = append(all, s.findIn(f, o)...)
	}
	return once(all)
}

// once leaves out what stands where an earlier one does.
func once(all []Occurrence) []Occurrence {
	seen := make(map[Range]bool, len(all))
	return slices.DeleteFunc(all, func(o Occurrence) bool {
		twice := seen[o.Range]
		seen[o.Range] = true
		return twice
	})
}

// find are the names in the workspace that stand for what o does.
func (s *Snapshot) find(ctx context.Context, o Occurrence) (all []Occurrence) {
	for _, f := range s.order {
		if ctx.Err() != nil {
			return all
		}
		for _, x := range s.findIn(f, o) {
			if x.Access != Alias {
				all = append(all, x)
			}
		}
	}
	return all
}

// findIn are the names in f that stand for what o does. Only names that could are looked at.
func (s *Snapshot) findIn(f *File, o Occurrence) (all []Occurrence) {
	name := o.Path[len(o.Path)-1]
	any := name == optiondb.AnyName || name == optiondb.AnyElement
	if !any && !strings.Contains(f.Tree.Source(), name) {
		return nil
	}
	t := s.tracer(f)
	for n := range f.Tree.Root().Descendants() {
		switch n.Kind() {
		case syntax.IdentNode, syntax.StringNode, syntax.InterpolationNode:
		default:
			continue
		}
		if text, known := syntax.AttrName(n); !any && known && text != name && !n.Parent().Is(syntax.ApplyNode) {
			continue
		}
		t.fuel = traceFuel
		for _, x := range t.occurrences(n) {
			if samePath(x.Path, o.Path) && s.sameWorld(x, o) {
				all = append(all, x)
			}
		}
	}
	return all
}

// DeclaredIn reports whether the text of f declares something at path.
func (s *Snapshot) DeclaredIn(f *File, path optiondb.Path) bool {
	return slices.ContainsFunc(s.findIn(f, Occurrence{Path: path}), func(o Occurrence) bool { return o.Access == Declares })
}

// samePath reports whether two paths are of one option; a name that is computed may be any.
func samePath(a, b optiondb.Path) bool {
	return len(a) == len(b) && (a.Matches(b) || b.Matches(a))
}

// SymbolMatch is a definition of the workspace that a query finds.
type SymbolMatch struct {
	Occurrence
	Name string // the path as people write it
}

// Find are the definitions of the workspace's options whose paths hold the letters of query in order, in any case; those that
// hold it in one piece first, else by file and place.
func (s *Snapshot) Find(ctx context.Context, query string) (all []SymbolMatch) {
	query = strings.ToLower(strings.ReplaceAll(query, " ", ""))
	for _, f := range s.order {
		if ctx.Err() != nil {
			return all
		}
		for _, o := range s.Occurrences(f) {
			name := o.Path.String()
			if o.Final && (o.Access == Defines || o.Access == Declares) && inOrder(strings.ToLower(name), query) {
				all = append(all, SymbolMatch{o, name})
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return piece(all[i], query) > piece(all[j], query) })
	return all
}

func piece(m SymbolMatch, query string) int {
	if strings.Contains(strings.ToLower(m.Name), query) {
		return 1
	}
	return 0
}

// inOrder reports whether text holds the characters of query in their order.
func inOrder(text, query string) bool {
	for _, c := range query {
		_, rest, ok := strings.Cut(text, string(c))
		if !ok {
			return false
		}
		text = rest
	}
	return true
}
