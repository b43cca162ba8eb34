package syntax_test

import (
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	_ "unsafe" // go:linkname

	"github.com/orivej/go-nix/nix/parser"

	"atproto-ls/syntax"
)

// goNixFiles is where go-nix registers every parse for ever; each pass of the benchmark gives it a fresh one.
//
//go:linkname goNixFiles github.com/orivej/go-nix/nix/parser.fileset
var goNixFiles *token.FileSet

// BenchmarkParse parses every .nix file below $BENCH_CORPUS (default: generated text) that both parsers accept:
// memory reused, memory fresh for each file, and go-nix.
func BenchmarkParse(b *testing.B) {
	sources, size, tree := corpus(b)
	run := func(name string, parse func(string)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				goNixFiles = token.NewFileSet()
				for _, src := range sources {
					parse(src)
				}
			}
			b.ReportMetric(float64(tree)/float64(size), "tree-bytes/byte")
		})
	}
	var arena syntax.Arena
	run("atproto-ls", func(src string) { arena.Parse(src) })
	run("fresh", func(src string) { syntax.Parse(src) })
	run("go-nix", func(src string) { goNixAccepts(src) })
}

// corpus is the text to parse, its size, and the size of its trees in bytes.
func corpus(b *testing.B) (sources []string, size, tree int) {
	candidates := []string{generated(2000)}
	if dir := os.Getenv("BENCH_CORPUS"); dir != "" {
		candidates = nixFiles(b, dir)
	}
	for _, src := range candidates {
		f := syntax.Parse(src)
		if len(f.Errors) > 0 || !goNixAccepts(src) {
			continue
		}
		sources, size, tree = append(sources, src), size+len(src), tree+f.TreeBytes()
	}
	return sources, size, tree
}

func nixFiles(tb testing.TB, dir string) (sources []string) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".nix") {
			return err
		}
		src, err := os.ReadFile(path)
		sources = append(sources, string(src))
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return sources
}

// goNixAccepts parses src with go-nix, which panics on some texts.
func goNixAccepts(src string) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	_, err := parser.ParseString(src)
	return err == nil
}

// generated is a configuration of n services, of the shapes that people write.
func generated(n int) string {
	var b strings.Builder
	b.WriteString("{ config, lib, pkgs, ... }:\n\nlet\n  cfg = config.services.example;\nin\n{\n")
	for i := range n {
		fmt.Fprintf(&b, `  # service number %[1]d
  services.example-%[1]d = {
    enable = true;
    settings = { hostname = "host-%[1]d.example.org"; port = %[2]d; tags = [ "a" "b" cfg.tag ]; };
    extraConfig = ''
      listen ${toString cfg.port}
      server_name host-%[1]d;
    '';
  } // lib.mkIf (cfg.enable && %[1]d > 3) { package = pkgs.example; };
`, i, 3000+i)
	}
	b.WriteString("}\n")
	return b.String()
}
