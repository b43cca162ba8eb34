package server

import (
	"context"
	"maps"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// DidChangeWorkspaceFolders takes over the folders that the client has open.
func (s *Server) DidChangeWorkspaceFolders(ctx context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	s.store.update(ctx, func(st *state) *state {
		next := st
		for _, f := range p.Event.Removed {
			next = next.withoutFolder(f.URI)
		}
		for _, f := range p.Event.Added {
			next = s.withFolder(next, uri.URI(strings.Clone(string(f.URI))))
		}
		return next
	})
	s.loads.folders(s.store.now.Load())
	return nil
}

// withFolder has the workspace of a folder that the client opens.
func (s *Server) withFolder(st *state, folder uri.URI) *state {
	if !folder.IsFile() {
		return st
	}
	w, err := s.newWorld(folder.FsPath(), st.editor)
	s.complain(err)
	if old := st.rooted(w.root()); old != nil {
		w = new(world)
		*w = *old
	}
	w.isFolder = true
	next := st.withWorld(w)
	next.folders = maps.Clone(st.folders)
	if next.folders == nil {
		next.folders = map[uri.URI]string{}
	}
	next.folders[folder] = w.root()
	return next
}

// withoutFolder lets go of the workspace of a folder that the client closes, unless it is that of another one too. Open
// documents keep it.
func (s *state) withoutFolder(folder uri.URI) *state {
	root, known := s.folders[folder]
	if !known {
		return s
	}
	next := s.copy()
	next.folders = maps.Clone(s.folders)
	delete(next.folders, folder)
	for _, other := range next.folders {
		if other == root {
			return next
		}
	}
	old := s.rooted(root)
	if old == nil {
		return next
	}
	w := *old
	w.isFolder = false
	for _, d := range s.docs {
		if s.world(d.path) == old {
			return next.withWorld(&w)
		}
	}
	return next.withoutWorld(root)
}
