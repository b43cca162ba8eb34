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
