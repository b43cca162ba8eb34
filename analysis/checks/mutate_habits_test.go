package checks_test

import (
	"regexp"
	"slices"
	"strings"

	"atproto-ls/syntax"
)

// The mutations that turn a module into what people write who know the language well. Left out is what nobody does to a value of an
// option, and what is not followed back to the text of another file: `lib.fix`, `lib.pipe`, `getAttr` and `findFirst` around one.

var habitMutations = []mutation{
	libValue("pipe", "((%s) |> lib.id)"),
	libValue("pipe from", "(lib.id <| (%s))"),
	libValue("quoted selection", `{ "VAR" = %s; }."VAR"`),
	libValue("throwIf", `(lib.throwIf false "never" (%s))`),
	libValue("warnIf", `(lib.warnIf false "never" (%s))`),
	libValue("let in of a function", "(let VAR = { given, ... }: given; in VAR { given = %s; more = 1; })"),
	libValue("elemAt", "(builtins.elemAt [ (%s) null ] 0)"),

	property("mkMerge of a map", "lib.mkMerge (map (part: part) [ (%s) ])"),
	property("mkMerge of a mapAttrsToList", "lib.mkMerge (lib.mapAttrsToList (name: part: part) { only = %s; })"),
	property("mkMerge of attrValues", "lib.mkMerge (builtins.attrValues { only = %s; })"),
	property("mkIf piped", "((%s) |> lib.mkIf true)"),
	property("mkIf piped from", "(lib.mkIf true <| (%s))"),
	property("mkMerge and mkIf", "lib.mkMerge [ (lib.mkIf true (%s)) ]"),
	property("partial mkIf", "(let always = lib.mkIf true; in always (%s))"),

	{"builtins.foldl'", splitSet("(builtins.foldl' lib.recursiveUpdate { } [ %s %s ])", false)},
	{"with lib update", splitSet("(with lib; %s // %s)", false)},
	{"pipe of an update", splitSet("(%s |> (all: all // %s))", false)},
	{"concatMapAttrs", setIn("(lib.concatMapAttrs (n: v: { ${n} = v; }) %s)")},
	{"mapAttrs of lib.attrsets", setIn("(lib.attrsets.mapAttrs (_: v: v) %s)")},
	{"intersectAttrs", setIn("(let all = %s; in builtins.intersectAttrs all all)")},
	{"mergeAttrsList of a map", setIn("(let all = %s; in lib.mergeAttrsList (map (n: { ${n} = all.${n}; }) (builtins.attrNames all)))")},
	{"foldl' of names", setIn("(let all = %s; in builtins.foldl' (sum: n: sum // { ${n} = all.${n}; }) { } (builtins.attrNames all))")},
	{"let inherit", setIn("(let this = %s; in { inherit (this) NAMES; })")},
	{"setAttrByPath", single(`(lib.setAttrByPath [ "NAME" ] (%s))`)},
	{"key of a let", single(`(let name = "NAME"; in { "${name}" = %s; })`)},
	{"mapAttrs of one", single(`(builtins.mapAttrs (name: given: given) { NAME = %s; })`)},
	{"genAttrs of a let", single(`(let names = [ "NAME" ]; in lib.genAttrs names (name: %s))`)},

	list("forEach", "(lib.forEach %s (e: e))"),
	list("map", "(map (e: e) %s)"),
	list("concatMap", "(builtins.concatMap (e: [ e ]) %s)"),
	list("lists.optionals", "(lib.lists.optionals true %s)"),
	list("toList", "(lib.toList %s)"),
	list("sublist", "(lib.take 100 %s)"),
	list("genList", "(let all = %s; in builtins.genList (builtins.elemAt all) (builtins.length all))"),
	literal("optionalString", syntax.StringNode, func(text string) string {
		if strings.Contains(text, "${") {
			return ""
		}
		return "(" + text + ` + (if true then "" else "never"))`
	}),
	literal("product", syntax.IntNode, func(text string) string { return "(1 * " + text + ")" }),

	{"body in a let", bodyIn("let cfg' = %s; in cfg'")},
	{"body behind args", bodyIn("with { unused = 1; }; (%s)")},
	{"body updated", bodyIn("%s // { }")},
	{"body of imports", bodyIn("{ imports = [ %s ]; }")},
	{"body of a function", bodyIn("(given: given) %s")},
	{"body of a let function", bodyIn("let module = _: %s; in module null")},
	{"sections of lib", sections},
	{"inherit (lib)", inheritLib},
	{"inherit (lib) everywhere", inheritLib},
	{"names quoted", quotedNames},
	{"file of the module", moduleFile},
	{"key with a variable", namedKey},
}

func init() { mutations = append(mutations, habitMutations...) }

// bodyIn writes a module's set in a format.
func bodyIn(format string) mutationFunc {
	return func(m *mutant, p place) ([]syntax.Edit, bool) {
		set := p.body()
		if !set.Exists() || set.Recursive() || !set.Parent().Is(syntax.LambdaNode) && !set.Parent().Is(syntax.FileNode) {
			return nil, false
		}
		before, after, _ := strings.Cut(format, "%s")
		return []syntax.Edit{{Start: set.Start(), End: set.Start(), NewText: before}, {Start: set.End(), End: set.End(), NewText: after}}, true
	}
}

// sectionOf is the part of lib that a function of it is in, too.
var sectionOf = map[string]string{
	"mkIf": "modules", "mkMerge": "modules", "mkForce": "modules", "mkDefault": "modules", "mkOverride": "modules", "mkRenamedOptionModule": "modules",
	"mkOption": "options", "mkEnableOption": "options", "mkPackageOption": "options", "optional": "lists", "optionals": "lists", "concatLists": "lists",
	"optionalAttrs": "attrsets", "genAttrs": "attrsets", "mapAttrs": "attrsets", "recursiveUpdate": "attrsets", "optionalString": "strings", "concatStringsSep": "strings",
}

// sections names the functions of lib by its parts.
func sections(m *mutant, p place) (edits []syntax.Edit, ok bool) {
	for n := range p.tree.Root().Descendants() {
		s := syntax.AsSelect(n)
		if name := s.Path().Child(0); s.Subject().Text() == "lib" && sectionOf[name.Text()] != "" {
			edits = append(edits, syntax.Edit{Start: name.Start(), End: name.Start(), NewText: sectionOf[name.Text()] + "."})
		}
	}
	return edits, len(edits) > 0 && p.lib
}

var libNames = regexp.MustCompile(`\blib\.(mk[A-Z]\w*|types|optional\w*)\b`)

// inheritLib binds the functions of lib that a module uses before its set.
func inheritLib(m *mutant, p place) (edits []syntax.Edit, ok bool) {
	set := p.body()
	if !set.Exists() || !p.lib || set.Recursive() || strings.Contains(m.files[p.file], "let inherit (lib)") {
		return nil, false
	}
	var names []string
	text := m.files[p.file]
	for _, at := range libNames.FindAllStringSubmatchIndex(text, -1) {
		if at[0] < set.Start() {
			continue
		}
		name := text[at[2]:at[3]]
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		edits = append(edits, syntax.Edit{Start: at[0], End: at[1], NewText: name})
	}
	edits = append(edits, syntax.Edit{Start: set.Start(), End: set.Start(), NewText: "let inherit (lib) " + strings.Join(names, " ") + "; in\n"})
	return edits, len(names) > 0
}

// quotedNames quotes all names of options.
func quotedNames(m *mutant, p place) (edits []syntax.Edit, ok bool) {
	set := p.body()
	for n := range set.Descendants() {
		if b := syntax.AsBinding(n); b.Exists() && b.Parent().Is(syntax.AttrSetNode) {
			for s := range b.Path().Segments() {
				if s.Is(syntax.IdentNode) && s.Text() != "or" {
					edits = append(edits, syntax.Edit{Start: s.Start(), End: s.End(), NewText: `"` + s.Text() + `"`})
				}
			}
		}
	}
	return edits, len(edits) > 0
}

// moduleFile moves all of a module into a file that is a function, which the module calls.
func moduleFile(m *mutant, p place) ([]syntax.Edit, bool) {
	set := p.body()
	if !set.Exists() || set.Node != p.node || strings.Contains(p.file, "/") || !p.lib {
		return nil, false
	}
	for n := range set.Descendants() {
		if n.Is(syntax.PathNode) || n.Is(syntax.IdentNode) && !n.Parent().Is(syntax.AttrPathNode) && !slices.Contains([]string{"true", "false", "null", "builtins", "config", "lib"}, n.Text()) {
			return nil, false
		}
	}
	config := ""
	for f := range syntax.AsLambda(p.tree.Expr()).Formals().All() {
		if f.Name().Text() == "config" {
			config = "config"
		}
	}
	name := "body" + m.name() + ".nix"
	head := strings.TrimSuffix(strings.Join([]string{"lib", config}, ", "), ", ")
	m.files[name] = "{ " + head + " }:\n" + set.Text() + "\n"
	return []syntax.Edit{{Start: set.Start(), End: set.End(), NewText: "import ./" + name + " { inherit lib " + config + "; }"}}, true
}

// namedKey writes a name of an option as a variable that is bound before the module's set.
func namedKey(m *mutant, p place) ([]syntax.Edit, bool) {
	edits, ok := computed(m, p)
	set := p.body()
	if !ok || !set.Exists() || edits[0].Start < set.Start() || syntax.AsAttrSet(p.bindingOf().Parent()).Recursive() {
		return nil, false
	}
	name := m.name()
	text := strings.TrimSuffix(strings.TrimPrefix(edits[0].NewText, "${"), "}")
	edits[0].NewText = `"${` + name + `}"`
	return append(edits, syntax.Edit{Start: set.Start(), End: set.Start(), NewText: "let " + name + " = " + text + "; in\n"}), true
}
