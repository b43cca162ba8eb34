package server

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"atproto-ls/analysis/checks"
	"atproto-ls/syntax"
)

// longModule is a module of about that many lines, of the kind that people write.
func longModule(lines int) string {
	var b strings.Builder
	b.WriteString("{ config, lib, pkgs, ... }:\n{\n")
	for i := 0; i < lines; i += 9 {
		fmt.Fprintf(&b, `  services.unit-%d = {
    enable = true;
    settings.port = %d;
    package = pkgs.hello;
    extraConfig = ''
      listen ${config.networking.hostName}:%d
    '';
    paths = [ "/var/lib/%d" (lib.mkDefault "x") ];
  };
`, i, 3000+i, i, i)
	}
	b.WriteString("}\n")
	return b.String()
}

// BenchmarkEdit measures what an edit costs from the notification to its diagnostics, without the pipe.
func BenchmarkEdit(b *testing.B) {
	for _, lines := range []int{200, 2000, 18000} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			ctx, cancel := context.WithCancel(b.Context())
			defer cancel()
			s := newServer(ctx, Options{Checks: checks.All})
			go s.store.run(ctx)
			const id = uri.URI("untitled:bench.nix")
			s.client.encoding = syntax.UTF16
			text := longModule(lines)
			st := func() context.Context { return context.WithValue(ctx, stateKey{}, s.store.now.Load()) }
			open := &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: id, LanguageID: "nix", Text: text}}
			if err := s.DidOpen(st(), open); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			middle := protocol.Position{Line: uint32(lines / 2), Character: 4}
			for i := 0; b.Loop(); i++ {
				e := &protocol.TextDocumentContentChangePartial{Range: protocol.Range{Start: middle, End: middle}, Text: "x"}
				if i%2 == 1 {
					e.Range.End.Character++
					e.Text = ""
				}
				change := &protocol.DidChangeTextDocumentParams{ContentChanges: []protocol.TextDocumentContentChangeEvent{e}}
				change.TextDocument.URI, change.TextDocument.Version = id, int32(i)
				if err := s.DidChange(st(), change); err != nil {
					b.Fatal(err)
				}
				found, err := s.findings(ctx, s.store.now.Load().view(string(id)), string(id))
				if err != nil {
					b.Fatal(err)
				}
				s.diagnosticsToProtocol(s.store.now.Load().view(string(id)), s.store.now.Load().docs[id].file(), found)
			}
		})
	}
}
