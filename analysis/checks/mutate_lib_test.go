package checks_test

import (
	"fmt"
	"slices"
	"strings"

	"atproto-ls/syntax"
)

// The mutations that people make with functions of lib and of their own, beyond those of mutate_test.go.

var libMutations = []mutation{
	libValue("curried", "((VAR: other: VAR) (%s) null)"),
	libValue("named function", "(let VAR = given: given; in VAR (%s))"),
	libValue("nested let", "(let VAR = { a.b = %s; }; in VAR.a.b)"),
	libValue("with of a let", "(let VAR = { vVAR = %s; }; in with VAR; vVAR)"),
	libValue("recursive set", "(let VAR = rec { VARa = %s; VARb = VARa; }; in VAR.VARb)"),

	property("modules.mkIf", "lib.modules.mkIf true (%s)"),
	property("with lib", "(with lib; mkIf true (%s))"),
	property("inherit of lib", "(let inherit (lib) mkIf; in mkIf true (%s))"),
	property("alias of lib", "(let l = lib; in l.mkIf true (%s))"),
	property("nested mkMerge", "lib.mkMerge [ (lib.mkMerge [ (%s) ]) ]"),
	property("mkMerge of optionals", "lib.mkMerge (lib.optionals true [ (%s) ])"),
	{"mkOrder", func(m *mutant, p place) ([]syntax.Edit, bool) {
		if !p.conf || !p.lib || !p.closed() || p.node.Is(syntax.AttrSetNode) || p.node.Is(syntax.ApplyNode) {
			return nil, false // NixOS looks for no property inside of it
		}
		return p.around("lib.mkOrder 1000 (%s)")
	}},

	{"attrsets.optionalAttrs", setIn("(lib.attrsets.optionalAttrs true %s)")},
	{"mapAttrs'", setIn("(lib.mapAttrs' (n: v: lib.nameValuePair n v) %s)")},
	{"mapAttrs' of names", setIn("(lib.mapAttrs' (name: value: { inherit name value; }) %s)")},
	{"attrsToList", setIn("(lib.listToAttrs (lib.attrsToList %s))")},
	{"mapAttrsToList", setIn("(lib.listToAttrs (lib.mapAttrsToList lib.nameValuePair %s))")},
	{"removeAttrs", setIn(`(removeAttrs %s [ "nothing" ])`)},
	{"genAttrs of names", setIn("(let all = %s; in lib.genAttrs (builtins.attrNames all) (n: all.${n}))")},
	{"recursiveUpdate over", setIn("(lib.recursiveUpdate %s { })")},
	{"update over", setIn("(%s // { })")},
	{"update by optionalAttrs", setIn("(%s // lib.optionalAttrs false { enable = null; })")},
	{"own function", setIn("(let with' = more: { } // more; in with' %s)")},
	{"foldl'", splitSet("(lib.foldl' (all: one: all // one) { } [ %s %s ])", false)},
	{"foldr", splitSet("(lib.foldr lib.recursiveUpdate { } [ %s %s ])", false)},
	{"zipAttrsWith", splitSet("(lib.zipAttrsWith (n: lib.last) [ %s %s ])", false)},
	{"split optionalAttrs", splitSet("(%s // lib.optionalAttrs true %s)", false)},
	{"split mkIf", splitSet("(lib.mkMerge [ %s (lib.mkIf true %s) ])", true)},
	{"split over a let", splitSet("(let base = %s; in base // %s)", false)},
	{"split over a function", splitSet("(let base = more: %s // more; in base %s)", false)},
	{"unionOfDisjoint", splitSet("(lib.attrsets.unionOfDisjoint %s %s)", false)},
	{"nameValuePair", single(`(lib.listToAttrs [ (lib.nameValuePair "NAME" (%s)) ])`)},
	{"listToAttrs of a map", single(`(lib.listToAttrs (map (name: { inherit name; value = %s; }) [ "NAME" ]))`)},
	{"attrsets.genAttrs", single(`(lib.attrsets.genAttrs [ "NAME" ] (name: %s))`)},
	{"dynamic name", single(`(let name = "NAME"; in { ${name} = %s; })`)},
	{"function of a name", single(`(let make = name: value: { ${name} = value; }; in make "NAME" (%s))`)},
	{"genAttrs'", single(`(lib.genAttrs' [ "NAME" ] (name: lib.nameValuePair name (%s)))`)},

	{"recursive", recursive},
	{"service in a let", boundSet},
	{"inherit of a let", inheritOfLet},
	{"file of values", fileOfValues},
	{"inherit of a file", inheritOfFile},
	{"function file", functionFile},
	{"imports", importsAnotherWay},
	{"module argument", moduleArgument},
	{"body with lib", bodyWithLib},
	{"config by parts", configByParts},

	list("concatLists", "(lib.concatLists [ %s [ ] ])"),
	list("flatten", "(lib.flatten [ %s ])"),
	list("filter", "(builtins.filter (e: true) %s)"),
	list("unique", "(lib.unique %s)"),
	list("optionals beside", "(%s ++ lib.optionals false [ null ])"),
	literal("concatStrings", syntax.StringNode, halves(`(builtins.concatStringsSep "" [ %s %s ])`)),
	literal("let in a string", syntax.StringNode, halves(`(let a = %s; b = %s; in "${a}${b}")`)),
	{"toInt", func(m *mutant, p place) ([]syntax.Edit, bool) {
		if !p.lib || !p.isValue() || !p.node.Is(syntax.IntNode) {
			return nil, false
		}
		return p.replace("(lib.toInt \"" + p.node.Text() + "\")")
	}},
}

func init() { mutations = append(mutations, libMutations...) }

// libValue is [value] for options where lib is in scope.
func libValue(name, format string) mutation {
	plain := value(name, format)
	return mutation{name, func(m *mutant, p place) ([]syntax.Edit, bool) {
		if !p.lib || !p.conf {
			return nil, false
		}
		return plain.apply(m, p)
	}}
}

// list is a mutation of written lists.
func list(name, format string) mutation {
	return mutation{name, func(m *mutant, p place) ([]syntax.Edit, bool) {
		if !p.node.Is(syntax.ListNode) || !p.lib || !p.conf {
			return nil, false
		}
		return p.around(format)
	}}
}

// halves writes a string as two.
func halves(format string) func(text string) string {
	return func(text string) string {
		if len(text) < 4 || strings.ContainsAny(text, "$\\") {
			return ""
		}
		half := len(text) / 2
		return fmt.Sprintf(format, text[:half]+`"`, `"`+text[half:])
	}
}

// single is a mutation of a set of one binding, whose name stands for NAME.
func single(format string) mutationFunc {
	return func(m *mutant, p place) ([]syntax.Edit, bool) {
		name, value, ok := p.single()
		if !ok || !p.lib {
			return nil, false
		}
		before, after, _ := strings.Cut(strings.ReplaceAll(format, "NAME", name), "%s")
		return p.replace(before + value.Text() + after)
	}
}

// recursive writes a set as a recursive one.
func recursive(m *mutant, p place) ([]syntax.Edit, bool) {
	if !p.conf || !p.node.Is(syntax.AttrSetNode) || !p.closed() || p.merges() {
		return nil, false
	}
	return p.around("rec %s")
}

// boundSet binds a set of options before the module's set, where lib and config are in scope.
func boundSet(m *mutant, p place) ([]syntax.Edit, bool) {
	set := p.body()
	if !set.Exists() || !p.conf || !p.node.Is(syntax.AttrSetNode) || p.merges() || p.node.Start() <= set.Start() || !p.bindingOf().Exists() || !p.free(p.bindingOf()) {
		return nil, false
	}
	name := m.name()
	return []syntax.Edit{
		{Start: set.Start(), End: set.Start(), NewText: "let\n  " + name + " = " + p.node.Text() + ";\nin\n"},
		{Start: p.node.Start(), End: p.node.End(), NewText: name},
	}, true
}

// inheritOfLet binds a value under its own name before the module's set, and inherits it.
func inheritOfLet(m *mutant, p place) ([]syntax.Edit, bool) {
	b, set := p.bindingOf(), p.body()
	name := b.Path().Child(0)
	if !b.Exists() || !set.Exists() || b.Start() < set.Start() || b.Path().Child(1).Exists() || !name.Is(syntax.IdentNode) || slices.Contains(moduleNames, name.Text()) || p.merges() || !p.free(b) ||
		strings.Contains(m.files[p.file], name.Text()+" = "+p.node.Text()+";\nin") || slices.Contains([]string{"lib", "config", "pkgs"}, name.Text()) {
		return nil, false
	}
	for n := range p.tree.Root().Descendants() { // a name of a scope is used elsewhere
		if n.Is(syntax.IdentNode) && !n.Parent().Is(syntax.AttrPathNode) && n.Text() == name.Text() {
			return nil, false
		}
	}
	return []syntax.Edit{
		{Start: set.Start(), End: set.Start(), NewText: "let " + b.Text() + " in\n"},
		{Start: b.Start(), End: b.End(), NewText: "inherit " + name.Text() + ";"},
	}, true
}

// fileOfValues moves a value into an attribute of a file.
func fileOfValues(m *mutant, p place) ([]syntax.Edit, bool) {
	if !p.isValue() || !p.closed() || p.inString() || strings.Contains(p.file, "/") || p.node.Is(syntax.AttrSetNode) && p.merges() {
		return nil, false
	}
	file := "value" + m.name() + ".nix"
	m.files[file] = "{\n  machines.first = " + p.node.Text() + ";\n}\n"
	return p.replace("(import ./" + file + ").machines.first")
}

// inheritOfFile binds a value of a file before the module.
func inheritOfFile(m *mutant, p place) ([]syntax.Edit, bool) {
	set := p.body()
	if !p.isValue() || !set.Exists() || set.Node == p.node || !p.closed() || p.inString() || strings.Contains(p.file, "/") || p.node.Is(syntax.AttrSetNode) && p.merges() ||
		p.node.Start() < set.Start() {
		return nil, false
	}
	name := m.name()
	m.files["value"+name+".nix"] = "{ " + name + " = " + p.node.Text() + "; }\n"
	return []syntax.Edit{
		{Start: set.Start(), End: set.Start(), NewText: "let inherit (import ./value" + name + ".nix) " + name + "; in "},
		{Start: p.node.Start(), End: p.node.End(), NewText: name},
	}, true
}

// functionFile moves a value into a file that is a function.
func functionFile(m *mutant, p place) ([]syntax.Edit, bool) {
	if !p.isValue() || !p.closed() || p.inString() || !p.lib || strings.Contains(p.file, "/") || p.node.Is(syntax.AttrSetNode) && p.merges() {
		return nil, false
	}
	file := "value" + m.name() + ".nix"
	how := pick(m.rand, [][2]string{
		{"{ lib }:\n%s\n", "(import ./%s { inherit lib; })"},
		{"{ lib, extra ? null, ... }@args:\n%s\n", "(import ./%s { inherit lib; extra = 1; })"},
		{"lib: {\n  value = lib.id (%s);\n}\n", "(import ./%s lib).value"},
		{"flag: if flag then %s else null\n", "(import ./%s true)"},
		{"{ }:\nlet\n  value = %s;\nin\n{ inherit value; }\n", "(import ./%s { }).value"},
	})
	m.files[file] = strings.Replace(how[0], "%s", p.node.Text(), 1)
	return p.replace(strings.Replace(how[1], "%s", file, 1))
}

// importsAnotherWay moves a definition into a module that is imported in an uncommon way.
func importsAnotherWay(m *mutant, p place) ([]syntax.Edit, bool) {
	return p.imported(m, func(b string) string {
		name := m.name()
		file := "part" + name + ".nix"
		plain := "{ config, lib, pkgs, ... }:\n{\n  " + b + "\n}\n"
		switch m.rand.IntN(8) {
		case 0:
			m.files[file] = plain
			return "(import ./" + file + ")"
		case 1:
			m.files[file] = plain
			return "(./. + \"/" + file + "\")"
		case 2:
			m.files["part"+name+"/default.nix"] = plain
			return "./part" + name
		case 3:
			m.files[file] = plain
			return "{ imports = [ ./" + file + " ]; }"
		case 4:
			m.files[file] = "{ config, lib, pkgs, ... }:\n{\n  config = lib.mkMerge [ { " + b + " } ];\n}\n"
			return "./" + file
		case 5:
			m.files[file] = "{ config, lib, pkgs, ... }:\nwith lib;\n{\n  config = mkIf true { " + b + " };\n}\n"
			return "./" + file
		case 6:
			m.files[file] = "let\n  set = true;\nin\n{ config, lib, pkgs, ... }: {\n  config = lib.mkIf set {\n    " + b + "\n  };\n}\n"
			return "./" + file
		}
		m.files[file] = "on:\n{ config, lib, pkgs, ... }:\n{\n  config = lib.mkIf on { " + b + " };\n}\n"
		return "(import ./" + file + " true)"
	})
}

// moduleArgument hands a value to another module as an argument of all modules.
func moduleArgument(m *mutant, p place) ([]syntax.Edit, bool) {
	set, all := p.definitions()
	b := p.bindingOf()
	if len(all) == 0 || !b.Exists() || b.Parent() != set.Node || !p.closed() || !p.conf || strings.Contains(p.file, "/") || !p.free(b) || p.merges() {
		return nil, false
	}
	name := m.name()
	file := "part" + name + ".nix"
	m.files[file] = "{ " + name + ", ... }:\n{\n  " + b.Path().Text() + " = " + name + ";\n}\n"
	return p.importing(set, func() string { return "./" + file }, syntax.Edit{Start: b.Start(), End: b.End(), NewText: "_module.args." + name + " = " + p.node.Text() + ";"})
}

// bodyWithLib puts `with lib;` before the module's set.
func bodyWithLib(m *mutant, p place) ([]syntax.Edit, bool) {
	set := p.body()
	if !set.Exists() || !p.lib || strings.Contains(m.files[p.file], "with lib;") {
		return nil, false
	}
	return []syntax.Edit{{Start: set.Start(), End: set.Start(), NewText: "with lib;\n"}}, true
}

// configByParts writes a module's definitions as the parts of one `config`.
func configByParts(m *mutant, p place) ([]syntax.Edit, bool) {
	set, all := p.definitions()
	if len(all) < 2 || !p.lib || strings.Contains(m.files[p.file], "_module") {
		return nil, false
	}
	var parts [2]string
	at := map[string]int{}
	rest := ""
	for e := range set.Entries() {
		b := syntax.AsBinding(e)
		name, _ := syntax.AttrName(b.Path().Child(0))
		if slices.Contains(moduleNames, name) {
			rest += "  " + e.Text() + "\n"
			continue
		}
		hand, seen := at[name]
		if !seen {
			hand = m.rand.IntN(2)
			at[name] = hand
		}
		parts[hand] += "    " + e.Text() + "\n"
	}
	format := pick(m.rand, []string{"lib.mkMerge [ {\n%s    } {\n%s    } ]", "lib.mkMerge [ (lib.mkIf true {\n%s    }) {\n%s    } ]", "{\n%s    } // {\n%s    }", "lib.mkIf true (lib.mkMerge [ {\n%s    } (lib.mkIf true {\n%s    }) ])"})
	return []syntax.Edit{{Start: set.Start(), End: set.End(), NewText: "{\n" + rest + "  config = " + fmt.Sprintf(format, parts[0], parts[1]) + ";\n}"}}, true
}
