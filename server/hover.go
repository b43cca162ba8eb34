package server

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
)

// Hover answers what is known about what stands at a position.
func (s *Server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	v, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	found, err := s.findings(ctx, v, f.Path)
	if err != nil {
		return nil, err
	}
	h, ok := v.snapshot().Hover(f, positionToOffset(f, p.Position, s.client.encoding), found)
	if !ok {
		return nil, nil
	}
	at := offsetsToRange(f, h.Start, h.End, s.client.encoding)
	return &protocol.Hover{Contents: s.markup(h.Text + s.declaredIn(v, h.Declared)), Range: &at}, nil
}

// markup is a text for a client: as plain text where it does not know Markdown.
func (s *Server) markup(text string) *protocol.MarkupContent {
	if s.client.hoverMarkdown {
		return &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: text}
	}
	return &protocol.MarkupContent{Kind: protocol.MarkupKindPlainText, Value: analysis.PlainText(text)}
}

// declaredIn says where an option is declared, with a link where the client can follow it.
func (s *Server) declaredIn(v *view, declared []analysis.Source) (text string) {
	for i, d := range declared {
		if text += ", "; i == 0 {
			text = "\n\nDeclared in "
		}
		location, name := s.sourceToProtocol(v, d), sourceName(v, d)
		switch {
		case location == nil:
			text += "`" + name + "`"
		case s.client.hoverMarkdown:
			text += fmt.Sprintf("[%s](%s#L%d)", name, location.URI, location.Range.Start.Line+1)
		default:
			text += name
		}
	}
	return text
}
