package server

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"
)

// SelectionRange answers how a selection grows at each of the positions.
func (s *Server) SelectionRange(ctx context.Context, p *protocol.SelectionRangeParams) ([]protocol.SelectionRange, error) {
	_, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	out := make([]protocol.SelectionRange, len(p.Positions))
	for i, position := range p.Positions {
		var parent *protocol.SelectionRange
		for _, r := range slices.Backward(f.Selections(positionToOffset(f, position, s.client.encoding))) {
			parent = &protocol.SelectionRange{Range: offsetsToRange(f, r.Start, r.End, s.client.encoding), Parent: parent}
		}
		out[i] = *parent
	}
	return out, nil
}
