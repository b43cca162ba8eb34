package server

import (
	"context"

	"go.lsp.dev/protocol"
)

// DidClose gives a document back: from now on the disk's text counts again.
func (s *Server) DidClose(ctx context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s.store.update(ctx, func(st *state) *state { return st.withoutDocument(p.TextDocument.URI) })
	return nil
}
