package checks

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// This file holds what the checks for authors of modules share.

// callOf is what a node applies: the last name of the function, and its arguments, the first first.
func callOf(n syntax.Node) (name string, function syntax.Node, arguments []syntax.Node) {
	for apply := syntax.AsApply(n.Unparen()); apply.Exists(); apply = syntax.AsApply(function) {
		function = apply.Function().Unparen()
		arguments = append(arguments, apply.Argument())
	}
	slices.Reverse(arguments)
	return lastName(function), function, arguments
}

// ofLib reports whether a function is one of lib, not one that somebody gave the name of one.
func ofLib(p *analysis.Pass, function syntax.Node) bool {
	function = p.Snapshot.Written(p.File, function)
	if sel := syntax.AsSelect(function); sel.Exists() {
		owner := p.Snapshot.Written(p.File, sel.Subject())
		return strings.Contains(strings.ToLower(function.Text()), "lib") || owner.Is(syntax.IdentNode) && owner.Text() != "config"
	}
	return !function.Is(syntax.LambdaNode)
}

// lastName is the name of a variable, or the last one of a selection: `optional` of `lib.optional`.
func lastName(n syntax.Node) (name string) {
	if n.Is(syntax.IdentNode) {
		return n.Text()
	}
	for segment := range syntax.AsSelect(n).Path().Segments() {
		name, _ = syntax.AttrName(segment)
	}
	return name
}

// lastSegment is the node of that name.
func lastSegment(n syntax.Node) (last syntax.Node) {
	if n.Is(syntax.IdentNode) {
		return n
	}
	for segment := range syntax.AsSelect(n).Path().Segments() {
		last = segment
	}
	return last
}

// attributes are the names that a written set binds or inherits, with the binding's node; all is false where there may be more.
func attributes(set syntax.AttrSet) (names map[string]syntax.Node, all bool) {
	names, all = map[string]syntax.Node{}, true
	for e := range set.Entries() {
		if b := syntax.AsBinding(e); b.Exists() {
			name, known := syntax.AttrName(b.Path().Child(0))
			all = all && known
			names[name] = e
		}
		for attr := range syntax.AsInherit(e).Attrs() {
			names[attr.Text()] = e
		}
	}
	return names, all
}

// isModule reports whether the pass's file is a NixOS module, to whose authors something may be said.
func isModule(p *analysis.Pass) bool { return p.Snapshot.IsModule(p.File) }

// declaredAt is the path of the option that a binding declares, as its users write it; what the binding says where that is not known.
func declaredAt(p *analysis.Pass, b syntax.Binding) string {
	for _, o := range p.Snapshot.OccurrencesAt(p.File, lastSegment(b.Path().Node).Start()) {
		if o.Access == analysis.Declares {
			return o.Path.String()
		}
	}
	return strings.TrimPrefix(b.Path().Text(), "options.")
}

// lacking reports the options of the pass's file that are declared without an attribute.
func lacking(p *analysis.Pass, attribute, message string) {
	if !isModule(p) || !p.File.Mentions("mkOption") {
		return
	}
	severity := p.Severity()
	if p.Snapshot.Publishes() {
		severity = analysis.Warning
	}
	for n := range p.File.Tree.Root().Descendants() {
		if !syntax.AsApply(n).Exists() {
			continue
		}
		name, function, arguments := callOf(n)
		if name != "mkOption" || len(arguments) != 1 {
			continue
		}
		set := syntax.AsAttrSet(arguments[0].Unparen())
		names, all := attributes(set)
		hidden := names["internal"].Exists() || names["visible"].Exists()
		if !set.Exists() || !all || hidden || names[attribute].Exists() {
			continue
		}
		at := p.File.Range(lastSegment(function))
		option := ""
		if b := syntax.AsBinding(n.Parent()); b.Exists() {
			at, option = p.File.Range(b.Path().Node), " `"+declaredAt(p, b)+"`"
		}
		p.Report(analysis.Diagnostic{Severity: severity, Range: at, Message: strings.ReplaceAll(message, "%s", "the option"+option)})
	}
}
