package server

import (
	"context"
	"testing"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"atproto-ls/analysis/checks"
	"atproto-ls/syntax"
)

// fewest is the shortest time that f took of several.
func fewest(times int, f func()) time.Duration {
	best := time.Hour
	for range times {
		from := time.Now()
		f()
		best = min(best, time.Since(from))
	}
	return best
}

// TestEditCostsFewParses holds what an edit costs, from the notification to the findings, against the calibration loop: parses of
// the same text in the same run. Measured were 4 at both sizes; what is not linear is far beyond the bound at the larger one.
func TestEditCostsFewParses(t *testing.T) {
	const bound = 20
	for _, lines := range []int{2000, 18000} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s := newServer(ctx, Options{Checks: checks.All})
		go s.store.run(ctx)
		s.client.encoding = syntax.UTF16
		const id = uri.URI("untitled:gate.nix")
		text := longModule(lines)
		st := func() context.Context { return context.WithValue(ctx, stateKey{}, s.store.now.Load()) }
		open := &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: id, LanguageID: "nix", Text: text}}
		if err := s.DidOpen(st(), open); err != nil {
			t.Fatal(err)
		}
		middle := protocol.Position{Line: uint32(lines / 2), Character: 4}
		version := int32(0)
		edit := func() {
			version++
			e := &protocol.TextDocumentContentChangePartial{Range: protocol.Range{Start: middle, End: middle}, Text: "x"}
			change := &protocol.DidChangeTextDocumentParams{ContentChanges: []protocol.TextDocumentContentChangeEvent{e}}
			change.TextDocument.URI, change.TextDocument.Version = id, version
			if err := s.DidChange(st(), change); err != nil {
				t.Fatal(err)
			}
			if _, err := s.findings(ctx, s.store.now.Load().view(string(id)), string(id)); err != nil {
				t.Fatal(err)
			}
		}
		edit() // the option sets are read
		parse := fewest(12, func() { syntax.Parse(text) })
		took := fewest(12, edit)
		t.Logf("%d lines: an edit costs %.1f parses of %v", lines, float64(took)/float64(parse), parse)
		if took > bound*parse {
			t.Errorf("%d lines: an edit takes %v, more than %d parses of %v", lines, took, bound, parse)
		}
	}
}
