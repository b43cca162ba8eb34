package server

import (
	"context"

	"go.lsp.dev/protocol"
)

// DidChangeConfiguration takes over the editor's settings: asks for them where the client answers that, else reads what it
// sent.
func (s *Server) DidChangeConfiguration(ctx context.Context, p *protocol.DidChangeConfigurationParams) error {
	if s.client.configuration {
		s.background.Go(func() { s.configure(s.ctx) }) // the answer is read only after this handler
		return nil
	}
	s.reconfigure(ctx, settings{all: sectionOf([]byte(p.Settings))})
	return nil
}
