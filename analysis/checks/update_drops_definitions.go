package checks

import (
	"slices"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

var updateDropsDefinitions = &analysis.Check{
	Code:     "ATP305",
	Name:     "update-drops-definitions",
	Severity: analysis.Error,
	Summary:  "`//` with `mkIf` beside it loses definitions",
	Doc: `
` + "`mkIf c { … }`" + ` is a set that the module system reads as a whole: by its ` + "`_type`" + ` it knows what it is. ` + "`{ … } // mkIf c { … }`" + ` puts that
` + "`_type`" + ` over the left set, and the module system then looks at the condition and its content only: everything on the left is
lost, without a word. ` + "`mkMerge [ … ]`" + ` keeps both.`,
	Bad: `
{ config, lib, ... }:
{
  options.services.relay.debug = lib.mkEnableOption "debug output";
  config.systemd.services.relay.environment = {
    HOST = "127.0.0.1";
  } // lib.mkIf config.services.relay.debug {
    LOG_LEVEL = "debug";
  };
}`,
	Good: `
{ config, lib, ... }:
{
  options.services.relay.debug = lib.mkEnableOption "debug output";
  config.systemd.services.relay.environment = lib.mkMerge [
    {
      HOST = "127.0.0.1";
    }
    (lib.mkIf config.services.relay.debug {
      LOG_LEVEL = "debug";
    })
  ];
}`,
	Run: func(p *analysis.Pass) {
		if !isModule(p) || !p.File.Mentions("//") {
			return
		}
		for n := range p.File.Tree.Root().Descendants() {
			if isUpdate(n) && !isUpdate(outside(n)) {
				reportUpdate(p, n)
			}
		}
	},
}

func isUpdate(n syntax.Node) bool {
	b := syntax.AsBinary(n)
	return b.Exists() && b.Op().Kind == syntax.Update
}

// outside is the node around n and its parentheses.
func outside(n syntax.Node) syntax.Node {
	for n = n.Parent(); n.Is(syntax.ParenNode); {
		n = n.Parent()
	}
	return n
}

// operands are those of a chain of `//`, in order.
func operands(n syntax.Node) []syntax.Node {
	var all []syntax.Node
	for todo := []syntax.Node{n}; len(todo) > 0; {
		last := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if inner := last.Unparen(); isUpdate(inner) {
			todo = append(todo, syntax.AsBinary(inner).Right(), syntax.AsBinary(inner).Left())
		} else if last.Exists() {
			all = append(all, last)
		}
	}
	return all
}

// wholeProperties are the functions of lib whose result is a set with a `_type`, and how many arguments they take.
var wholeProperties = map[string]int{"mkIf": 2, "mkMerge": 1, "mkForce": 1, "mkDefault": 1, "mkOverride": 2}

func reportUpdate(p *analysis.Pass, chain syntax.Node) {
	all := slices.DeleteFunc(operands(chain), func(o syntax.Node) bool {
		set := syntax.AsAttrSet(p.Snapshot.Written(p.File, o))
		return set.Exists() && !set.FirstChild().Exists() // nothing to lose, and nothing that hides
	})
	first := slices.IndexFunc(all, func(o syntax.Node) bool {
		name, function, arguments := callOf(p.Snapshot.Written(p.File, o))
		return wholeProperties[name] > 0 && wholeProperties[name] == len(arguments) && ofLib(p, function)
	})
	if first < 0 || len(all) < 2 {
		return
	}
	name, function, _ := callOf(p.Snapshot.Written(p.File, all[first]))
	at := p.File.Range(function)
	if !all[first].Contains(function.Start()) {
		at = p.File.Range(all[first]) // a variable of it
	}
	prefix := strings.TrimSuffix(function.Text(), name)
	lost := "what stands on its left is lost"
	if first == 0 {
		lost = "what stands on its right is lost"
	}
	src := p.File.Tree.Source()
	gap := " "
	if strings.Contains(chain.Text(), "\n") {
		line := strings.LastIndexByte(src[:chain.Start()], '\n') + 1
		gap = "\n" + src[line:line+len(src[line:])-len(strings.TrimLeft(src[line:], " \t"))] + "  "
	}
	var b strings.Builder
	b.WriteString(prefix + "mkMerge [")
	for _, o := range all {
		text := o.Text()
		if k := o.Kind(); k == syntax.ApplyNode || k != syntax.AttrSetNode && k != syntax.ParenNode && k != syntax.IdentNode && k != syntax.SelectNode {
			text = "(" + text + ")"
		}
		b.WriteString(gap + text)
	}
	b.WriteString(strings.TrimSuffix(gap, "  ") + "]")
	p.Report(analysis.Diagnostic{
		Range:   at,
		Message: "`//` with `" + name + "` beside it: the module system sees the `" + name + "` alone, and " + lost + "; merge the sets with `mkMerge`",
		Fixes: []analysis.Fix{{
			Title: "merge them with `mkMerge`", Preferred: true,
			Edits: p.Edits(syntax.Edit{Start: chain.Start(), End: chain.End(), NewText: b.String()}),
		}},
	})
}
