package modules_test

import (
	"testing"

	"atproto-ls/eval"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

// A value that holds itself is looked into as far as values are, not as far as the whole evaluation goes.
func TestEndlessValue(t *testing.T) {
	const fuel = 5_000_000
	s := eval.New(eval.Options{Fuel: fuel})
	system := modules.Install(s)
	module := syntax.Parse(`{ lib, ... }: {
		options.all = lib.mkOption { type = lib.types.lazyAttrsOf lib.types.anything; };
		config.all = let set = { a.b = set; c.d = set; e = { inherit set; }; }; in set;
	}`)
	c := system.Evaluate(modules.Arguments{Modules: []eval.Value{s.EvalNode(module.Expr(), "m.nix", "/", eval.MakeSet(nil))}, Lenient: true})
	if faults := c.Faults(); len(faults) > 0 {
		t.Errorf("%v is no fault of the module", faults[0].Error)
	}
	if used := fuel - s.Fuel(); used > fuel/10 {
		t.Errorf("%d steps for one option", used)
	}
}

// Wherever the steps end, the modules of a configuration are all known or unknown, and the next look finds them.
func TestStepsEndAnywhere(t *testing.T) {
	module := syntax.Parse(`{ lib, ... }: { imports = [ { options.a = lib.mkOption { }; } ]; a = 1; }`)
	for fuel := range 300 {
		s := eval.New(eval.Options{})
		c := modules.Install(s).Evaluate(modules.Arguments{Modules: []eval.Value{s.EvalNode(module.Expr(), "m.nix", "/", eval.MakeSet(nil))}, Lenient: true})
		graph := func() eval.Value { return s.Force(s.Select(c.Value(), "graph")) }
		if v := s.Limit(fuel, graph); v.IsList() && len(v.List().Elems()) != 1 {
			t.Fatalf("%d steps show a graph of %d modules", fuel, len(v.List().Elems()))
		}
		if v := graph(); !v.IsList() || len(v.List().Elems()) != 1 {
			t.Fatalf("after %d steps the graph stays %v: %v", fuel, v.Kind(), eval.Why(v))
		}
	}
}
