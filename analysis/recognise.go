package analysis

import (
	"slices"
	"strings"

	"atproto-ls/syntax"
)

// This file recognises where configurations are put together, without following it: in a workspace that has some, a
// module that nobody imports by a path is not a configuration of its own.

// composingAttrs are attributes that hold configurations, wherever they stand.
var composingAttrs = []string{"nixosConfigurations", "colmena", "colmenaHive"}

// composingFunctions make configurations of modules: nixpkgs' own, its tests', colmena's, clan's and denix'.
var composingFunctions = []string{"nixosSystem", "eval-config.nix", "makeHive", "nixosTest", "runTest", "runNixOSTest", "makeTest",
	"buildClan", "lib.clan", "delib.configurations", "denix.lib.configurations"}

// composes reports whether some file of the workspace puts configurations together: attributes that hold some, a
// function that makes them, the nodes of a test.
func (s *Snapshot) composes() bool {
	for _, f := range s.order {
		if f.composes() {
			return true
		}
	}
	return false
}

// mayCompose is a quick look before the tree is walked.
func mayCompose(f *File) bool {
	return f.Mentions("testScript") || f.MentionsAny(composingAttrs...) || f.MentionsAny(composingFunctions...)
}

func composesIn(tree *syntax.File) bool {
	nodes, script := false, false
	for n := range tree.Root().Descendants() {
		switch n.Kind() {
		case syntax.BindingNode:
			for segment := range syntax.AsBinding(n).Path().Segments() {
				name, _ := syntax.AttrName(segment)
				nodes, script = nodes || name == "nodes", script || name == "testScript"
				if slices.Contains(composingAttrs, name) {
					return true
				}
			}
		case syntax.ApplyNode, syntax.BinaryNode:
			if function := syntax.AsApply(n).Function().Text(); endsWithAny(function, composingFunctions) {
				return true
			}
		}
	}
	return nodes && script
}

func endsWithAny(text string, ends []string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(text, end) })
}
