package checks

import (
	"regexp"
	"slices"

	"atproto-ls/analysis"
	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var nestedList = &analysis.Check{
	Code:     "ATP304",
	Name:     "nested-list",
	Severity: analysis.Error,
	Summary:  "`optional` is given a list, and makes a list in the list",
	Doc: `
` + "`optional c x`" + ` is ` + "`[ x ]`" + ` or nothing, so that ` + "`optional c [ x ]`" + ` puts a list into the list, which NixOS refuses in a list of strings as soon
as the condition holds. ` + "`optionals`" + ` takes the list itself. Nothing is said of lists that are flattened, or that hold lists beside it;
of one that nothing stands beside only where the name tells what it holds: ` + "`paths = optional c [ \"/srv\" ]`" + `.`,
	Bad: `
{ config, lib, ... }:
{
  options.services.relay.enable = lib.mkEnableOption "the relay";
  config.systemd.services.relay.after = [ "network.target" ] ++ lib.optional config.services.relay.enable [ "postgresql.service" ];
}`,
	Good: `
{ config, lib, ... }:
{
  options.services.relay.enable = lib.mkEnableOption "the relay";
  config.systemd.services.relay.after = [ "network.target" ] ++ lib.optionals config.services.relay.enable [ "postgresql.service" ];
}`,
	Run: func(p *analysis.Pass) {
		if !isModule(p) || !p.File.Mentions("optional") {
			return
		}
		for n := range p.File.Tree.Root().Descendants() {
			name, function, arguments := callOf(n)
			if !syntax.AsApply(n).Exists() || name != "optional" || len(arguments) != 2 {
				continue
			}
			list := p.Snapshot.Written(p.File, arguments[1])
			if at := lastSegment(function); isList(list) && ofLib(p, function) && (inListOfPlain(p, n, list) || landsInPlain(p, n, list)) {
				p.Report(analysis.Diagnostic{
					Range:   p.File.Range(n),
					Message: "`optional` makes a list of what it is given: this is a list in the list; `optionals` takes a list",
					Fixes: []analysis.Fix{{
						Title: "write `optionals`", Preferred: true, Safe: true,
						Edits: p.Edits(syntax.Edit{Start: at.Start(), End: at.End(), NewText: "optionals"}),
					}},
				})
			}
		}
	},
}

// plainLists are options of NixOS whose elements are never lists.
var plainLists = []string{"after", "before", "requires", "wants", "wantedBy", "requiredBy", "bindsTo", "partOf", "path", "ReadWritePaths",
	"ReadOnlyPaths", "BindPaths", "BindReadOnlyPaths", "SystemCallFilter", "RestrictAddressFamilies", "systemPackages", "extraGroups",
	"allowedTCPPorts", "allowedUDPPorts", "environmentFiles", "EnvironmentFile", "Environment", "ExecStartPre", "ExecStartPost", "supplementaryGroups", "SupplementaryGroups"}

// landsInPlain reports whether the call n is, or is joined to, the value of such an option, wherever it stands, or its argument was found
// to be an element of one; of an option whose name alone says that its elements are no lists n is all of the value.
func landsInPlain(p *analysis.Pass, n, list syntax.Node) bool {
	if _, lists := elementsOf(p, list); lists {
		return false
	}
	found := p.Snapshot.Defined(p.File, list)
	alone := !besideOthers(n) && (isOneString(p, list) || slices.ContainsFunc(found, holdsOneString))
	plain := func(path optiondb.Path) bool {
		return len(path) > 0 && (slices.Contains(plainLists, path[len(path)-1]) || alone && namesPlain.MatchString(path[len(path)-1]))
	}
	return slices.ContainsFunc(p.Snapshot.WholePlacesOf(p.File, n), func(at analysis.Place) bool { return at.Kind == analysis.ValuePlace && plain(at.Path) }) ||
		slices.ContainsFunc(found, func(d *optiondb.Definition) bool {
			n := len(d.Path) - 1
			return n > 0 && d.Path[n] == optiondb.AnyElement && plain(d.Path[:n])
		})
}

// holdsOneString reports whether a list was found to be one string.
func holdsOneString(d *optiondb.Definition) bool {
	return d.Value.IsList() && !d.Open && len(d.Children) == 1 && d.Children[0].Value.Kind() == eval.StringKind
}

// isList reports whether an expression is a list: one that is written out, several that are joined, or what a function of lists gives.
func isList(n syntax.Node) bool {
	name, _, _ := callOf(n)
	return n.Is(syntax.ListNode) || syntax.AsBinary(n).Op().Kind == syntax.Concat || slices.Contains([]string{"optionals", "map", "filter", "concatLists", "attrValues", "attrNames", "mapAttrsToList"}, name)
}

// besideOthers reports whether an expression is joined to a list in its binding.
func besideOthers(n syntax.Node) bool {
	for n = n.Parent(); n.Exists() && !n.Is(syntax.BindingNode); n = n.Parent() {
		if syntax.AsBinary(n).Op().Kind == syntax.Concat {
			return true
		}
	}
	return false
}

// inListOfPlain reports whether the call n is a part of a list that is known to have no lists as elements: the value of
// such an option, or joined to a list whose elements are written and are strings.
func inListOfPlain(p *analysis.Pass, n, argument syntax.Node) bool {
	if _, lists := elementsOf(p, argument); lists {
		return false
	}
	strings := false
	top := n
	for around := n.Parent(); ; around = around.Parent() {
		if op := syntax.AsBinary(around); op.Exists() && op.Op().Kind == syntax.Concat {
			for _, operand := range []syntax.Node{op.Left(), op.Right()} {
				plain, lists := elementsOf(p, operand)
				if lists {
					return false
				}
				strings = strings || plain
			}
		} else if !comesTo(around, top) {
			break
		}
		top = around
	}
	b, owner := syntax.AsBinding(top.Parent()), top.Parent()
	if !b.Exists() {
		return strings && !owner.Is(syntax.ListNode) && !owner.Is(syntax.ApplyNode)
	}
	last := syntax.Node{}
	for segment := range b.Path().Segments() {
		last = segment
	}
	name, _ := syntax.AttrName(last)
	opened := syntax.AsWith(b.Parent().Parent()).Subject() == b.Parent() // a scope, as that of a `let`
	return strings && !b.Parent().Is(syntax.LetNode) && !opened || slices.Contains(plainLists, name)
}

// comesTo reports whether an expression comes to the one in it: parentheses, a scope, an assertion.
func comesTo(around, n syntax.Node) bool {
	switch around.Kind() {
	case syntax.ParenNode:
		return true
	case syntax.LetNode:
		return syntax.AsLetIn(around).Body() == n
	case syntax.WithNode:
		return syntax.AsWith(around).Body() == n
	case syntax.AssertNode:
		return syntax.AsAssert(around).Body() == n
	}
	return false
}

// namesPlain are names that say what their elements are, and that these are no lists.
var namesPlain = regexp.MustCompile(`(?i)(path|file|dir|director(y|ie)|host|domain|port|package|group|user)s$`)

// isOneString reports whether a list is one string: not even a pair.
func isOneString(p *analysis.Pass, list syntax.Node) bool {
	n := 0
	for range list.Elements() {
		n++
	}
	plain, _ := elementsOf(p, list)
	return plain && n == 1
}

// elementsOf says of a list that is written out whether it has strings, and whether it has lists.
func elementsOf(p *analysis.Pass, n syntax.Node) (plain, lists bool) {
	for e := range p.Snapshot.Written(p.File, n).Elements() {
		element := p.Snapshot.Written(p.File, e)
		if sum := syntax.AsBinary(element); sum.Op().Kind == syntax.Plus {
			element = p.Snapshot.Written(p.File, sum.Left())
		}
		if branches := syntax.AsIf(element); branches.Exists() {
			if element = p.Snapshot.Written(p.File, branches.Then()); element.Text() == "null" {
				element = p.Snapshot.Written(p.File, branches.Else())
			}
		}
		kind := element.Kind()
		name, _, _ := callOf(element)
		plain = plain || kind == syntax.StringNode || kind == syntax.IndStringNode || slices.Contains([]string{"toString", "concatStringsSep", "concatStrings", "optionalString"}, name)
		lists = lists || kind == syntax.ListNode
	}
	return plain, lists
}
