package server

import (
	"context"

	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
)

// DocumentSymbol answers the outline of a document: nested where the client can show that, else flat.
func (s *Server) DocumentSymbol(ctx context.Context, p *protocol.DocumentSymbolParams) (protocol.DocumentSymbolResult, error) {
	_, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	if s.client.hierarchy {
		return protocol.DocumentSymbolSlice(s.symbolsToProtocol(f, f.Symbols())), nil
	}
	flat := protocol.SymbolInformationSlice{}
	s.flatten(f, p.TextDocument, "", f.Symbols(), &flat)
	return flat, nil
}

var symbolKinds = [...]protocol.SymbolKind{
	analysis.SymbolOther:     protocol.SymbolKindField,
	analysis.SymbolSet:       protocol.SymbolKindNamespace,
	analysis.SymbolList:      protocol.SymbolKindArray,
	analysis.SymbolFunction:  protocol.SymbolKindFunction,
	analysis.SymbolString:    protocol.SymbolKindString,
	analysis.SymbolNumber:    protocol.SymbolKindNumber,
	analysis.SymbolBoolean:   protocol.SymbolKindBoolean,
	analysis.SymbolNull:      protocol.SymbolKindNull,
	analysis.SymbolPath:      protocol.SymbolKindFile,
	analysis.SymbolInherited: protocol.SymbolKindVariable,
}

func (s *Server) symbolsToProtocol(f *analysis.File, symbols []analysis.Symbol) []protocol.DocumentSymbol {
	out := make([]protocol.DocumentSymbol, len(symbols))
	for i, y := range symbols {
		out[i] = protocol.DocumentSymbol{
			Name:           y.Name,
			Kind:           symbolKinds[y.Kind],
			Range:          offsetsToRange(f, y.Range.Start, y.Range.End, s.client.encoding),
			SelectionRange: offsetsToRange(f, y.NameRange.Start, y.NameRange.End, s.client.encoding),
		}
		if y.Detail != "" {
			out[i].Detail = of(y.Detail)
		}
		if len(y.Children) > 0 {
			out[i].Children = s.symbolsToProtocol(f, y.Children)
		}
	}
	return out
}

// flatten adds symbols and those in them, each with the name of the one that it is in.
func (s *Server) flatten(f *analysis.File, id protocol.TextDocumentIdentifier, container string, symbols []analysis.Symbol, into *protocol.SymbolInformationSlice) {
	for _, y := range symbols {
		out := protocol.SymbolInformation{Location: protocol.Location{URI: id.URI, Range: offsetsToRange(f, y.Range.Start, y.Range.End, s.client.encoding)}}
		out.Name, out.Kind = y.Name, symbolKinds[y.Kind]
		if container != "" {
			out.ContainerName = of(container)
		}
		*into = append(*into, out)
		s.flatten(f, id, y.Name, y.Children, into)
	}
}
