package eval_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atproto-ls/eval"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// chunk is one expression of a file in testdata/eval and what it gives: `expression`, then a line `# = result`.
type chunk struct{ text, want string }

const folder = "../testdata/eval"

func chunksOf(t testing.TB, p string) []chunk {
	b, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	var chunks []chunk
	for c := range strings.SplitSeq(strings.TrimSuffix(string(b), "\n"), "\n---\n") {
		i := strings.LastIndex(c, "\n# =")
		if i < 0 {
			t.Fatalf("%s: a chunk has no line `# = result`:\n%s", p, c)
		}
		chunks = append(chunks, chunk{c[:i], strings.TrimPrefix(c[i+len("\n# ="):], " ")})
	}
	return chunks
}

func files(t *testing.T) []string {
	all, err := filepath.Glob(folder + "/*.nix")
	if err != nil || len(all) == 0 {
		t.Fatal("no files in " + folder)
	}
	return all
}

// result is what a chunk gives, on one line, without the paths of this machine.
func result(text string) string {
	dir, _ := filepath.Abs(".")
	got := run(text, eval.Options{})
	if strings.HasPrefix(text, "#lib\n") {
		got = runLib(text)
	}
	got = strings.ReplaceAll(got, dir, "/here")
	return strings.ReplaceAll(got, "\n", "␤")
}

func TestChunks(t *testing.T) {
	for _, p := range files(t) {
		var out []string
		for _, c := range chunksOf(t, p) {
			got := result(c.text)
			if got != c.want && !*update {
				t.Errorf("%s: %s\n got %s\nwant %s", filepath.Base(p), c.text, got, c.want)
			}
			out = append(out, c.text+"\n# = "+got)
		}
		if *update {
			if err := os.WriteFile(p, []byte(strings.Join(out, "\n---\n")+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
