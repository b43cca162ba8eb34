package server

import (
	"context"
	"maps"
	"os"
	"slices"

	"go.lsp.dev/uri"

	"atproto-ls/analysis/workspace"
)

// Which worlds there are depends on three things and on nothing that was before: the folders that the client has open, the
// documents that are in none of these, and what on the disk marks the root of a workspace. A folder that is not there (yet)
// has none.

// arrangement is which worlds there are to be.
type arrangement struct {
	folders map[uri.URI]string // as in [state]
	roots   map[string]string  // a path in each of the workspaces, by the root
}

// rootOf is the root of the workspace that a path is in, as the disk has it.
func (s *Server) rootOf(path string) (root string, err error) {
	w, err := workspace.Open(path, workspace.Options{Keep: s.keep})
	if w == nil {
		return "", err
	}
	return (&world{workspace: w}).root(), nil // an error is about the settings: newWorld tells
}

// arrangement looks at the disk for what st is about.
func (s *Server) arrangement(st *state) arrangement {
	a := arrangement{map[uri.URI]string{}, map[string]string{}}
	for u := range st.folders {
		path := u.FsPath()
		a.folders[u] = ""
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			continue
		}
		if root, err := s.rootOf(path); err == nil {
			a.folders[u], a.roots[root] = root, path
		}
	}
	inFolders := &state{}
	for root := range a.roots {
		inFolders.worlds = append(inFolders.worlds, &world{workspace: &workspace.Workspace{Root: root}})
	}
	for u, d := range st.docs {
		if !u.IsFile() || inFolders.world(d.path) != nil {
			continue
		}
		if root, err := s.rootOf(d.path); err == nil {
			a.roots[root] = d.path
		}
	}
	return a
}

// arrange has the worlds that there are to be now, those that stay as they are. The disk is looked at here, not where the state
// is changed; between the two no other notification is handled.
func (s *Server) arrange(ctx context.Context) {
	st := s.store.now.Load()
	a := s.arrangement(st)
	var made []*world
	for _, root := range slices.Sorted(maps.Keys(a.roots)) {
		if st.rooted(root) == nil {
			w, err := s.newWorld(a.roots[root], st.editor)
			s.complain(err)
			made = append(made, w)
		}
	}
	isFolder := map[string]bool{}
	for _, root := range a.folders {
		isFolder[root] = true
	}
	s.store.update(ctx, func(st *state) *state {
		next := st.copy()
		next.folders, next.worlds = a.folders, nil
		for _, w := range append(slices.Clone(st.worlds), made...) {
			root := w.root()
			if _, wanted := a.roots[root]; !wanted && w.workspace != nil || next.rooted(root) != nil {
				continue
			}
			if w.isFolder != isFolder[root] {
				other := *w
				other.isFolder = isFolder[root]
				w = &other
			}
			next = next.withWorld(w)
		}
		return next
	})
	for _, w := range made {
		s.loads.whole(w.root())
	}
}
