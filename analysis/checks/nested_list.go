package checks

import (
	"regexp"
	"slices"

	"atproto-ls/analysis"
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
		if !isModule(p) || !p.File.Mentions("optional ") {
			return
		}
		for n := range p.File.Tree.Root().Descendants() {
			name, function, arguments := callOf(n)
			if !n.Is(syntax.ApplyNode) || name != "optional" || len(arguments) != 2 {
				continue
			}
			list := p.Snapshot.Written(p.File, arguments[1])
			if at := lastSegment(function); list.Is(syntax.ListNode) && (inListOfPlain(p, n, list) || landsInPlain(p, n, list)) {
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

// landsInPlain reports whether the call n is, or is joined to, the value of such an option, wherever it stands.
func landsInPlain(p *analysis.Pass, n, list syntax.Node) bool {
	if _, lists := elementsOf(p, list); lists {
		return false
	}
	return slices.ContainsFunc(p.Snapshot.WholePlacesOf(p.File, n), func(at analysis.Place) bool {
		return at.Kind == analysis.ValuePlace && len(at.Path) > 0 && slices.Contains(plainLists, at.Path[len(at.Path)-1])
	})
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
		} else if !around.Is(syntax.ParenNode) {
			break
		}
		top = around
	}
	owner := top.Parent()
	b := syntax.AsBinding(owner)
	if !b.Exists() {
		return strings && !owner.Is(syntax.ListNode) && !owner.Is(syntax.ApplyNode)
	}
	last := syntax.Node{}
	for segment := range b.Path().Segments() {
		last = segment
	}
	name, _ := syntax.AttrName(last)
	return (strings || top == n && namesPlain.MatchString(name) && isOneString(p, argument)) && !b.Parent().Is(syntax.LetNode) || slices.Contains(plainLists, name)
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
	n = p.Snapshot.Written(p.File, n)
	if !n.Is(syntax.ListNode) {
		return false, false
	}
	for e := range n.Elements() {
		kind := p.Snapshot.Written(p.File, e).Kind()
		plain = plain || kind == syntax.StringNode || kind == syntax.IndStringNode
		lists = lists || kind == syntax.ListNode
	}
	return plain, lists
}
