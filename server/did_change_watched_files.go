package server

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"
)

// DidChangeWatchedFiles has read again what has changed on the disk: a file that we know alone; where files come, go or say
// which files there are, the whole workspace.
func (s *Server) DidChangeWatchedFiles(ctx context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	st := stateOf(ctx)
	for _, e := range p.Changes {
		path := uriToPath(e.URI)
		w := st.world(path)
		if w == nil || w.workspace == nil {
			continue
		}
		known := e.Type == protocol.FileChangeTypeChanged && strings.HasSuffix(path, ".nix") && w.base.File(path) != nil
		s.loads.add(w.root(), !known, path)
	}
	return nil
}
