package server

import (
	"context"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
)

// Completion answers what may be written at a position: always all of it, the documentation later.
func (s *Server) Completion(ctx context.Context, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	v, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	c := v.snapshot().Complete(ctx, f, positionToOffset(f, p.Position, s.client.encoding))
	list := &protocol.CompletionList{Items: make([]protocol.CompletionItem, len(c.Candidates))}
	insert := offsetsToRange(f, c.Start, c.At, s.client.encoding)
	replace := offsetsToRange(f, c.Start, c.End, s.client.encoding)
	for i, candidate := range c.Candidates {
		list.Items[i] = s.candidateToProtocol(candidate, insert, replace)
		if candidate.Option != nil {
			list.Items[i].Data = toJSON(subject{URI: p.TextDocument.URI, Option: candidate.Option})
		}
	}
	return list, ctx.Err()
}

// subject is what a candidate is about: its data, for the documentation.
type subject struct {
	URI    uri.URI       `json:"uri"`
	Option optiondb.Path `json:"option"`
}

var candidateKinds = [...]protocol.CompletionItemKind{
	analysis.OptionCandidate: protocol.CompletionItemKindProperty,
	analysis.GroupCandidate:  protocol.CompletionItemKindModule,
	analysis.NameCandidate:   protocol.CompletionItemKindField,
	analysis.ValueCandidate:  protocol.CompletionItemKindValue,
	analysis.EnumCandidate:   protocol.CompletionItemKindEnumMember,
	analysis.ModuleCandidate: protocol.CompletionItemKindKeyword,
	analysis.FileCandidate:   protocol.CompletionItemKindFile,
	analysis.FolderCandidate: protocol.CompletionItemKindFolder,
}

func (s *Server) candidateToProtocol(c analysis.Candidate, insert, replace protocol.Range) protocol.CompletionItem {
	can := s.client.completion
	item := protocol.CompletionItem{
		Label: c.Label, Kind: candidateKinds[c.Kind], SortText: protocol.NewOptional(c.Sort), FilterText: protocol.NewOptional(c.Filter),
	}
	if c.Detail != "" {
		item.Detail = protocol.NewOptional(c.Detail)
	}
	text := c.Text
	if can.snippets && c.Snippet != "" {
		text, item.InsertTextFormat = c.Snippet, protocol.InsertTextFormatSnippet
	}
	item.TextEdit = &protocol.TextEdit{Range: replace, NewText: text}
	if can.insertReplace {
		item.TextEdit = &protocol.InsertReplaceEdit{NewText: text, Insert: insert, Replace: replace}
	}
	if c.Old && can.tags {
		item.Tags = []protocol.CompletionItemTag{protocol.CompletionItemTagDeprecated}
	}
	return item
}
