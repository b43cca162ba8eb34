package checks_test

import (
	"fmt"
	"slices"
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// The mutations of whole modules, and of the sets in them.

// body is the set that a module is, behind its function and its lets; absent for others.
func (p place) body() syntax.AttrSet {
	n := p.tree.Expr()
	if l := syntax.AsLambda(n); l.Exists() {
		n = l.Body()
	}
	for range 20 {
		n = n.Unparen()
		if !n.Is(syntax.LetNode) && !n.Is(syntax.WithNode) {
			break
		}
		for c := range n.Children() {
			if c.End() == n.End() {
				n = c
				break
			}
		}
	}
	return syntax.AsAttrSet(n)
}

// headed makes a function of a module that is a plain set.
func headed(m *mutant, p place) ([]syntax.Edit, bool) {
	root := p.tree.Expr()
	if !root.Is(syntax.AttrSetNode) {
		return nil, false
	}
	head := pick(m.rand, []string{"{ config, lib, pkgs, ... }:\n", "{ lib, ... }@args: ", "args@{ pkgs, lib, config, options, ... }:\n"})
	return []syntax.Edit{{Start: root.Start(), End: root.Start(), NewText: head}}, true
}

// withLib adds lib to a module's formals.
func withLib(m *mutant, p place) ([]syntax.Edit, bool) {
	formals := syntax.AsLambda(p.tree.Expr()).Formals()
	if !formals.Exists() || p.lib || !formals.Ellipsis() || syntax.AsLambda(syntax.AsLambda(p.tree.Expr()).Body()).Exists() {
		return nil, false
	}
	return []syntax.Edit{{Start: formals.Start() + 1, End: formals.Start() + 1, NewText: " lib,"}}, true
}

// moduleNames are the attributes of a module that are not configuration.
var moduleNames = []string{"imports", "options", "config", "_file", "disabledModules", "meta", "_module", "key"}

// definitions are the bindings of a module's own set that are configuration; none for a module that says `config`.
func (p place) definitions() (set syntax.AttrSet, all []syntax.Binding) {
	set = p.body()
	if !set.Exists() || set.Recursive() {
		return set, nil
	}
	for e := range set.Entries() {
		b := syntax.AsBinding(e)
		name, known := syntax.AttrName(b.Path().Child(0))
		switch {
		case !b.Exists() || !known || name == "config" || name == "options":
			return set, nil
		case !slices.Contains(moduleNames, name):
			all = append(all, b)
		}
	}
	return set, all
}

// underConfig moves a module's definitions into `config`.
func underConfig(m *mutant, p place) ([]syntax.Edit, bool) {
	_, all := p.definitions()
	if len(all) == 0 || strings.Contains(m.files[p.file], "_module") {
		return nil, false
	}
	var edits []syntax.Edit
	for _, b := range all {
		edits = append(edits, syntax.Edit{Start: b.Start(), End: b.Start(), NewText: "config."})
	}
	if m.rand.IntN(2) == 0 {
		return edits, true
	}
	return p.moved(all, "config = {\n%s\n};")
}

// moved takes bindings out and writes them where the first stood, in a format.
func (p place) moved(all []syntax.Binding, format string) (edits []syntax.Edit, ok bool) {
	text := ""
	for _, b := range all {
		text += b.Text() + "\n"
		edits = append(edits, syntax.Edit{Start: b.Start(), End: b.End()})
	}
	if end := p.tree.Source()[all[0].End()-1]; end != ';' {
		return nil, false
	}
	edits[0].NewText = strings.Replace(format, "%s", strings.TrimSuffix(text, "\n"), 1)
	return edits, true
}

// outerLet puts a scope around the module's set.
func outerLet(m *mutant, p place) ([]syntax.Edit, bool) {
	set := p.body()
	if !set.Exists() {
		return nil, false
	}
	text := pick(m.rand, []string{"let unused = 1; in\n", "with { unused = 1; };\n", "assert true;\n"})
	if p.lib && m.rand.IntN(3) == 0 {
		text = "with lib;\n"
	}
	return []syntax.Edit{{Start: set.Start(), End: set.Start(), NewText: text}}, set.Parent().Is(syntax.LambdaNode) || set.Parent().Is(syntax.FileNode)
}

// lifted moves a value that refers to nothing into a let around the module.
func lifted(m *mutant, p place) ([]syntax.Edit, bool) {
	if !p.isValue() || !p.closed() || p.inString() || p.node.Is(syntax.AttrSetNode) && p.merges() {
		return nil, false
	}
	at := p.tree.Expr()
	if l := syntax.AsLambda(at); l.Exists() && m.rand.IntN(2) == 0 {
		at = l.Body()
	}
	name := m.name()
	return []syntax.Edit{
		{Start: at.Start(), End: at.Start(), NewText: "let " + name + " = " + p.node.Text() + "; in "},
		{Start: p.node.Start(), End: p.node.End(), NewText: name},
	}, true
}

// letSet is lifted to an attribute of a set.
func letSet(m *mutant, p place) ([]syntax.Edit, bool) {
	if !p.isValue() || !p.closed() || p.inString() || p.node.Is(syntax.AttrSetNode) && p.merges() {
		return nil, false
	}
	at, name := p.tree.Expr(), m.name()
	return []syntax.Edit{
		{Start: at.Start(), End: at.Start(), NewText: "let " + name + " = { inner.value = " + p.node.Text() + "; }; in "},
		{Start: p.node.Start(), End: p.node.End(), NewText: name + ".inner.value"},
	}, true
}

// ofFile moves a value that refers to nothing into a file.
func ofFile(m *mutant, p place) ([]syntax.Edit, bool) {
	if !p.isValue() || !p.closed() || p.inString() || strings.Contains(p.file, "/") || p.node.Is(syntax.AttrSetNode) && p.merges() {
		return nil, false
	}
	file := "value" + m.name() + ".nix"
	m.files[file] = p.node.Text() + "\n"
	return p.replace("(import ./" + file + ")")
}

// free reports whether a binding refers to no variable of its file but `lib`, so that it can stand in another module.
func (p place) free(b syntax.Binding) bool {
	for n := range b.Descendants() {
		if n.Is(syntax.IdentNode) && !n.Parent().Is(syntax.AttrPathNode) && !slices.Contains([]string{"true", "false", "null", "builtins", "config", "lib", "pkgs", "toString"}, n.Text()) {
			return false
		}
		if n.Is(syntax.LambdaNode) || n.Is(syntax.PathNode) {
			return false
		}
	}
	return true
}

// imported takes one definition of a module out, and imports it instead.
func (p place) imported(m *mutant, element func(binding string) string) ([]syntax.Edit, bool) {
	set, all := p.definitions()
	all = slices.DeleteFunc(all, func(b syntax.Binding) bool { return !p.free(b) })
	if len(all) == 0 || strings.Contains(p.file, "/") {
		return nil, false
	}
	b := pick(m.rand, all)
	return p.importing(set, func() string { return element(b.Text()) }, syntax.Edit{Start: b.Start(), End: b.End()})
}

// importing adds an import to a module's set, beside other edits.
func (p place) importing(set syntax.AttrSet, element func() string, edits ...syntax.Edit) ([]syntax.Edit, bool) {
	for e := range set.Entries() {
		if name, _ := syntax.AttrName(syntax.AsBinding(e).Path().Child(0)); name == "imports" {
			list := syntax.AsBinding(e).Value()
			if !list.Is(syntax.ListNode) {
				return nil, false
			}
			return append(edits, syntax.Edit{Start: list.End() - 1, End: list.End() - 1, NewText: element() + " "}), true
		}
	}
	return append(edits, syntax.Edit{Start: set.Start() + 1, End: set.Start() + 1, NewText: "\n  imports = [ " + element() + " ];"}), true
}

func importedSet(m *mutant, p place) ([]syntax.Edit, bool) {
	return p.imported(m, func(b string) string {
		return pick(m.rand, []string{"{ " + b + " }", "({ config, lib, ... }: { " + b + " })", "{ config = { " + b + " }; }"})
	})
}

func importedFile(m *mutant, p place) ([]syntax.Edit, bool) {
	return p.imported(m, func(b string) string {
		file := "part" + m.name() + ".nix"
		m.files[file] = "{ config, lib, pkgs, ... }:\n{\n  " + b + "\n}\n"
		return "./" + file
	})
}

func curriedFile(m *mutant, p place) ([]syntax.Edit, bool) {
	return p.imported(m, func(b string) string {
		file := "part" + m.name() + ".nix"
		m.files[file] = "{ unused ? null }:\n{ config, lib, pkgs, ... }:\n{\n  " + b + "\n}\n"
		return pick(m.rand, []string{"(import ./" + file + " { })", "(import ./" + file + " { unused = 1; })"})
	})
}

// bindingOf is a binding of a set of the module's that the place is the value of.
func (p place) bindingOf() syntax.Binding {
	b := syntax.AsBinding(p.node.Parent())
	if !p.isValue() || !b.Exists() || !b.Parent().Is(syntax.AttrSetNode) || b.Value() != p.node {
		return syntax.Binding{}
	}
	return b
}

// nested writes `a.b = 1` as `a = { b = 1; }`.
func nested(m *mutant, p place) ([]syntax.Edit, bool) {
	b := p.bindingOf()
	segments := slices.Collect(b.Path().Segments())
	if len(segments) < 2 {
		return nil, false
	}
	at := 1 + m.rand.IntN(len(segments)-1)
	if segments[at].Is(syntax.InterpolationNode) || segments[at-1].Is(syntax.InterpolationNode) {
		return nil, false
	}
	return []syntax.Edit{
		{Start: segments[at-1].End(), End: segments[at].Start(), NewText: " = { "}, {Start: p.node.End(), End: p.node.End(), NewText: "; }"},
	}, true
}

// dotted writes `a = { b = 1; }` as `a.b = 1`.
func dotted(m *mutant, p place) ([]syntax.Edit, bool) {
	b, set := p.bindingOf(), syntax.AsAttrSet(p.node)
	if !b.Exists() || !set.Exists() || set.Recursive() || !set.FirstChild().Exists() || strings.Contains(p.node.Text(), "#") {
		return nil, false
	}
	text := ""
	for e := range set.Entries() {
		if !e.Is(syntax.BindingNode) || !e.FirstChild().Child(0).Is(syntax.IdentNode) && !e.FirstChild().Child(0).Is(syntax.StringNode) {
			return nil, false
		}
		for s := range b.Path().Segments() {
			if s.Is(syntax.InterpolationNode) || strings.Contains(s.Text(), "${") {
				return nil, false // Nix merges no computed names
			}
		}
		text += b.Path().Text() + "." + e.Text() + "\n"
	}
	return []syntax.Edit{{Start: b.Start(), End: b.End(), NewText: text}}, true
}

// segment is a name of the path of the place's binding that may be written in another way.
func (p place) segment(m *mutant) syntax.Node {
	segments := slices.DeleteFunc(slices.Collect(p.bindingOf().Path().Segments()), func(n syntax.Node) bool { return !n.Is(syntax.IdentNode) })
	if len(segments) == 0 || slices.Contains(moduleNames, segments[0].Text()) {
		return syntax.Node{}
	}
	return pick(m.rand, segments)
}

func quoted(m *mutant, p place) ([]syntax.Edit, bool) {
	n := p.segment(m)
	return []syntax.Edit{{Start: n.Start(), End: n.End(), NewText: `"` + n.Text() + `"`}}, n.Exists()
}

// computed writes a name as `${"name"}`, where nothing else in the set begins with it.
func computed(m *mutant, p place) ([]syntax.Edit, bool) {
	n := p.segment(m)
	b := p.bindingOf()
	if !n.Exists() || !p.conf {
		return nil, false
	}
	for e := range b.Parent().Children() {
		first, _ := syntax.AttrName(syntax.AsBinding(e).Path().Child(0))
		own, _ := syntax.AttrName(b.Path().Child(0))
		if e != b.Node && (first == own || e.Is(syntax.InheritNode)) {
			return nil, false
		}
	}
	for outer := b.Parent().Parent(); outer.Is(syntax.BindingNode); outer = outer.Parent().Parent() { // Nix merges written sets, but no computed names
		for e := range outer.Parent().Children() {
			first, _ := syntax.AttrName(syntax.AsBinding(e).Path().Child(0))
			if own, _ := syntax.AttrName(syntax.AsBinding(outer).Path().Child(0)); e != outer && first == own {
				return nil, false
			}
		}
	}
	return []syntax.Edit{{Start: n.Start(), End: n.End(), NewText: `${"` + n.Text() + `"}`}}, true
}

// swapped exchanges two neighbouring bindings.
func swapped(m *mutant, p place) ([]syntax.Edit, bool) {
	set := syntax.AsAttrSet(p.node)
	entries := slices.Collect(set.Entries())
	if len(entries) < 2 {
		return nil, false
	}
	i := m.rand.IntN(len(entries) - 1)
	a, b := entries[i], entries[i+1]
	return []syntax.Edit{{Start: a.Start(), End: a.End(), NewText: b.Text()}, {Start: b.Start(), End: b.End(), NewText: a.Text()}}, true
}

// setIn is a mutation that wraps a set of an option's attributes.
func setIn(format string) mutationFunc {
	return func(m *mutant, p place) ([]syntax.Edit, bool) {
		if !p.conf || !p.node.Is(syntax.AttrSetNode) || strings.Contains(format, "lib.") && !p.lib || p.merges() {
			return nil, false
		}
		if strings.Contains(format, "NAMES") {
			names, ok := p.names()
			return setAround(p, strings.ReplaceAll(format, "NAMES", strings.Join(names, " "))), ok
		}
		return p.around(format)
	}
}

// names are the plain names that a set binds; ok is false where it binds others.
func (p place) names() (names []string, ok bool) {
	for e := range syntax.AsAttrSet(p.node).Entries() {
		name := syntax.AsBinding(e).Path().Child(0)
		if !name.Is(syntax.IdentNode) {
			return nil, false
		}
		if !slices.Contains(names, name.Text()) {
			names = append(names, name.Text())
		}
	}
	return names, len(names) > 0
}

func setAround(p place, format string) []syntax.Edit {
	edits, _ := p.around(format)
	return edits
}

type mutationFunc = func(m *mutant, p place) ([]syntax.Edit, bool)

// merges reports whether Nix merges the set with others written in its file, which it does for literal sets only.
func (p place) merges() bool {
	for b := p.bindingOf().Node; b.Is(syntax.BindingNode); b = b.Parent().Parent() {
		own, _ := syntax.AttrName(syntax.AsBinding(b).Path().Child(0))
		for e := range b.Parent().Children() {
			first, known := syntax.AttrName(syntax.AsBinding(e).Path().Child(0))
			if e != b && (!known || first == own) {
				return true
			}
		}
	}
	return false
}

// splitSet is a mutation that writes a set as two; properties is whether that is only for options' values.
func splitSet(format string, properties bool) mutationFunc {
	return func(m *mutant, p place) ([]syntax.Edit, bool) {
		set := syntax.AsAttrSet(p.node)
		if !p.conf || !set.Exists() || set.Recursive() || !p.lib || p.merges() {
			return nil, false
		}
		var hands [2][]string
		seen := map[string]int{}
		for e := range set.Entries() {
			hand := m.rand.IntN(2)
			if name, known := syntax.AttrName(syntax.AsBinding(e).Path().Child(0)); known {
				if before, again := seen[name]; again {
					hand = before
				}
				seen[name] = hand
			}
			hands[hand] = append(hands[hand], e.Text())
		}
		one, two := "{ "+strings.Join(hands[0], "\n")+" }", "{ "+strings.Join(hands[1], "\n")+" }"
		return p.replace(fmt.Sprintf(format, one, two))
	}
}

// single is the name and the value of a set of one binding.
func (p place) single() (name string, value syntax.Node, ok bool) {
	entries := slices.Collect(syntax.AsAttrSet(p.node).Entries())
	if !p.conf || len(entries) != 1 || syntax.AsAttrSet(p.node).Recursive() || p.merges() {
		return "", value, false
	}
	b := syntax.AsBinding(entries[0])
	name, known := syntax.AttrName(b.Path().Child(0))
	return name, b.Value(), known && !b.Path().Child(1).Exists() && b.Exists()
}

func listToAttrs(m *mutant, p place) ([]syntax.Edit, bool) {
	name, value, ok := p.single()
	if !ok {
		return nil, false
	}
	return p.replace("(builtins.listToAttrs [ { name = " + `"` + name + `"` + "; value = " + value.Text() + "; } ])")
}

func genAttrs(m *mutant, p place) ([]syntax.Edit, bool) {
	name, value, ok := p.single()
	if !ok || !p.lib {
		return nil, false
	}
	return p.replace(`(lib.genAttrs [ "` + name + `" ] (_: ` + value.Text() + `))`)
}

// inherited writes `a = 1;` as an inherit.
func inherited(m *mutant, p place) ([]syntax.Edit, bool) {
	b := p.bindingOf()
	name := b.Path().Child(0)
	if !b.Exists() || b.Path().Child(1).Exists() || !name.Is(syntax.IdentNode) || slices.Contains(moduleNames, name.Text()) || p.merges() {
		return nil, false
	}
	return []syntax.Edit{{Start: b.Start(), End: b.End(), NewText: "inherit ({ " + b.Text() + " }) " + name.Text() + ";"}}, true
}

// ownOption moves a value into an option of the workspace's own, which the definition then reads.
func ownOption(m *mutant, p place) ([]syntax.Edit, bool) { return p.through(m, false) }

// ownDefault is ownOption with the value as the option's default.
func ownDefault(m *mutant, p place) ([]syntax.Edit, bool) { return p.through(m, true) }

func (p place) through(m *mutant, preset bool) ([]syntax.Edit, bool) {
	switch p.node.Kind() {
	case syntax.StringNode, syntax.IntNode, syntax.IdentNode:
	default:
		return nil, false
	}
	set, all := p.definitions()
	formals := syntax.AsLambda(p.tree.Expr()).Formals()
	config := slices.ContainsFunc(slices.Collect(formals.All()), func(f syntax.Formal) bool { return f.Name().Text() == "config" })
	if !p.conf || !p.closed() || len(all) == 0 || strings.Contains(p.file, "/") || !config {
		return nil, false
	}
	name := m.name()
	file := "options" + name + ".nix"
	text := p.node.Text()
	edits, _ := p.replace("config.my." + name)
	return p.importing(set, func() string {
		if preset {
			m.files[file] = "{ lib, ... }: { options.my." + name + " = lib.mkOption { type = lib.types.anything; default = " + text + "; description = \"x\"; }; }\n"
		} else {
			m.files[file] = "{ lib, ... }: {\n  options.my." + name + " = lib.mkOption { type = lib.types.anything; description = \"x\"; };\n  config.my." + name + " = " + text + ";\n}\n"
		}
		return "./" + file
	}, edits...)
}

// configAlias puts a condition on a service's own `enable`, which is true, around a value of the service.
func configAlias(m *mutant, p place) ([]syntax.Edit, bool) {
	b := p.bindingOf()
	names := optiondb.Path(bindingPath(b.Node))
	formals := syntax.AsLambda(p.tree.Expr()).Formals()
	config := slices.ContainsFunc(slices.Collect(formals.All()), func(f syntax.Formal) bool { return f.Name().Text() == "config" })
	if !p.conf || !p.lib || !config || len(names) < 3 || names[0] != "services" || names[2] == "enable" {
		return nil, false
	}
	service := strings.Join(names[:2], ".")
	if !strings.Contains(m.files[p.file], service+" = {\n    enable = true;") {
		return nil, false
	}
	return p.around("lib.mkIf config." + service + ".enable (%s)")
}
