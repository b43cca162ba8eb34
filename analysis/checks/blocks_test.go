package checks_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// Every example block, inserted into an empty configuration, checks clean with all checks on: as the whole file, and as
// the set of a module that takes arguments. Its placeholders are options that it sets.
func TestExampleBlocks(t *testing.T) {
	var texts []string
	for _, e := range optiondb.Examples() {
		t.Run(e.Name, func(t *testing.T) {
			for _, text := range []string{e.Text, "{ config, lib, pkgs, ... }:\n\n" + e.Text, strings.ReplaceAll(e.Text, "\n", "\r\n")} {
				texts = append(texts, text)
				for _, d := range check(t, map[string]string{"configuration.nix": text}).findings.Diagnostics {
					t.Errorf("%s %s: %s\n%s", d.Code, d.Severity, d.Message, text)
				}
			}
			tree := syntax.Parse(e.Text)
			for _, p := range e.Placeholders {
				if !sets(lambdaBody(tree.Expr()), p) {
					t.Errorf("it sets no %s, which is to be a placeholder", p)
				}
			}
		})
	}
	parsesInNix(t, texts)
}

// lambdaBody is what a module gives, without its arguments.
func lambdaBody(n syntax.Node) syntax.Node {
	if l := syntax.AsLambda(n); l.Exists() {
		return l.Body()
	}
	return n
}

// sets reports whether a value is written in set for path, the elements of lists counted from 0.
func sets(n syntax.Node, path []string) bool {
	switch {
	case len(path) == 0:
		return n.Exists()
	case n.Is(syntax.ListNode):
		i, err := strconv.Atoi(path[0])
		elements := slices.Collect(n.Elements())
		return err == nil && i < len(elements) && sets(elements[i], path[1:])
	}
	for entry := range syntax.AsAttrSet(n).Entries() {
		b := syntax.AsBinding(entry)
		var names []string
		for s := range b.Path().Segments() {
			name, _ := syntax.AttrName(s)
			names = append(names, name)
		}
		if len(names) > 0 && len(names) <= len(path) && slices.Equal(names, path[:len(names)]) && sets(b.Value(), path[len(names):]) {
			return true
		}
	}
	return false
}
