package server

import (
	"context"

	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
)

// Symbols answers which option definitions of the open workspaces match a query: all of them.
func (s *Server) Symbols(ctx context.Context, p *protocol.WorkspaceSymbolParams) (protocol.WorkspaceSymbolResult, error) {
	found := protocol.SymbolInformationSlice{}
	st := stateOf(ctx)
	for _, w := range st.worlds {
		v := st.views[w]
		for _, m := range v.snapshot().Find(ctx, p.Query) {
			y := protocol.SymbolInformation{Location: *s.sourceToProtocol(v, analysis.Source{Range: m.Range})}
			y.Name, y.Kind = m.Name, protocol.SymbolKindProperty
			y.ContainerName = of(container(v, m))
			found = append(found, y)
		}
	}
	return found, ctx.Err()
}

// container is where a definition stands: its file, and the configuration inside it.
func container(v *view, m analysis.SymbolMatch) string {
	name := v.snapshot().Relative(m.File)
	if m.World != "" {
		name += ", " + m.World
	}
	return name
}
