package server

import (
	"context"

	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
)

// Definition answers where what stands at a position is set, or bound.
func (s *Server) Definition(ctx context.Context, p *protocol.DefinitionParams) (protocol.DefinitionResult, error) {
	v, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	targets := v.snapshot().Definition(ctx, f, positionToOffset(f, p.Position, s.client.encoding))
	return s.targetsToProtocol(v, targets), ctx.Err()
}

// Declaration answers where the option at a position is declared.
func (s *Server) Declaration(ctx context.Context, p *protocol.DeclarationParams) (protocol.DeclarationResult, error) {
	v, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	targets := v.snapshot().Declaration(f, positionToOffset(f, p.Position, s.client.encoding))
	return s.targetsToProtocol(v, targets), nil
}

// targetsToProtocol are the locations that the client can open.
func (s *Server) targetsToProtocol(v *view, targets []analysis.Target) protocol.LocationSlice {
	locations := protocol.LocationSlice{}
	for _, t := range targets {
		if l := s.targetToProtocol(v, t); l != nil {
			locations = append(locations, *l)
		}
	}
	return locations
}
