package server

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"atproto-ls/analysis/checks"
	"atproto-ls/syntax"
)

// importedFiles are a configuration and the 20 files of about 200 lines that it imports. With own the first of them is a module
// that declares options and asserts something.
func importedFiles(own bool) map[string]string {
	files := map[string]string{}
	var imports strings.Builder
	for i := range 20 {
		name := fmt.Sprintf("part-%02d.nix", i)
		fmt.Fprintf(&imports, " ./%s", name)
		files[name] = strings.ReplaceAll(longModule(200), "unit-", fmt.Sprintf("unit-%d-", i))
	}
	enabled := ""
	if own {
		enabled = "  services.own.enable = true;\n"
		files["part-00.nix"] = "{ config, lib, ... }:\n{\n  options.services.own = {\n    enable = lib.mkEnableOption \"it\";\n    port = lib.mkOption { type = lib.types.port; default = 3000; };\n  };\n" +
			"  config = lib.mkIf config.services.own.enable {\n    assertions = [ { assertion = config.services.own.port != 80; message = \"taken\"; } ];\n    networking.firewall.allowedTCPPorts = [ config.services.own.port ];\n  };\n}\n"
	}
	files["configuration.nix"] = "{\n  imports = [" + imports.String() + " ];\n" + enabled + "  services.bluesky-pds.enable = true;\n}\n"
	return files
}

// thinking is how long whoever types pauses before an edit: a twentieth of what people do.
const thinking = 10 * time.Millisecond

// BenchmarkEditOfTwenty measures what an edit costs, to its diagnostics and to the completion right behind it, in one of 20 files
// that a configuration imports. It says the 99th percentiles too.
func BenchmarkEditOfTwenty(b *testing.B) {
	b.Run("known-options", func(b *testing.B) { benchmarkEditOf(b, importedFiles(false)) })
	b.Run("own-options", func(b *testing.B) { benchmarkEditOf(b, importedFiles(true)) })
}

// benchmarkEditOf edits one of files, which lie in one folder.
func benchmarkEditOf(b *testing.B, files map[string]string) {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	s := newServer(ctx, Options{Checks: checks.All, Collect: true})
	go s.store.run(ctx)
	go s.collect(ctx)
	s.client.encoding = syntax.UTF16
	st := func() context.Context { return context.WithValue(ctx, stateKey{}, s.store.now.Load()) }
	folder := b.TempDir()
	for name, text := range files {
		open := &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: uri.File(filepath.Join(folder, name)), LanguageID: "nix", Text: text}}
		if err := s.DidOpen(st(), open); err != nil {
			b.Fatal(err)
		}
	}
	id := uri.File(filepath.Join(folder, "part-07.nix"))
	path := uriToPath(id)
	at := protocol.Position{Line: 2, Character: 2}
	written := "services.bluesky-pds.x"
	var found, completed []time.Duration
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		time.Sleep(thinking)
		b.StartTimer()
		from := time.Now()
		e := &protocol.TextDocumentContentChangePartial{Range: protocol.Range{Start: at, End: at}, Text: written}
		if i > 0 {
			e.Range.End.Character += uint32(len(written))
		}
		if i%2 == 1 {
			e.Text = strings.Repeat(" ", len(written))
		}
		change := &protocol.DidChangeTextDocumentParams{ContentChanges: []protocol.TextDocumentContentChangeEvent{e}}
		change.TextDocument.URI, change.TextDocument.Version = id, int32(i)
		if err := s.DidChange(st(), change); err != nil {
			b.Fatal(err)
		}
		ask := &protocol.CompletionParams{}
		ask.TextDocument.URI, ask.Position = id, protocol.Position{Line: at.Line, Character: at.Character + uint32(len(written))}
		if _, err := s.Completion(st(), ask); err != nil {
			b.Fatal(err)
		}
		completed = append(completed, time.Since(from))
		v := s.store.now.Load().view(path)
		if _, err := s.findings(ctx, v, path); err != nil {
			b.Fatal(err)
		}
		found = append(found, time.Since(from))
	}
	for name, took := range map[string][]time.Duration{"completion": completed, "diagnostics": found} {
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, name+"-p99-ms")
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, name+"-p50-ms")
	}
}
