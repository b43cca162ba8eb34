package eval_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// A program is a tree of templates, so that it can be shrunk: text with a hole for each child.
type program struct {
	kind     byte // what it evaluates to, if it does: see productions
	template string
	children []*program
}

func (p *program) String() string {
	var b strings.Builder
	rest := p.template
	for _, c := range p.children {
		i := strings.IndexByte(rest, '\x00')
		b.WriteString(rest[:i] + c.String())
		rest = rest[i+1:]
	}
	return b.String() + rest
}

// productions are templates by kind: `i` an integer, `d` a float, `b` a Boolean, `s` a string, `l` a list of integers, `m` a
// list of strings, `a` a set of integers, `f` a function from integers to integers. `%i` is a hole of a kind; `@` is a new
// variable, in scope in the holes behind it that are written `%!i`, and an integer there.
var productions = map[byte][]string{
	'i': {
		"(%i + %i)", "(%i - %i)", "(builtins.bitAnd %i 4095 * builtins.bitAnd %i 4095)", "(%i / 7)", "(builtins.bitAnd %i 255 / (1 + builtins.bitAnd %i 15))", "(-%i)", "(if %b then %i else %i)", "(let @ = %i; in %!i)",
		"(%f %i)", "builtins.length %l", "builtins.length %m", "builtins.head (%l ++ [ 5 ])", "builtins.elemAt (%l ++ [ 1 2 3 4 ]) (builtins.bitAnd %i 3)",
		"builtins.foldl' (x: y: x + y) %i %l", "builtins.stringLength %s", "(%a.a or %i)", "(%a.b or %i)", "({ a, b ? a + 1, ... }: a + b) ({ a = %i; } // %a)", "({ a ? 5, b ? a, ... }: a - b) %a",
		"(with { a = %i; } // %a; a)", "(assert %b || true; %i)", "builtins.bitAnd %i %i", "builtins.bitXor %i %i", "(rec { @ = %i; r = %!i; }).r",
		"builtins.compareVersions %s %s", "builtins.floor %d", "builtins.ceil %d", "(builtins.fromJSON (builtins.toJSON %i))",
		"(if (builtins.tryEval (throw %s)).success then 1 else %i)", "(let t = builtins.tryEval %i; in if t.success then t.value else 6)", "(x: y: x - y) %i %i", "(throw %s)", "(%i * %i)", "(%i |> %f)", "(let inherit ({ a = 4; } // %a) a; in a)",
		"(builtins.getAttr \"c\" (%a // { c = 3; }))", "builtins.seq %i %i", "(builtins.head (builtins.sort builtins.lessThan (%l ++ [ 9 ])))",
		"(let g = n: if n <= 0 then %i else 1 + g (n - 1); in g (builtins.bitAnd %i 15))", "(({ ... }: 4) or 8) %a",
		"({ __functor = self: x: x + self.n; n = %i; } %i)", "(builtins.length (builtins.genericClosure { startSet = map (key: { inherit key; }) %l; operator = x: if x.key > 3 then [ ] else [ { key = x.key + 1; } ]; }))",
	},
	'd': {"(%d + %d)", "(%d * %i)", "(%d - %d)", "(%d / 2.5)", "(%i / 0.5)", "(if %b then %d else %d)"},
	'b': {
		"(%i < %i)", "(%i == %i)", "(%i >= %i)", "(%s == %s)", "(%s < %s)", "(%l == %l)", "(%a == %a)", "(!%b)", "(%b && %b)", "(%b || %b)",
		"(%b -> %b)", "(%d <= %i)", "builtins.elem %i %l", "builtins.any (@: %!b) %l", "builtins.all (@: %!b) %l", "(%a ? a)", "(%l < %l)",
		"builtins.hasAttr %s %a", "(builtins.tryEval %i).success", "(%a != %a)", "builtins.isInt %d", "(builtins.match \"[a-c]*\" %s != null)",
	},
	's': {
		"(%s + %s)", "\"a${%s}b\"", "toString %i", "toString %l", "toString %d", "builtins.toJSON %a", "builtins.toJSON %d", "(if %b then %s else %s)",
		"builtins.substring 1 3 %s", "builtins.concatStringsSep \",\" %m", "builtins.replaceStrings [ \"a\" \"1\" ] [ \"x\" \"\" ] %s",
		"builtins.typeOf %i", "builtins.head (%m ++ [ \"z\" ])", "''\n  x\n    ${%s}\n''", "(builtins.hashString \"md5\" %s)", "toString %b", "builtins.toXML %l",
		"(let @ = %i; in toString %!i)", "builtins.baseNameOf %s", "builtins.dirOf %s",
	},
	'l': {
		"[ %i %i ]", "(%l ++ %l)", "builtins.map %f %l", "builtins.filter (@: %!b) %l", "builtins.genList %f (builtins.bitAnd %i 7)",
		"builtins.sort (x: y: x < y) %l", "builtins.sort (x: y: x > y) %l", "builtins.attrValues %a", "builtins.tail ([ 0 ] ++ %l)", "(if %b then %l else %l)",
		"builtins.concatMap (@: %!l) %l", "(builtins.partition (@: %!b) %l).right", "builtins.concatLists [ %l %l ]", "(map (@: %!i) %l)",
		"builtins.foldl' (x: y: [ y ] ++ x) [ ] %l", "builtins.catAttrs \"a\" [ %a %a ]",
	},
	'm': {
		"[ %s %s ]", "(%m ++ %m)", "builtins.attrNames %a", "map toString %l", "builtins.splitVersion %s",
		"builtins.filter builtins.isString (builtins.split \"[0-9]+\" %s)", "builtins.sort builtins.lessThan %m",
	},
	'a': {
		"{ a = %i; b = %i; }", "{ a = %i; ${\"k\" + %s} = %i; }", "(%a // %a)", "rec { @ = %i; a = %!i; }", "builtins.mapAttrs (n: @: %!i) %a",
		"builtins.removeAttrs %a %m", "builtins.listToAttrs (map (n: { name = toString n; value = n; }) %l)", "(if %b then %a else %a)",
		"builtins.intersectAttrs %a %a", "{ inherit ({ a = 1; } // %a) a; c = %i; }", "{ a = 1; b = 2; c = 3; }", "builtins.zipAttrsWith (n: vs: builtins.head vs) [ %a %a ]",
		"builtins.mapAttrs (n: builtins.length) (builtins.groupBy toString %l)", "(let @ = %i; a = %!i; in { inherit a; b = %!i; })",
	},
	'f': {"(@: %!i)", "(@: %!i)", "(if %b then %f else %f)", "(@: { x = %!i; }.x)", "(builtins.add %i)", "(x: %f (%f x))", "({ a ? 1 }: y: a + y) { }"},
}

var leaves = map[byte][]string{
	'i': {"0", "1", "2", "7", "(-3)", "100"}, 'd': {"0.5", "1.0", "2.25", "(-3.75)", "1.0e10", "0.1"},
	'b': {"true", "false"}, 's': {`"a"`, `"abc"`, `""`, `"x1y22"`, `"1.2-pre3"`, `"a/b"`, `"\n\"$"`},
	'l': {"[ ]", "[ 1 ]", "[ 3 1 2 ]"}, 'm': {"[ ]", `[ "b" "a" ]`}, 'a': {"{ }", "{ a = 1; }", "{ b = 2; a = 3; }"}, 'f': {"(x: x)", "(x: x + 1)", "builtins.add 2"},
}

type generator struct {
	*rand.Rand
	names int
}

func (g *generator) make(kind byte, depth int, scope []string) *program {
	if kind == 'i' && len(scope) > 0 && g.IntN(3) == 0 {
		return &program{kind: kind, template: scope[g.IntN(len(scope))]}
	}
	if depth <= 0 {
		return &program{kind: kind, template: leaves[kind][g.IntN(len(leaves[kind]))]}
	}
	p := &program{kind: kind}
	template := productions[kind][g.IntN(len(productions[kind]))]
	if strings.Contains(template, "@:") || strings.Contains(template, "@ =") {
		g.names++
		name := fmt.Sprintf("v%d", g.names)
		template = strings.ReplaceAll(template, "@", name)
		p.fill(g, "("+template+")", depth, scope, append(scope[:len(scope):len(scope)], name))
		return p
	}
	p.fill(g, "("+template+")", depth, scope, scope)
	return p
}

// fill makes p of a template: the holes of text see the variables outer, or inner.
func (p *program) fill(g *generator, text string, depth int, outer, inner []string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			b.WriteByte(text[i])
			continue
		}
		i++
		scope := outer
		if text[i] == '!' {
			i++
			scope = inner
		}
		b.WriteByte(0)
		p.children = append(p.children, g.make(text[i], depth-1-g.IntN(2), scope))
	}
	p.template = b.String()
}

// smaller are programs with one node less: a node replaced by a leaf, or by a descendant of its kind.
func (p *program) smaller(yield func(*program) bool) bool {
	for _, leaf := range leaves[p.kind][:1] {
		if len(p.children) > 0 && !yield(&program{kind: p.kind, template: leaf}) {
			return false
		}
	}
	for i, c := range p.children {
		if c.kind == p.kind && !yield(c) {
			return false
		}
		with := func(d *program) bool {
			q := &program{p.kind, p.template, append([]*program(nil), p.children...)}
			q.children[i] = d
			return yield(q)
		}
		if !c.smaller(with) {
			return false
		}
	}
	return true
}

// TestGenerated holds programs that a seed generates against Nix, and shrinks those that differ.
func TestGenerated(t *testing.T) {
	nix := nixInstantiate(t)
	count := 2000
	if testing.Short() {
		count = 200
	}
	g := &generator{Rand: rand.New(rand.NewPCG(2026, 11))}
	programs := make([]*program, count)
	texts := make([]string, count)
	ours := make([]string, count)
	kinds := "idbslmas"
	for i := range programs {
		programs[i] = g.make(kinds[g.IntN(len(kinds))], 2+g.IntN(4), nil)
		texts[i] = programs[i].String()
		ours[i] = result(texts[i])
	}
	theirs := ask(nix, texts, func(i int) bool { return !vague(ours[i]) && !strings.HasPrefix(ours[i], "error: ") })
	unknown, failing := 0, 0
	for i, p := range programs {
		switch {
		case vague(ours[i]):
			unknown++
		case strings.HasPrefix(ours[i], "error: ") && strings.HasPrefix(theirs[i], "error: "):
			failing++
		case ours[i] != theirs[i]:
			p = shrink(nix, p)
			theirs, _ := instantiate(nix, p.String())
			t.Errorf("%s\n got %s\nwant %s", p, result(p.String()), theirs)
		}
	}
	t.Logf("%d programs: %d unknown, %d that fail", count, unknown, failing)
	if unknown > count/20 {
		t.Errorf("%d of %d are unknown, want at most 5 %%", unknown, count)
	}
}

// shrink makes p smaller as long as it differs.
func shrink(nix string, p *program) *program {
	differs := func(p *program) bool {
		got := result(p.String())
		want, ok := instantiate(nix, p.String())
		return got != want && (ok || !strings.HasPrefix(got, "error: ")) && !vague(got)
	}
	for range 200 {
		var found *program
		p.smaller(func(q *program) bool {
			if differs(q) {
				found = q
			}
			return found == nil
		})
		if found == nil {
			return p
		}
		p = found
	}
	return p
}

// expressionOf is a regular expression: alternatives of sequences of what may be repeated.
func expressionOf(g *generator, depth int) string {
	atoms := []string{"a", "b", ".", "[ab]", "[^a]", "ab", "()", "[[:alpha:]]", "[a-]", "\\\\."}
	repeats := []string{"*", "+", "?", "{0,1}", "{1,2}", "{2}", "{1,}", "**", "{0,2}"}
	var b strings.Builder
	for range 1 + g.IntN(2+depth) {
		atom := atoms[g.IntN(len(atoms))]
		if depth > 0 && g.IntN(2) == 0 {
			atom = "(" + expressionOf(g, depth-1) + ")"
		}
		b.WriteString(atom)
		if g.IntN(2) == 0 {
			b.WriteString(repeats[g.IntN(len(repeats))])
		}
		if g.IntN(4) == 0 {
			b.WriteString("|")
		}
	}
	return b.String() + "b"
}

// TestGeneratedExpressions holds regular expressions that a seed generates against Nix: what they match, and what their groups do.
func TestGeneratedExpressions(t *testing.T) {
	nix := nixInstantiate(t)
	g := &generator{Rand: rand.New(rand.NewPCG(2026, 12))}
	texts := make([]string, 400)
	for i := range texts {
		text := make([]byte, g.IntN(5))
		for k := range text {
			text[k] = "aab"[g.IntN(3)]
		}
		texts[i] = fmt.Sprintf("builtins.%s \"%s\" \"%s\"", []string{"match", "split"}[i%2], expressionOf(g, 1), text)
	}
	compare(t, nix, texts)
}
