package modules_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"atproto-ls/eval"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

const (
	generatedCases = 400
	generatedSeed  = 20260601
)

// options are what the generated modules define: names, their types, and how to write a value.
var generatedOptions = []struct {
	path, typ string
	value     func(*writer) string
}{
	{"n", "int", (*writer).number},
	{"flag", "bool", (*writer).truth},
	{"s.text", "str", (*writer).word},
	{"s.lines", "lines", (*writer).word},
	{"s.list", "listOf int", (*writer).numbers},
	{"s.words", "listOf str", (*writer).words},
	{"t.maybe", "nullOr int", (*writer).numberOrNull},
	{"t.either", "either int (listOf int)", (*writer).numberOrList},
	{"t.map", "attrsOf int", (*writer).table},
	{"t.lazy", "lazyAttrsOf int", (*writer).table},
	{"t.coerced", "coercedTo int toString str", (*writer).numberOrWord},
	{"u.any", "anything", (*writer).something},
	{"u.unique", "uniq int", (*writer).number},
	{"u.sub", "submodule { options.a = lib.mkOption { type = int; default = 1; }; options.l = lib.mkOption { type = listOf int; default = [ ]; }; }", (*writer).inner},
	{"u.subs", "attrsOf (submodule ({ name, config, ... }: { freeformType = attrsOf int; options.a = lib.mkOption { type = int; default = builtins.stringLength name; }; options.l = lib.mkOption { type = listOf int; default = [ config.a ]; }; }))", (*writer).inners},
	{"u.sublist", "listOf (submodule { options.a = lib.mkOption { type = int; default = 3; }; options.l = lib.mkOption { type = listOf int; default = [ ]; }; })", (*writer).innerList},
}

// writer writes modules at random.
type writer struct{ *rand.Rand }

func (w *writer) pick(options ...string) string { return options[w.IntN(len(options))] }
func (w *writer) number() string                { return fmt.Sprint(w.IntN(4)) }
func (w *writer) truth() string                 { return w.pick("true", "false", "true", "false", "1") }
func (w *writer) word() string                  { return w.pick(`"x"`, `"y"`, `"x"`, `"y"`, "3") }
func (w *writer) numbers() string               { return "[ " + w.number() + " " + w.property(w.number()) + " ]" }
func (w *writer) words() string                 { return "[ " + w.word() + " ]" }
func (w *writer) numberOrNull() string          { return w.pick("null", "1", "null", "2") }
func (w *writer) numberOrList() string          { return w.pick(w.number(), w.numbers()) }
func (w *writer) numberOrWord() string          { return w.pick(w.number(), `"x"`) }
func (w *writer) table() string {
	return "{ " + w.pick("a", "b") + " = " + w.property(w.number()) + "; c = " + w.property(w.number()) + "; }"
}
func (w *writer) something() string { return w.pick("1", "[ 1 ]", w.table(), w.table(), "{ }") }
func (w *writer) inner() string {
	return w.pick("{ a = "+w.property(w.number())+"; }", "{ l = "+w.property(w.numbers())+"; }", "{ }", "{ b = 1; }", "({ config, ... }: { l = [ config.a ]; })")
}
func (w *writer) inners() string {
	return "{ " + w.pick("p", "q") + " = " + w.property(w.inner()) + "; r = " + w.property(w.inner()) + "; }"
}
func (w *writer) innerList() string { return "[ " + w.property(w.inner()) + " ]" }

// property puts a property around v, or none.
func (w *writer) property(v string) string {
	switch w.IntN(14) {
	case 0:
		return "(lib.mkForce " + v + ")"
	case 1:
		return "(lib.mkDefault " + v + ")"
	case 2, 3:
		return "(lib.mkIf (" + w.pick("true", "false", "config.fixed", "config.count > 2", "options.count.isDefined", "u") + ") " + v + ")"
	case 4:
		return "(lib.mkMerge [ " + v + " ])"
	case 5:
		return "(lib.mkOverride 90 " + v + ")"
	case 7:
		return "(lib.mkIf config.fixed (lib.mkOverride 80 " + v + "))"
	}
	return v
}

// module writes a module of some definitions.
func (w *writer) module() string {
	var b strings.Builder
	for range 1 + w.IntN(6) {
		o := generatedOptions[w.IntN(len(generatedOptions))]
		if strings.Contains(b.String(), " "+o.path+" = ") {
			continue
		}
		v := o.value(w)
		if strings.HasPrefix(o.path, "s.") && w.IntN(3) == 0 { // submodules do not take an order
			v = "(lib." + w.pick("mkBefore", "mkAfter", "mkOrder 700") + " " + v + ")"
		}
		fmt.Fprintf(&b, " %s = %s;", o.path, w.property(v))
	}
	body := "{" + b.String() + " }"
	switch w.IntN(6) {
	case 0:
		body = "lib.mkIf (" + w.pick("config.fixed", "config.count == 7", "false", "u") + ") " + body
	case 1:
		body = "lib.mkMerge [ " + body + " ]"
	case 2:
		body = "lib.mkOverride 95 " + body
	}
	if w.IntN(4) == 0 {
		return "({ config, options, lib, ... }: { imports = [ " + w.module() + " ]; config = " + body + "; })"
	}
	return "({ config, options, lib, ... }: { config = " + body + "; })"
}

// declarations is the module that declares the options, some of them twice.
func declarations() string {
	var b strings.Builder
	for _, o := range generatedOptions {
		fmt.Fprintf(&b, " %s = lib.mkOption { type = %s; };", o.path, o.typ)
	}
	return "({ lib, ... }: { options = with lib.types; { fixed = lib.mkOption { type = bool; default = true; }; count = lib.mkOption { type = int; default = 7; };" + b.String() + " }; })"
}

// results is the text of a function from lib and a list of lists of modules to what each comes to.
const results = `lib: builtins.map (modules:
  let
    c = (lib.evalModules { inherit modules; }).config;
    try = v: let r = builtins.tryEval (builtins.deepSeq v v); in if r.success then r.value else "error";
  in
  builtins.mapAttrs (_: try) { inherit (c) n flag; } // builtins.mapAttrs (_: builtins.mapAttrs (_: try)) { inherit (c) s t u; })`

// generated are lists of modules written at random, with the variable u in their conditions.
func generated(n int) []string {
	w := &writer{rand.New(rand.NewPCG(generatedSeed, 1))}
	lists := make([]string, n)
	for i := range lists {
		var all []string
		for range 2 + w.IntN(3) {
			all = append(all, w.module())
		}
		lists[i] = "[ " + declarations() + " " + strings.Join(all, " ") + " ]"
	}
	return lists
}

// evaluateGenerated is what a list of modules comes to, with u in it.
func evaluateGenerated(list, u string) (*eval.Session, eval.Value) {
	s := eval.New(eval.Options{})
	modules.Install(s)
	all := s.Apply(s.Eval(syntax.Parse(results), "", ""), s.Lib(), s.Eval(syntax.Parse("let u = "+u+"; in [ "+list+" ]"), "", ""))
	return s, s.Force(all.List().At(0))
}

// What is known although a condition is not is so whatever the condition is; and it is most.
func TestUnknownConditionsAreSound(t *testing.T) {
	known, all := 0, 0
	for _, list := range generated(generatedCases / 2) {
		s, vague := evaluateGenerated(list, `builtins.getEnv "U" == "yes"`)
		yes, whenTrue := evaluateGenerated(list, "true")
		no, whenFalse := evaluateGenerated(list, "false")
		for _, o := range generatedOptions {
			path := strings.Split(o.path, ".")
			all++
			got, bad := s.JSON(s.Select(vague, path...))
			if bad.Exists() {
				continue
			}
			known++
			a, _ := yes.JSON(yes.Select(whenTrue, path...))
			b, _ := no.JSON(no.Select(whenFalse, path...))
			if got != a || got != b {
				t.Errorf("%s\n%s is %s, with u true %s, with u false %s", list, o.path, got, a, b)
			}
		}
	}
	if known < all/2 {
		t.Errorf("of %d options only %d are known", all, known)
	}
	t.Logf("%d of %d known", known, all)
}
