package checks_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"atproto-ls/syntax"
)

// This file rewrites a configuration without changing what it means. A configuration is read from its tree into its
// leaves, the options that it sets, and written anew in another form.

// leaf is one option that a configuration sets: the segments of its path and its value, as they are written.
type leaf struct {
	path  []string
	value string
}

// configuration is a module without what its form adds: what it imports and what it sets.
type configuration struct {
	imports []string
	leaves  []leaf
}

// readConfiguration takes a module that is a plain set apart.
func readConfiguration(t *testing.T, text string) (c configuration) {
	t.Helper()
	tree := syntax.Parse(text)
	set := syntax.AsAttrSet(tree.Expr())
	if len(tree.Errors) > 0 || !set.Exists() {
		t.Fatalf("no plain set: %v", tree.Errors)
	}
	c.read(nil, set)
	return c
}

func (c *configuration) read(above []string, set syntax.AttrSet) {
	for entry := range set.Entries() {
		b := syntax.AsBinding(entry)
		path := slices.Clone(above)
		for s := range b.Path().Segments() {
			path = append(path, s.Text())
		}
		inner := syntax.AsAttrSet(b.Value())
		switch {
		case slices.Equal(path, []string{"imports"}):
			for e := range b.Value().Elements() {
				c.imports = append(c.imports, e.Text())
			}
		case inner.FirstChild().Exists():
			c.read(path, inner)
		default:
			c.leaves = append(c.leaves, leaf{path, b.Value().Text()})
		}
	}
}

// form is how a configuration is written. The zero form writes nested sets, in order, in one file.
type form struct {
	dotted, mixed  bool // paths: all in one attribute path; now one, now the other
	reordered      bool
	split          bool // over two files, the first of which imports the second
	merged, merges bool // `lib.mkMerge [ … ]` around everything; around inner sets
	when, whens    bool // `lib.mkIf true` around everything; around inner sets and values
	let, with      bool // values are variables of a `let`, of a `with`
	withLib        bool // `with lib;`
	crlf, comments bool
	wrapped        bool // in `{ config, lib, pkgs, ... }:`
}

// rewrites are the rewrites that do not change what a configuration means, by name.
var rewrites = []struct {
	name  string
	apply func(*form)
}{
	{"nested", func(*form) {}},
	{"dotted", func(f *form) { f.dotted = true }},
	{"mixed", func(f *form) { f.mixed = true }},
	{"reordered", func(f *form) { f.reordered = true }},
	{"split", func(f *form) { f.split = true }},
	{"mkMerge", func(f *form) { f.merged = true }},
	{"inner mkMerge", func(f *form) { f.mixed, f.merges = true, true }},
	{"mkIf", func(f *form) { f.when = true }},
	{"inner mkIf", func(f *form) { f.mixed, f.whens = true, true }},
	{"let", func(f *form) { f.let = true }},
	{"with", func(f *form) { f.with = true }},
	{"with lib", func(f *form) { f.when, f.withLib = true, true }},
	{"CRLF", func(f *form) { f.crlf = true }},
	{"comments", func(f *form) { f.comments = true }},
	{"wrapped", func(f *form) { f.wrapped = true }},
}

// randomForm combines rewrites.
func randomForm(r *rand.Rand) (f form, names []string) {
	for _, rewrite := range rewrites {
		if r.IntN(3) == 0 {
			rewrite.apply(&f)
			names = append(names, rewrite.name)
		}
	}
	return f, names
}

// secondFile is what the file is called that [form.split] makes.
const secondFile = "more.nix"

// write gives the files of a configuration in a form.
func (c configuration) write(f form, r *rand.Rand) map[string]string {
	leaves := slices.Clone(c.leaves)
	if f.reordered {
		r.Shuffle(len(leaves), func(i, j int) { leaves[i], leaves[j] = leaves[j], leaves[i] })
	}
	files := map[string]string{}
	imports := c.imports
	if f.split {
		var second []leaf
		leaves, second = divide(leaves, r)
		imports = append(slices.Clone(imports), "./"+secondFile)
		files[secondFile] = f.file(nil, second, r)
	}
	files["configuration.nix"] = f.file(imports, leaves, r)
	return files
}

// divide deals leaves out into two hands.
func divide(leaves []leaf, r *rand.Rand) (one, two []leaf) {
	for _, l := range leaves {
		if r.IntN(2) == 0 {
			one = append(one, l)
		} else {
			two = append(two, l)
		}
	}
	return one, two
}

// file is the text of one module.
func (f form) file(imports []string, leaves []leaf, r *rand.Rand) string {
	w := &writer{form: f, rand: r}
	body := w.module(imports, w.variables(leaves))
	if f.wrapped || f.merged || f.merges || f.when || f.whens || f.withLib {
		w.head = "{ config, lib, pkgs, ... }:\n" + w.head
	}
	text := w.head + body + "\n"
	if f.comments {
		text = commented(text, r)
	}
	if f.crlf {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// writer writes one module.
type writer struct {
	form form
	rand *rand.Rand
	head string // what stands before the set
}

// lib is a function of lib as the form calls it.
func (w *writer) lib(name string) string {
	if w.form.withLib {
		return name
	}
	return "lib." + name
}

// variables moves values into variables, and notes in head where these are.
func (w *writer) variables(leaves []leaf) []leaf {
	var bound, scoped strings.Builder
	out := slices.Clone(leaves)
	for i, l := range leaves {
		name := fmt.Sprintf("value%d", i)
		switch {
		case w.form.let && (!w.form.with || i%2 == 0):
			fmt.Fprintf(&bound, "  %s = %s;\n", name, l.value)
			out[i].value = name
		case w.form.with:
			fmt.Fprintf(&scoped, "  %s = %s;\n", name, l.value)
			out[i].value = name
		}
	}
	if bound.Len() > 0 {
		w.head += "let\n" + bound.String() + "in\n"
	}
	if scoped.Len() > 0 {
		w.head += "with {\n" + scoped.String() + "};\n"
	}
	if w.form.withLib {
		w.head += "with lib;\n"
	}
	return out
}

// module is the module's expression.
func (w *writer) module(imports []string, leaves []leaf) string {
	var config string
	switch {
	case w.form.merged:
		one, two := divide(leaves, w.rand)
		config = w.lib("mkMerge") + " [\n  " + w.set(one, "  ") + "\n  " + w.set(two, "  ") + "\n]"
		if w.form.when {
			config = w.lib("mkIf") + " true (" + config + ")"
		}
	case w.form.when:
		config = w.lib("mkIf") + " true " + w.set(leaves, "")
	default:
		out := "{\n"
		if len(imports) > 0 {
			out += "  imports = [ " + strings.Join(imports, " ") + " ];\n"
		}
		return out + w.entries(nil, leaves, "  ") + "}"
	}
	if len(imports) == 0 && w.rand.IntN(2) == 0 {
		return config
	}
	return "{\n  imports = [ " + strings.Join(imports, " ") + " ];\n  config = " + strings.ReplaceAll(config, "\n", "\n  ") + ";\n}"
}

func (w *writer) set(leaves []leaf, indent string) string {
	return "{\n" + w.entries(nil, leaves, indent+"  ") + indent + "}"
}

// entries are the bindings of a set; above is the part of their paths that is still to be written.
func (w *writer) entries(above []string, leaves []leaf, indent string) string {
	var out strings.Builder
	for _, group := range grouped(leaves) {
		path := append(slices.Clone(above), group[0].path[0])
		var below []leaf
		for _, l := range group {
			below = append(below, leaf{l.path[1:], l.value})
		}
		switch {
		case len(below[0].path) == 0:
			value := below[0].value
			if w.form.whens && w.rand.IntN(4) == 0 {
				value = w.lib("mkIf") + " true " + value
			}
			fmt.Fprintf(&out, "%s%s = %s;\n", indent, strings.Join(path, "."), value)
		case w.form.dotted && !w.form.mixed || w.form.mixed && w.rand.IntN(2) == 0:
			out.WriteString(w.entries(path, below, indent))
		default:
			fmt.Fprintf(&out, "%s%s = %s;\n", indent, strings.Join(path, "."), w.inner(below, indent))
		}
	}
	return out.String()
}

// inner is a set that is the value of an attribute.
func (w *writer) inner(leaves []leaf, indent string) string {
	switch n := w.rand.IntN(4); {
	case n == 0 && w.form.merges:
		one, two := divide(leaves, w.rand)
		return w.lib("mkMerge") + " [ " + w.set(one, indent) + " " + w.set(two, indent) + " ]"
	case n == 1 && w.form.whens:
		return w.lib("mkIf") + " true " + w.set(leaves, indent)
	case n == 2 && w.form.mixed: // on one line
		return "{ " + strings.TrimSpace(strings.ReplaceAll(w.entries(nil, leaves, ""), "\n", " ")) + " }"
	}
	return w.set(leaves, indent)
}

// grouped are the leaves by their first segments, each group where its first stood.
func grouped(leaves []leaf) (groups [][]leaf) {
	index := map[string]int{}
	for _, l := range leaves {
		i, seen := index[l.path[0]]
		if !seen {
			i = len(groups)
			index[l.path[0]] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], l)
	}
	return groups
}

// commented is the text with comments in between its tokens.
func commented(text string, r *rand.Rand) string {
	tree := syntax.Parse(text)
	var out strings.Builder
	for token := range tree.Tokens() {
		blanks := text[token.Start:token.End]
		if token.Kind == syntax.Whitespace && r.IntN(3) == 0 {
			if strings.HasPrefix(blanks, "\n") && r.IntN(2) == 0 {
				out.WriteString(" # a remark; = { \"")
			} else {
				out.WriteString(" /* a remark } */")
			}
		}
		out.WriteString(blanks)
	}
	return out.String()
}
