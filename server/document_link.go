package server

import (
	"context"

	"go.lsp.dev/protocol"
)

// DocumentLink answers which paths of a document lead to files of the workspace.
func (s *Server) DocumentLink(ctx context.Context, p *protocol.DocumentLinkParams) ([]protocol.DocumentLink, error) {
	v, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	links := []protocol.DocumentLink{}
	for _, l := range v.snapshot().Links(f) {
		out := protocol.DocumentLink{Range: offsetsToRange(f, l.Start, l.End, s.client.encoding), Target: of(v.state.pathToURI(l.Target))}
		if s.client.tooltips {
			out.Tooltip = of(v.snapshot().Relative(l.Target))
		}
		links = append(links, out)
	}
	return links, nil
}
