package server

import (
	"context"

	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
)

// DidSave notes that the disk has the document's text now. A file that is new to the workspace has it read again: other
// files may have missed it.
func (s *Server) DidSave(ctx context.Context, p *protocol.DidSaveTextDocumentParams) error {
	s.store.update(ctx, func(st *state) *state {
		d := st.docs[p.TextDocument.URI]
		if d == nil || st.world(d.path).workspace == nil {
			return st
		}
		w := st.world(d.path)
		if w.base.File(d.path) == nil {
			s.loads.whole(w.root())
			return st
		}
		return st.withBase(w.root(), analysis.Change{File: d.file()})
	})
	return nil
}
