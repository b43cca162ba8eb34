package server

import (
	"context"
	"sort"

	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
)

// FoldingRanges answers what can be folded in a document: of a client that folds whole lines one range for each line.
func (s *Server) FoldingRanges(ctx context.Context, p *protocol.FoldingRangeParams) ([]protocol.FoldingRange, error) {
	_, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	ranges := []protocol.FoldingRange{}
	for _, fold := range f.Folds() {
		out := s.foldToProtocol(f, fold)
		if n := len(ranges); s.client.wholeLines && n > 0 && ranges[n-1].StartLine == out.StartLine {
			ranges[n-1].EndLine = max(ranges[n-1].EndLine, out.EndLine)
			continue
		}
		ranges = append(ranges, out)
	}
	return longest(ranges, s.client.foldLimit), nil
}

var foldKinds = map[analysis.FoldKind]protocol.FoldingRangeKind{
	analysis.FoldComment: protocol.FoldingRangeKindComment,
	analysis.FoldImports: protocol.FoldingRangeKindImports,
}

func (s *Server) foldToProtocol(f *analysis.File, fold analysis.Fold) protocol.FoldingRange {
	at := offsetsToRange(f, fold.Start, fold.End, s.client.encoding)
	out := protocol.FoldingRange{StartLine: at.Start.Line, EndLine: at.End.Line, Kind: foldKinds[fold.Kind]}
	if !s.client.wholeLines {
		out.StartCharacter, out.EndCharacter = &at.Start.Character, &at.End.Character
	}
	return out
}

// longest keeps the ranges with the most lines, in their order, when there are more than limit; 0 is no limit.
func longest(ranges []protocol.FoldingRange, limit int) []protocol.FoldingRange {
	if limit == 0 || len(ranges) <= limit {
		return ranges
	}
	sort.SliceStable(ranges, func(i, j int) bool {
		return ranges[i].EndLine-ranges[i].StartLine > ranges[j].EndLine-ranges[j].StartLine
	})
	ranges = ranges[:limit]
	sort.SliceStable(ranges, func(i, j int) bool { return ranges[i].StartLine < ranges[j].StartLine })
	return ranges
}
