package server

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
)

// DidChangeWatchedFiles has read again what has changed on the disk: a file that we know alone; where files come, go or say
// which files there are, the whole workspace.
func (s *Server) DidChangeWatchedFiles(ctx context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	if slices.ContainsFunc(p.Changes, func(e protocol.FileEvent) bool { return e.Type != protocol.FileChangeTypeChanged }) {
		s.arrange(ctx) // what marks a workspace may have come or gone, or the folder of one
	}
	st := s.store.now.Load()
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
