package server

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"atproto-ls/analysis/checks"
	"atproto-ls/syntax"
)

// BenchmarkEditToCompletion measures what an edit and the completion right behind it cost, without the pipe: every edit makes
// another text, so that nothing is kept from the last one. It says the 99th percentile too.
func BenchmarkEditToCompletion(b *testing.B) {
	for _, lines := range []int{200, 2000, 18000} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			ctx, cancel := context.WithCancel(b.Context())
			defer cancel()
			s := newServer(ctx, Options{Checks: checks.All})
			go s.store.run(ctx)
			const id = uri.URI("untitled:bench.nix")
			s.client.encoding = syntax.UTF16
			st := func() context.Context { return context.WithValue(ctx, stateKey{}, s.store.now.Load()) }
			open := &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: id, LanguageID: "nix", Text: longModule(lines)}}
			if err := s.DidOpen(st(), open); err != nil {
				b.Fatal(err)
			}
			at := protocol.Position{Line: uint32(lines/18*9 + 2), Character: 2}
			written := "services.bluesky-pds.x"
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				from := time.Now()
				e := &protocol.TextDocumentContentChangePartial{Range: protocol.Range{Start: at, End: at}, Text: written}
				if i > 0 {
					e.Range.End.Character += uint32(len(written))
				}
				change := &protocol.DidChangeTextDocumentParams{ContentChanges: []protocol.TextDocumentContentChangeEvent{e}}
				change.TextDocument.URI, change.TextDocument.Version = id, int32(i)
				if err := s.DidChange(st(), change); err != nil {
					b.Fatal(err)
				}
				ask := &protocol.CompletionParams{}
				ask.TextDocument.URI, ask.Position = id, protocol.Position{Line: at.Line, Character: at.Character + uint32(len(written))}
				got, err := s.Completion(st(), ask)
				if list, ok := got.(*protocol.CompletionList); err != nil || !ok || len(list.Items) < 10 {
					b.Fatal("too little is offered", got, err)
				}
				took = append(took, time.Since(from))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
