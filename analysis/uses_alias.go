package analysis

import (
	"slices"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file follows options that have a second name: who reads the one reads the other.

// alias is that an option, or all in a group, can be read under another name.
type alias struct{ from, to optiondb.Path }

// aliasing are the functions of lib that make an alias of two paths.
var aliasing = []string{"mkAliasOptionModule", "mkAliasOptionModuleMD", "mkRenamedOptionModule"}

// namedAliasing are those that take the paths in a set.
var namedAliasing = []string{"doRename", "mkRenamedOptionModuleWith"}

// alias notes what a call gives a second name. Of paths that are not written out anything may be read.
func (w *useWalker) alias(call syntax.Apply) {
	var from, to syntax.Node
	switch inner := syntax.AsApply(call.Function().Unparen()); {
	case inner.Exists() && slices.Contains(aliasing, functionName(inner.Function().Unparen())):
		from, to = inner.Argument(), call.Argument()
	case !inner.Exists() && slices.Contains(namedAliasing, functionName(call.Function().Unparen())):
		for e := range syntax.AsAttrSet(call.Argument().Unparen()).Entries() {
			switch b := syntax.AsBinding(e); b.Path().Text() {
			case "from":
				from = b.Value()
			case "to":
				to = b.Value()
			}
		}
	default:
		return
	}
	w.tracer.fuel = traceFuel
	a := alias{w.tracer.listed(from), w.tracer.listed(to)}
	if len(a.from) == 0 || len(a.to) == 0 || slices.Contains(a.from, optiondb.AnyName) || slices.Contains(a.to, optiondb.AnyName) {
		w.all = true
		return
	}
	w.aliases = append(w.aliases, a)
}

// before is what p is called under the alias; nil where the alias is of something else.
func (a alias) before(p optiondb.Path) optiondb.Path {
	switch {
	case p.HasPrefix(a.to):
		return a.from.Append(p[len(a.to):]...)
	case a.to.HasPrefix(p):
		return a.from // a part of it
	}
	return nil
}

// maxAliases is how many names of one option are asked for: an alias may lead into itself, longer each time.
const maxAliases = 64

// anyHas reports whether one of several files reads the option at p, under whichever name.
func anyHas(all []*uses, p optiondb.Path) bool {
	asked := map[string]bool{}
	var has func(p optiondb.Path) bool
	has = func(p optiondb.Path) bool {
		if slices.ContainsFunc(all, func(u *uses) bool { return u.has(p) }) {
			return true
		}
		asked[p.String()] = true
		for _, u := range all {
			for _, a := range u.aliases {
				if before := a.before(p); before != nil && !asked[before.String()] && len(asked) < maxAliases && has(before) {
					return true
				}
			}
		}
		return false
	}
	return has(p)
}
