package server

import (
	"context"
	"maps"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// DidChangeWorkspaceFolders takes over the folders that the client has open. Open documents keep the workspaces that they are in.
func (s *Server) DidChangeWorkspaceFolders(ctx context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	var added, removed []uri.URI
	for _, f := range p.Event.Added {
		added = append(added, f.URI)
	}
	for _, f := range p.Event.Removed {
		removed = append(removed, f.URI)
	}
	s.openFolders(ctx, added, removed)
	s.loads.folders(s.store.now.Load())
	return nil
}

// openFolders has the workspaces of folders that the client opens, and lets go of those that it closes.
func (s *Server) openFolders(ctx context.Context, added, removed []uri.URI) {
	s.store.update(ctx, func(st *state) *state {
		next := st.copy()
		next.folders = maps.Clone(st.folders)
		if next.folders == nil {
			next.folders = map[uri.URI]string{}
		}
		for _, u := range removed {
			delete(next.folders, u)
		}
		for _, u := range added {
			if u.IsFile() {
				next.folders[uri.URI(strings.Clone(string(u)))] = ""
			}
		}
		return next
	})
	s.arrange(ctx)
}
