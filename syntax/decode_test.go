package syntax_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"atproto-ls/syntax"
)

// TestStringDecoding holds what we make of string literals against Nix's evaluator: all literals of the texts at hand,
// and generated ones. An interpolation counts as the text I.
func TestStringDecoding(t *testing.T) {
	judge(t)
	texts := okSources(t)
	for _, name := range []string{"NIX_SRC", "ATPROTO_NUR", "NIXPKGS_LIB"} {
		if dir := os.Getenv(name); dir != "" {
			_, more := readNix(t, dir)
			texts = append(texts, more...)
		}
	}
	random := newRandom(3)
	g := &generator{random: random}
	for range number("MUTATIONS", 600) * 4 {
		quote := g.one(`"`, "''")
		body := g.some(9, "", func() string {
			return g.one("a", " ", "  ", "\n", "\n  ", "\n    ", "\t", "$", "$$", "$$$", "''$", "'''", "''\\n", "''\\ ", "''\\a", "\\n", "\\$", "\\\\", "\\\"",
				"${I}", "'", "\r\n", "\r", "\\t", "é", "{", "''\\\n", "\\\n", "''${")
		})
		texts = append(texts, quote+body+quote)
	}
	var literals, ours []string
	for _, text := range texts {
		f := syntax.Parse(text)
		if len(f.Errors) > 0 {
			continue
		}
		for n := range f.Root().Descendants() {
			if s := syntax.AsString(n); s.Exists() && utf8.ValidString(s.Text()) {
				literal, value := constant(s)
				literals, ours = append(literals, literal), append(ours, value)
			}
		}
	}
	theirs := evaluate(t, literals)
	bad := 0
	for i := range literals {
		if ours[i] != theirs[i] {
			if bad++; bad < 10 {
				t.Errorf("%q is %q to Nix, %q to us", literals[i], theirs[i], ours[i])
			}
		}
	}
	t.Logf("%d literals, %d differ", len(literals), bad)
}

// constant is s with I for each interpolation: as a literal, and what we decode it to.
func constant(s syntax.String) (literal, value string) {
	src, at := s.File().Source(), s.Start()
	for c := range s.Children() {
		literal += src[at:c.Start()] + "${I}"
		at = c.End()
	}
	for p := range s.Parts() {
		if p.Expr.Exists() {
			value += "I"
		} else {
			value += p.Text
		}
	}
	return literal + src[at:s.End()], value
}

// evaluate is what Nix makes of each literal.
func evaluate(tb testing.TB, literals []string) (values []string) {
	tb.Helper()
	const batch = 5000
	for len(literals) > 0 {
		n := min(batch, len(literals))
		file := filepath.Join(tb.TempDir(), "strings.nix")
		text := "let I = \"I\"; in [\n" + strings.Join(literals[:n], "\n") + "\n]\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
		cmd := exec.Command(judge(tb), "--eval", "--strict", "--json", file)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		cmd.Env = []string{"HOME=/home/nobody", "PATH=" + os.Getenv("PATH")}
		out, err := cmd.Output()
		if err != nil {
			tb.Fatalf("%v: %.600s", err, stderr.String())
		}
		var some []string
		if err := json.Unmarshal(out, &some); err != nil {
			tb.Fatal(err)
		}
		values, literals = append(values, some...), literals[n:]
	}
	return values
}
