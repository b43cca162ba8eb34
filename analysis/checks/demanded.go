package checks

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// demandedRoots are groups of NixOS of which every definition is evaluated when a machine is built, and those of services below
// `services` that are on.
var demandedRoots = strings.Fields("networking environment users systemd boot security time i18n assertions warnings")

// strict are functions that evaluate all that is in their arguments, or hand it on to what does.
var strict = strings.Fields("toString mkForce mkMerge mkBefore mkAfter mkOrder concatStringsSep concatLists escapeShellArg head length not")

// conditions are functions that evaluate their first argument whatever comes of it.
var conditions = strings.Fields("mkIf optional optionals optionalString optionalAttrs")

// demanded reports whether the expression n of the pass's file is surely evaluated when a machine is built: a configuration that is one
// imports the file, and n stands in no condition and no function, which somebody would have to ask for, nor in a variable but one that
// is asked for in such a place.
func demanded(p *analysis.Pass, n syntax.Node) bool { return demandedBy(p, n, 4) }

// demandedBy is demanded with up to a number of variables in between.
func demandedBy(p *analysis.Pass, n syntax.Node, variables int) bool {
	var machine *analysis.Configuration
	for _, c := range p.Snapshot.ConfigurationsOf(p.File) {
		if c.Whole && !c.Likely && !c.Test && !c.Inside.Exists() {
			machine = c
		}
	}
	if machine == nil {
		return false
	}
	var binding syntax.Node // the innermost one
	for child := n; child.Parent().Exists(); child = child.Parent() {
		around, name := child.Parent(), syntax.AsBinding(child).Path().Child(0)
		if n.Parent() == child && child.Is(syntax.InheritNode) {
			name = n
		}
		if around.Is(syntax.LetNode) && name.Exists() {
			for _, use := range p.Snapshot.Uses(p.File, name) {
				if variables > 0 && demandedBy(p, use, variables-1) {
					return true
				}
			}
			return false
		}
		if !evaluates(around, child) && !(around.Is(syntax.LambdaNode) && isModuleAt(p, around)) {
			return false
		}
		if child.Is(syntax.BindingNode) && !binding.Exists() {
			binding = child
		}
	}
	path, known := p.Snapshot.OptionOf(p.File, syntax.AsBinding(binding).Value())
	switch {
	case !known:
		return false
	case len(path) == 0 || slices.Contains(demandedRoots, path[0]):
		return true
	}
	return path[0] == "services" && len(path) > 2 && machine.Merged(path[:2].Append("enable")).IsTrue()
}

// isModuleAt reports whether a function is a module, and not one that somebody else calls.
func isModuleAt(p *analysis.Pass, n syntax.Node) bool {
	return slices.ContainsFunc(p.Snapshot.PlacesOf(p.File, n), func(at analysis.Place) bool {
		return at.Kind == analysis.ModulePlace && len(at.Path) == 0 && at.World == ""
	})
}

// evaluates reports whether n evaluates its part child whenever it is evaluated itself.
func evaluates(n, child syntax.Node) bool {
	switch n.Kind() {
	case syntax.FileNode, syntax.ParenNode, syntax.ListNode, syntax.SelectNode, syntax.StringNode, syntax.InterpolationNode, syntax.BindingNode,
		syntax.AttrSetNode, syntax.InheritNode, syntax.UnaryNode:
		return true
	case syntax.LetNode, syntax.WithNode, syntax.AssertNode:
		return !child.Is(syntax.BindingNode) && !child.Is(syntax.InheritNode)
	case syntax.LambdaNode:
		return n.Parent().Is(syntax.FileNode)
	case syntax.IfNode:
		return child == syntax.AsIf(n).Condition()
	case syntax.BinaryNode:
		switch b := syntax.AsBinary(n); b.Op().Kind {
		case syntax.And, syntax.OrOp, syntax.Implies:
			return child == b.Left()
		case syntax.PipeInto, syntax.PipeFrom, syntax.Update:
			return false
		}
		return true
	case syntax.ApplyNode:
		if child == syntax.AsApply(n).Function() {
			return true
		}
		name, _, arguments := callOf(n)
		return slices.Contains(strict, name) || slices.Contains(conditions, name) && len(arguments) == 1
	}
	return false
}
