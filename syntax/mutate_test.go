package syntax_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"atproto-ls/syntax"
)

// TestMutations compares our verdict with Nix's on valid files after one edit: a token removed, doubled, moved or put
// in. MUTATIONS sets how many are tried, MUTATION_SEED which.
func TestMutations(t *testing.T) {
	judge(t)
	count := number("MUTATIONS", 600)
	sources := okSources(t)
	random := newRandom(0)
	var names, texts []string
	for i := range count {
		source := sources[random.IntN(len(sources))]
		if i%4 == 3 {
			source = program(random)
		}
		text, edit := mutate(random, source)
		names, texts = append(names, "mutation "+itoa(i)+" ("+edit+")"), append(texts, text)
	}
	agree(t, names, texts)
}

// TestPrograms compares our verdict with Nix's on generated programs.
func TestPrograms(t *testing.T) {
	judge(t)
	random := newRandom(1)
	var names, texts []string
	for i := range number("MUTATIONS", 600) / 3 {
		names, texts = append(names, "program "+itoa(i)), append(texts, program(random))
	}
	agree(t, names, texts)
}

// newRandom is a source of random numbers that MUTATION_SEED seeds; each stream is another.
func newRandom(stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(number("MUTATION_SEED", 1)), stream))
}

func number(variable string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return n
	}
	return otherwise
}

// okSources are the texts of testdata/syntax/ok.
func okSources(tb testing.TB) []string {
	tb.Helper()
	_, texts := readNix(tb, filepath.Join("..", "testdata", "syntax", "ok"))
	return texts
}

// vocabulary is what a mutation puts in.
var vocabulary = strings.Fields(`a b or if then else let in with assert rec inherit x: ( ) [ ] { } ${ } ; , = : @ . ... ? ! - + * /
++ // == != < <= > >= && || -> |> <| 1 1.5 .5 "s" "a${b}" ''i'' ./p ./p//q <p> a/b h:p ~/p # /* */ " '' { a=1; a.b=2; {a}: a@{b}: or ' $ & | ~ \ ^`)

// mutate makes one edit to source, and says which.
func mutate(random *rand.Rand, source string) (text, edit string) {
	tokens := significant(source)
	i := random.IntN(len(tokens))
	t := tokens[i]
	was := source[t.Start:t.End]
	put := vocabulary[random.IntN(len(vocabulary))]
	switch random.IntN(6) {
	case 0:
		return source[:t.Start] + source[t.End:], "removed " + was
	case 1:
		return source[:t.End] + " " + was + source[t.End:], "doubled " + was
	case 2:
		next := tokens[min(i+1, len(tokens)-1)]
		return source[:t.Start] + source[next.Start:next.End] + source[t.End:max(next.Start, t.End)] + was + source[max(next.End, t.End):],
			"swapped " + was
	case 3:
		return source[:t.Start] + put + source[t.End:], "replaced " + was + " by " + put
	case 4:
		return source[:t.Start] + put + source[t.Start:], "put " + put + " before " + was
	}
	return source[:t.End] + " " + put + " " + source[t.End:], "put " + put + " behind " + was
}

// significant are the tokens of source that carry a meaning, up to its end.
func significant(source string) (tokens []syntax.Token) {
	for t := range syntax.Parse(source).Tokens() {
		if !t.Kind.IsTrivia() && t.Kind != syntax.EOF {
			tokens = append(tokens, t)
		}
	}
	return tokens
}

// program is a random text in Nix's grammar. Its variables need not be defined.
func program(random *rand.Rand) string {
	g := &generator{random: random, fuel: 60}
	return "{ a, b, c, f, g, x, y }:\n" + g.expr(0)
}

type generator struct {
	random *rand.Rand
	fuel   int
}

func (g *generator) one(of ...string) string { return of[g.random.IntN(len(of))] }

func (g *generator) some(most int, separator string, make func() string) string {
	var all []string
	for range g.random.IntN(most + 1) {
		all = append(all, make())
	}
	return strings.Join(all, separator)
}

func (g *generator) name() string {
	return g.one("a", "b", "c", "f", "g", "x", "y", "map", "a'", "b-c")
}

func (g *generator) space() string { return g.one(" ", " ", " ", "\n", "\n  ", " /* c */ ", " # c\n") }

func (g *generator) expr(depth int) string {
	g.fuel--
	if g.fuel < 0 || depth > 8 {
		return g.simple(depth)
	}
	in := func() string { return g.expr(depth + 1) }
	switch g.random.IntN(16) {
	case 0:
		return "if " + in() + g.space() + "then " + in() + g.space() + "else " + in()
	case 1:
		return "let " + g.bindings(depth) + " in " + in()
	case 2:
		return "with " + in() + "; " + in()
	case 3:
		return "assert " + in() + ";" + g.space() + in()
	case 4:
		return g.name() + ": " + in()
	case 5:
		return g.formals(depth) + ": " + in()
	case 6, 7, 8:
		return g.operand(depth) + g.space() + g.one("+", "-", "*", "/", "++", "//", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "->",
			"|>", "<|", "+", "++", "//") + g.space() + g.operand(depth)
	case 9:
		return g.one("!", "-", "- ") + g.operand(depth)
	case 10:
		return g.operand(depth) + " ? " + g.path(depth)
	}
	return g.operand(depth)
}

func (g *generator) operand(depth int) string {
	if g.random.IntN(5) == 0 && depth < 8 {
		return g.expr(depth + 1)
	}
	return g.selection(depth) + g.some(2, "", func() string { return " " + g.selection(depth) })
}

func (g *generator) selection(depth int) string {
	s := g.simple(depth)
	if g.random.IntN(4) == 0 {
		s += "." + g.path(depth)
		if g.random.IntN(3) == 0 {
			s += " or " + g.selection(depth+1)
		}
	}
	return s
}

func (g *generator) path(depth int) string {
	return g.attr(depth) + g.some(2, "", func() string { return "." + g.attr(depth) })
}

func (g *generator) attr(depth int) string {
	switch g.random.IntN(12) {
	case 0:
		return `"` + g.name() + `"`
	case 1:
		return "${" + g.one(g.name(), "("+g.expr(depth+1)+")", `"a"`) + "}"
	case 2:
		return "or"
	}
	return g.name()
}

func (g *generator) simple(depth int) string {
	g.fuel--
	if g.fuel < 0 || depth > 8 {
		return g.name()
	}
	in := func() string { return g.expr(depth + 1) }
	switch g.random.IntN(18) {
	case 0:
		return g.one("0", "1", "007", "1.5", ".5", "1.", "1.e3", "12.5E-3")
	case 1:
		return `"` + g.some(3, "", func() string { return g.one("t", " ", "\\n", "$", "$$", "\\\"", "${"+in()+"}", "\n") }) + `"`
	case 2:
		return "''" + g.some(5, "", func() string {
			return g.one("t", "  ", "\n", "\n    ", "'''", "''${", "''\\n", "$$", "${"+in()+"}", "\t", "$ ", "' ")
		}) + "''"
	case 3:
		return g.one("./p", "../p/q.nix", "/p", "~/p", "a/b", "./${"+in()+"}/p", "./p${"+in()+"}", "<p>", "<p/q>", "h:p")
	case 4, 5:
		return "(" + in() + ")"
	case 6:
		return "[ " + g.some(4, g.space(), func() string { return g.selection(depth + 1) }) + " ]"
	case 7, 8, 9:
		return g.one("", "", "rec ") + "{ " + g.bindings(depth) + " }"
	case 10:
		return "let { body = " + in() + "; }"
	}
	return g.name()
}

func (g *generator) bindings(depth int) string {
	return g.some(3, g.space(), func() string {
		switch g.random.IntN(8) {
		case 0:
			return "inherit" + g.some(2, "", func() string { return " " + g.one("a", "b", `"c"`) }) + ";"
		case 1:
			return "inherit (" + g.expr(depth+1) + ")" + g.some(2, "", func() string { return " " + g.one("x", "or", `"y"`) }) + ";"
		}
		return g.path(depth) + g.one(" = ", "=") + g.expr(depth+1) + g.one(";", " ;")
	})
}

func (g *generator) formals(depth int) string {
	formals := g.some(3, ", ", func() string {
		if g.random.IntN(2) == 0 {
			return g.name()
		}
		return g.name() + " ? " + g.expr(depth+1)
	})
	if g.random.IntN(3) == 0 {
		if formals != "" {
			formals += ", "
		}
		formals += "..."
	}
	return g.one("", "", "args@") + "{ " + formals + " }" + g.one("", "", "@args")
}
