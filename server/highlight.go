package server

import (
	"context"

	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
)

var highlightKinds = map[analysis.Access]protocol.DocumentHighlightKind{
	analysis.Defines:  protocol.DocumentHighlightKindWrite,
	analysis.Declares: protocol.DocumentHighlightKindText,
	analysis.Reads:    protocol.DocumentHighlightKindRead,
	analysis.Alias:    protocol.DocumentHighlightKindRead,
}

// DocumentHighlight answers where in a document the option at a position is set and read.
func (s *Server) DocumentHighlight(ctx context.Context, p *protocol.DocumentHighlightParams) ([]protocol.DocumentHighlight, error) {
	v, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	marks := []protocol.DocumentHighlight{}
	for _, o := range v.snapshot().Highlights(f, positionToOffset(f, p.Position, s.client.encoding)) {
		kind := highlightKinds[o.Access]
		marks = append(marks, protocol.DocumentHighlight{Range: offsetsToRange(f, o.Start, o.End, s.client.encoding), Kind: kind})
	}
	return marks, nil
}
