package server

import (
	"context"

	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
)

// References answers where in the workspace the option at a position is set and read, and where it is declared.
func (s *Server) References(ctx context.Context, p *protocol.ReferenceParams) ([]protocol.Location, error) {
	v, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	off := positionToOffset(f, p.Position, s.client.encoding)
	locations := []protocol.Location{}
	for _, o := range v.snapshot().References(ctx, f, off) {
		if o.Access != analysis.Declares {
			locations = append(locations, *s.sourceToProtocol(v, analysis.Source{Range: o.Range}))
		}
	}
	if p.Context.IncludeDeclaration {
		locations = append(locations, s.targetsToProtocol(v, v.snapshot().Declaration(f, off))...)
	}
	return locations, ctx.Err()
}
