package checks_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/syntax"
)

// This file changes how a workspace is written at one place at a time, by its trees, without changing what it means: unlike
// the forms of rewrite_test.go it takes modules of any shape.

// mutant is a workspace that is being rewritten.
type mutant struct {
	files map[string]string
	rand  *rand.Rand
	fresh int
	done  []string // the names of the mutations made
}

// name is one that nothing else has.
func (m *mutant) name() string {
	m.fresh++
	return fmt.Sprintf("v%d", m.fresh)
}

// mutation rewrites one node of a file; ok is false where it does not fit there.
type mutation struct {
	name  string
	apply func(m *mutant, f place) (edits []syntax.Edit, ok bool)
}

// place is a node of a file of the workspace, with what is known of it.
type place struct {
	file string
	tree *syntax.File
	node syntax.Node
	lib  bool // `lib` is in scope, nixpkgs'
	conf bool // it is the value of an option, where properties like `mkIf` may stand
}

// mutate makes up to n mutations.
func (m *mutant) mutate(n int) {
	for tries := 0; n > 0 && tries < 40*n; tries++ {
		name := pick(m.rand, slices.Sorted(maps.Keys(m.files)))
		places := m.places(name)
		if len(places) == 0 {
			continue
		}
		change := pick(m.rand, mutations)
		if edits, ok := change.apply(m, pick(m.rand, places)); ok {
			text, ok := syntax.ApplyEdits(m.files[name], edits)
			if !ok {
				panic(change.name + " makes edits that overlap")
			}
			m.files[name] = text
			m.done = append(m.done, change.name)
			n--
		}
	}
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// places are the nodes of a module that may be rewritten: values and sets.
func (m *mutant) places(name string) (all []place) {
	if !strings.HasSuffix(name, ".nix") || name == "flake.nix" || strings.HasPrefix(name, "value") {
		return nil
	}
	f := analysis.NewFile("/w/"+name, m.files[name])
	s := analysis.NewSnapshot("/w", []*analysis.File{f}, nil)
	if s.Facts(f).Kind != analysis.ModuleFile || strings.Contains(m.files[name], "outputs =") {
		return nil
	}
	root := f.Tree.Expr()
	lib := false
	for formal := range syntax.AsLambda(root).Formals().All() {
		lib = lib || formal.Name().Text() == "lib"
	}
	for n := range f.Tree.Root().Descendants() {
		p := place{file: name, tree: f.Tree, node: n, lib: lib}
		switch parent := n.Parent(); {
		case n == root:
		case parent.Is(syntax.BindingNode) && n == syntax.AsBinding(parent).Value():
			p.conf = parent.Parent().Is(syntax.AttrSetNode) && slices.ContainsFunc(s.PlacesOf(f, n), func(at analysis.Place) bool {
				return at.Kind == analysis.ValuePlace && len(at.Path) > 0 && !slices.Contains(at.Path, "*")
			})
		case parent.Is(syntax.ListNode):
		default:
			continue
		}
		all = append(all, p)
	}
	return all
}

// around replaces the place's node by text with the node's in place of %s.
func (p place) around(format string) ([]syntax.Edit, bool) {
	before, after, _ := strings.Cut(format, "%s")
	return []syntax.Edit{
		{Start: p.node.Start(), End: p.node.Start(), NewText: before}, {Start: p.node.End(), End: p.node.End(), NewText: after},
	}, true
}

func (p place) replace(text string) ([]syntax.Edit, bool) {
	return []syntax.Edit{{Start: p.node.Start(), End: p.node.End(), NewText: text}}, true
}

// isValue reports whether the node is a value somewhere in the module, not the module itself.
func (p place) isValue() bool { return p.node != p.tree.Expr() }

// closed reports whether nothing in the node refers to a variable, so that it may stand anywhere in the workspace.
func (p place) closed() bool {
	for n := range p.node.Descendants() {
		switch {
		case n.Is(syntax.IdentNode) && !n.Parent().Is(syntax.AttrPathNode) && n.Text() != "true" && n.Text() != "false" && n.Text() != "null":
			return false
		case n.Is(syntax.PathNode), n.Is(syntax.SearchPathNode), n.Is(syntax.AttrSetNode) && syntax.AsAttrSet(n).Recursive():
			return false
		}
	}
	return !p.node.Is(syntax.IdentNode) || p.node.Text() == "true" || p.node.Text() == "false" || p.node.Text() == "null"
}

// value is a mutation that writes any value in another way; VAR in it is a fresh name.
func value(name, format string) mutation {
	return mutation{name, func(m *mutant, p place) ([]syntax.Edit, bool) {
		if !p.isValue() || p.inString() || p.node.Is(syntax.AttrSetNode) && p.merges() || !p.conf && (name == "head" || strings.HasPrefix(p.node.Text(), "config.")) {
			return nil, false
		}
		return p.around(strings.ReplaceAll(format, "VAR", m.name()))
	}}
}

func (p place) inString() bool { return p.node.Parent().Is(syntax.InterpolationNode) }

// property is a mutation that wraps the value of an option in a function of lib.
func property(name, format string) mutation {
	return mutation{name, func(m *mutant, p place) ([]syntax.Edit, bool) {
		if strings.Contains(m.files[p.file], " // ") {
			return nil, false // what is beside a property is lost
		}
		override := overrides.MatchString(m.files[p.file]) || strings.Contains(p.node.Text(), "mk")
		if !p.conf || !p.lib || override && (name == "mkOverride" || overrides.MatchString(m.files[p.file]) && !p.node.Is(syntax.AttrSetNode)) || name == "mkOverride" && p.node.Is(syntax.AttrSetNode) || p.node.Is(syntax.AttrSetNode) && p.merges() {
			return nil, false
		}
		return p.around(format)
	}}
}

// overrides are functions that Nix refuses inside of one another.
var overrides = regexp.MustCompile(`mk(Force|Default|VMOverride|OptionDefault|Override)`)

// literal is a mutation of one kind of scalar.
func literal(name string, kind syntax.Kind, write func(text string) string) mutation {
	return mutation{name, func(m *mutant, p place) ([]syntax.Edit, bool) {
		if !p.isValue() || !p.node.Is(kind) {
			return nil, false
		}
		text := write(p.node.Text())
		if text == "" {
			return nil, false
		}
		return p.replace(text)
	}}
}

var mutations = []mutation{
	value("parentheses", "(%s)"),
	value("let", "(let VAR = %s; in VAR)"),
	value("with", "(with { VAR = %s; }; VAR)"),
	value("rec", "(rec { VAR = %s; other = VAR; }).other"),
	value("function", "((VAR: VAR) (%s))"),
	value("function of a set", "(({ VAR ? null, ... }: VAR) { VAR = %s; })"),
	value("if", "(if true then %s else null)"),
	value("else", "(if false then null else %s)"),
	value("or", "({ }.VAR or (%s))"),
	value("inherit", "(let VAR = %s; in { inherit VAR; }).VAR"),
	value("inherit from", "(let inherit ({ VAR = %s; }) VAR; in VAR)"),
	value("assert", "(assert true; %s)"),
	value("head", "(builtins.head [ (%s) ])"),
	value("update", "({ VAR = null; } // { VAR = %s; }).VAR"),
	value("seq", "(builtins.seq true (%s))"),
	value("comment", "/* = { \" */ %s # a remark }\n"),
	{"lib.id", func(m *mutant, p place) ([]syntax.Edit, bool) {
		if !p.lib || !p.isValue() || p.node.Is(syntax.AttrSetNode) && p.merges() {
			return nil, false
		}
		return p.around("(lib.id (%s))")
	}},
	property("mkIf", "lib.mkIf true (%s)"),
	property("mkMerge", "lib.mkMerge [ (%s) ]"),
	property("mkOverride", "lib.mkOverride 100 (%s)"),
	property("mkIf of a comparison", "(lib.mkIf (1 < 2 && !false) (%s))"),
	literal("concatenation", syntax.StringNode, func(text string) string {
		if len(text) < 4 || strings.ContainsAny(text, "$\\") {
			return ""
		}
		half := len(text) / 2
		return "(" + text[:half] + `" + "` + text[half:] + ")"
	}),
	literal("interpolation", syntax.StringNode, func(text string) string {
		if len(text) < 4 || strings.ContainsAny(text, "$\\") {
			return ""
		}
		return `"${` + text[:len(text)/2] + `"}` + text[len(text)/2:]
	}),
	literal("long string", syntax.StringNode, func(text string) string {
		if strings.ContainsAny(text, "$\\'\n") || len(text) < 3 {
			return ""
		}
		return "''" + text[1:len(text)-1] + "''"
	}),
	literal("sum", syntax.IntNode, func(text string) string { return "(" + text + " + 0)" }),
	literal("negation", syntax.IdentNode, func(text string) string {
		return map[string]string{"true": "(!false)", "false": "(!true)"}[text]
	}),
	{"toString", func(m *mutant, p place) ([]syntax.Edit, bool) {
		n, err := strconv.Atoi(strings.Trim(p.node.Text(), `"`))
		if err != nil || !p.node.Is(syntax.StringNode) || strconv.Itoa(n) != strings.Trim(p.node.Text(), `"`) {
			return nil, false
		}
		return p.replace(fmt.Sprintf("(toString %d)", n))
	}},
	{"list concatenation", func(m *mutant, p place) ([]syntax.Edit, bool) {
		if !p.node.Is(syntax.ListNode) {
			return nil, false
		}
		return p.around("([ ] ++ %s ++ [ ])")
	}},
	{"optionals", func(m *mutant, p place) ([]syntax.Edit, bool) {
		if !p.node.Is(syntax.ListNode) || !p.lib {
			return nil, false
		}
		return p.around("(lib.optionals true %s)")
	}},
	{"lambda head", headed},
	{"formal", withLib},
	{"config", underConfig},
	{"outer let", outerLet},
	{"lifted", lifted},
	{"value of a file", ofFile},
	{"imported set", importedSet},
	{"imported file", importedFile},
	{"curried file", curriedFile},
	{"nested", nested},
	{"dotted", dotted},
	{"quoted", quoted},
	{"computed name", computed},
	{"swapped", swapped},
	{"optionalAttrs", setIn("(lib.optionalAttrs true %s)")},
	{"mapAttrs", setIn("(lib.mapAttrs (n: v: v) %s)")},
	{"recursiveUpdate", setIn("(lib.recursiveUpdate { } %s)")},
	{"update of nothing", setIn("({ } // %s)")},
	{"filterAttrs", setIn("(lib.filterAttrs (n: v: true) %s)")},
	{"split update", splitSet("(%s // %s)", false)},
	{"split recursiveUpdate", splitSet("(lib.recursiveUpdate %s %s)", false)},
	{"split mkMerge", splitSet("(lib.mkMerge [ %s %s ])", true)},
	{"foldl", splitSet("(lib.foldl' lib.recursiveUpdate { } [ %s %s ])", false)},
	{"mergeAttrsList", splitSet("(lib.mergeAttrsList [ %s %s ])", false)},
	{"listToAttrs", listToAttrs},
	{"genAttrs", genAttrs},
	{"inherited", inherited},
	{"own option", ownOption},
	{"own option's default", ownDefault},
	{"attribute of a let", letSet},
	{"config alias", configAlias},
	{"CRLF", func(m *mutant, p place) ([]syntax.Edit, bool) {
		text := m.files[p.file]
		if strings.Contains(text, "\r") || strings.Contains(text, "''") {
			return nil, false
		}
		return []syntax.Edit{{Start: 0, End: len(text), NewText: strings.ReplaceAll(text, "\n", "\r\n")}}, true
	}},
}
