package server

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// DidOpen takes over a document: from now on the client's text counts, whatever the disk has.
func (s *Server) DidOpen(ctx context.Context, p *protocol.DidOpenTextDocumentParams) error {
	item := p.TextDocument
	if item.LanguageID != "nix" && !strings.HasSuffix(string(item.URI), ".nix") {
		return nil // not ours, and never heard of again
	}
	u := uri.URI(strings.Clone(string(item.URI)))
	path := uriToPath(u)
	withWorld := s.worldFor(stateOf(ctx), u, path)
	d := newDocument(u, path, item.Version, strings.Clone(item.Text))
	s.store.update(ctx, func(st *state) *state { return withWorld(st).withDocument(d) })
	return nil
}
