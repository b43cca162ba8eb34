package server

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// DidChange edits a document. A version that does not grow is taken as it is: the client's text counts.
func (s *Server) DidChange(ctx context.Context, p *protocol.DidChangeTextDocumentParams) error {
	old := stateOf(ctx).docs[p.TextDocument.URI]
	if old == nil {
		return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the document %s is not open", p.TextDocument.URI)
	}
	text := edited(old.text, p.ContentChanges, s.client.encoding)
	d := old.edited(p.TextDocument.Version, text)
	s.store.update(ctx, func(st *state) *state { return st.withDocument(d) })
	return nil
}
