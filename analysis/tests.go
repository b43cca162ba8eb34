package analysis

import (
	"iter"
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
)

// This file finds the NixOS tests of a workspace: each of their nodes is a configuration.

// test is the function that makes a test of a module, or of what is called with the arguments of one.
func (c *composing) test() eval.Value {
	return c.session.Apply(c.known()["NixOS/nixpkgs"], eval.MakeUnknown("a test is a package", "test"))
}

// testing is what has test under names.
func (c *composing) testing(names ...string) eval.Value {
	test := eval.NewLazy(nil, func(*eval.Session) eval.Value { return c.test() })
	var attrs []eval.Attr
	for _, name := range names {
		attrs = append(attrs, eval.Attr{Name: name, Value: test})
	}
	return eval.MakeOpenSet(attrs, eval.MakeUnknown(noPackages, "").Unknown())
}

// nixosLib is lib.nixos of nixpkgs' flake.
func (c *composing) nixosLib() eval.Value { return c.testing("runTest", "evalTest") }

// providePackages makes the packages known that make tests.
func (c *composing) providePackages() {
	c.session.ProvidePackage("testers", c.testing("runNixOSTest", "nixosTest"))
	c.session.ProvidePackage("nixosTest", eval.NewLazy(nil, func(*eval.Session) eval.Value { return c.test() }))
}

// provideTests makes the files of a nixpkgs at a path known that make tests.
func (c *composing) provideTests(at string) {
	called := func(result func() eval.Value) eval.Value {
		return eval.NewBuiltin("testing", 1, func(*eval.Session, []eval.Value) eval.Value { return result() })
	}
	c.session.Provide(at+"/nixos/lib", called(c.nixosLib))
	c.session.Provide(at+"/nixos/lib/testing-python.nix", called(func() eval.Value { return c.testing("runTest", "makeTest", "simpleTest") }))
	c.session.Provide(at+"/nixos/tests/make-test-python.nix", eval.NewBuiltin("make-test-python.nix", 2, func(s *eval.Session, a []eval.Value) eval.Value {
		return s.Apply(c.test(), a[0])
	}))
}

// isTestValue reports whether v is a test.
func (c *composing) isTestValue(v eval.Value) bool {
	kind, _ := c.session.Lookup(v, "_type").AsString()
	return kind == "nixos-test"
}

// testFuel bounds the look at one value that may be a test.
const testFuel = 1_000_000

// checks finds the tests among the checks of a flake: those of one system, the others being the same.
func (d *discovery) checks(c *composing, name string, f *File, outputs func(*composing, ...string) eval.Value) {
	if !c.snapshot.tests() {
		return
	}
	for system := range linuxFirst(outputs(c, "checks").Set()) {
		all := outputs(c, "checks", system)
		if !all.IsSet() {
			continue
		}
		for check := range all.Set().All() {
			d.test(c, attribute(name+"checks."+system, check), f, func(c *composing) eval.Value { return outputs(c, "checks", system, check) })
		}
		return
	}
}

// linuxFirst are those names in a set that are of systems with Linux, the usual one first.
func linuxFirst(systems *eval.Set) iter.Seq[string] {
	return func(yield func(string) bool) {
		const usual = "x86_64-linux"
		if systems.Has(usual) && !yield(usual) {
			return
		}
		for system := range systems.All() {
			if system != usual && strings.HasSuffix(system, "-linux") && !yield(system) {
				return
			}
		}
	}
}

// test finds the nodes of a value, where that is a test.
func (d *discovery) test(c *composing, name string, f *File, test func(*composing) eval.Value) {
	isTest := false
	c.session.Limit(testFuel, func() eval.Value {
		v := c.session.Force(test(c))
		isTest = c.isTestValue(v)
		return v
	})
	if !isTest {
		return
	}
	nodes := func(c *composing) eval.Value { return c.session.Lookup(test(c), "nodes") }
	name = attribute(name, "nodes")
	d.each(c, name, nodes(c), func(node string) {
		d.entries = append(d.entries, entry{name: attribute(name, node), file: f, test: true, begin: func(c *composing) eval.Value {
			return c.session.Lookup(nodes(c), node)
		}})
	})
}

// testFunctions make tests.
var testFunctions = []string{"nixosTest", "runTest", "runNixOSTest", "makeTest", "make-test-python.nix"}

// tests reports whether some file of the workspace makes a test.
func (s *Snapshot) tests() bool { return s.Mentions(testFunctions...) }

// Mentions reports whether some file of the workspace has one of words.
func (s *Snapshot) Mentions(words ...string) bool {
	return slices.ContainsFunc(s.order, func(f *File) bool { return f.MentionsAny(words...) })
}

// testFile finds the nodes of the test in a file that is no flake's.
func (s *Snapshot) testFile(f *File) *discovery {
	d := &discovery{}
	c := s.compose(composeFuel)
	defer c.session.Close()
	plain := isTest(f.Tree.Expr())
	d.test(c, s.Relative(f.Path)+"#", f, func(c *composing) eval.Value {
		if plain {
			return c.session.Apply(c.test(), eval.Path(f.Path))
		}
		return c.imported(f)
	})
	d.uses, d.data = c.loader.files(), c.loader.data
	return d
}

// testFiles are the nodes of the tests in files that no configuration reaches, each read as a whole.
func (s *Snapshot) testFiles(reached map[*File]bool, around []*optiondb.Surface) []*Configuration {
	if len(s.world.Entries) > 0 {
		return nil
	}
	var candidates []*File
	for _, f := range s.order {
		if !reached[f] && !flakeLike(f.Tree) && (f.MentionsAny(testFunctions...) || f.Mentions("testScript") && isTest(f.Tree.Expr())) {
			candidates = append(candidates, f)
		}
	}
	var entries []entry
	for _, d := range s.discoverAll(candidates, s.testFile) {
		entries = append(entries, d.entries...)
	}
	return s.readAll(entries, around)
}
