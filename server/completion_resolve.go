package server

import (
	"context"
	"encoding/json"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// CompletionResolve answers a candidate with its documentation.
func (s *Server) CompletionResolve(ctx context.Context, p *protocol.CompletionItem) (*protocol.CompletionItem, error) {
	item := *p
	if len(p.Data) == 0 {
		return &item, nil // there is none
	}
	var about subject
	if err := json.Unmarshal(p.Data, &about); err != nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the candidate's data are not ours: %v", err)
	}
	v, f, err := s.file(ctx, protocol.TextDocumentIdentifier{URI: about.URI})
	if err != nil {
		return nil, err
	}
	if text := v.snapshot().Describe(f, about.Option); text != "" {
		item.Documentation = s.documentation(text)
	}
	return &item, nil
}

// documentation is a text in Markdown for a client: as plain text where it knows no other.
func (s *Server) documentation(markdown string) protocol.InlayHintTooltip {
	if s.client.completion.markdown {
		return &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: markdown}
	}
	return protocol.String(markdown)
}
