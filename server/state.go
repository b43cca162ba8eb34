package server

import (
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"go.lsp.dev/uri"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
)

// state is all that a session knows at one moment. It is immutable once the store has it.
type state struct {
	generation uint64
	docs       map[uri.URI]*document
	worlds     []*world           // those with longer roots first
	folders    map[uri.URI]string // the roots of the folders that the client has open
	editor     settings           // what the editor sets

	views map[*world]*view
}

// document is an open buffer. It is immutable.
type document struct {
	uri     uri.URI
	path    string // as the snapshot names it
	version int32
	text    string
	file    func() *analysis.File // parsed at the first call

	known *knownFile
}

// knownFile is the document's file when it is parsed, before that the last one that was parsed of its versions before.
type knownFile struct{ atomic.Pointer[analysis.File] }

func newDocument(u uri.URI, path string, version int32, text string) *document {
	return (&document{uri: u, path: path, known: &knownFile{}}).edited(version, text)
}

// edited is the next version of d.
func (d *document) edited(version int32, text string) *document {
	next := &document{uri: d.uri, path: d.path, version: version, text: text, known: &knownFile{}}
	next.known.Store(d.known.Load())
	known, path := next.known, d.path
	next.file = sync.OnceValue(func() *analysis.File {
		f := known.Load()
		if f == nil {
			f = analysis.NewFile(path, text)
		} else {
			f = f.Edited(text)
		}
		known.Store(f)
		return f
	})
	return next
}

// world is a workspace, or the documents that are in none. It is immutable.
type world struct {
	workspace *workspace.Workspace // nil for documents that are no files
	isFolder  bool                 // the client named it: it lives as long as the client says
	base      *analysis.Snapshot   // what the disk has
	rules     analysis.Rules
	edition   int // counts the changes of base
	recent    *recent
}

// recent is the last snapshot that was asked for of a world: the next shares what is the same. It is safe for use by several
// goroutines, and any value of it is right.
type recent struct{ atomic.Pointer[like] }

// like is a snapshot made of base.
type like struct{ base, snapshot *analysis.Snapshot }

// with is base with changes, with what was known of the last one.
func (r *recent) with(base *analysis.Snapshot, changes ...analysis.Change) *analysis.Snapshot {
	next := like{base: base}
	if last := r.Load(); last != nil && last.base == base {
		next.snapshot = base.WithLike(last.snapshot, changes...)
	} else {
		next.snapshot = base.With(changes...)
	}
	r.Store(&next)
	return next.snapshot
}

// root is the world's folder, with a slash at its end; empty for the world of documents that are no files.
func (w *world) root() string {
	if w.workspace == nil {
		return ""
	}
	return strings.TrimSuffix(w.workspace.Root, "/") + "/"
}

// view is a world with the open buffers over it, in one state: what a handler looks at. Several goroutines may.
type view struct {
	*world
	state    *state
	snapshot func() *analysis.Snapshot

	mutex sync.Mutex
	found map[string]analysis.Findings // by path: what was found already
}

// copy is a state to change.
func (s *state) copy() *state {
	next := *s
	return &next
}

// makeViews makes a view of each world.
func (s *state) makeViews() {
	docs := map[*world][]*document{}
	for _, u := range slices.Sorted(maps.Keys(s.docs)) {
		w := s.world(s.docs[u].path)
		docs[w] = append(docs[w], s.docs[u])
	}
	s.views = make(map[*world]*view, len(s.worlds))
	for _, w := range s.worlds {
		s.views[w] = &view{world: w, state: s, snapshot: w.snapshotWith(docs[w]), found: map[string]analysis.Findings{}}
	}
}

func (w *world) snapshotWith(docs []*document) func() *analysis.Snapshot {
	return sync.OnceValue(func() *analysis.Snapshot {
		changes := make([]analysis.Change, len(docs))
		for i, d := range docs {
			changes[i].File = d.file()
		}
		return w.recent.with(w.base, changes...)
	})
}

// world is the one that the file at path belongs to: the innermost. There is none before the first document.
func (s *state) world(path string) *world {
	for _, w := range s.worlds {
		if strings.HasPrefix(path+"/", w.root()) { // a document may have the folder's own name
			return w
		}
	}
	return nil
}

// view is the view of the world that the file at path belongs to; nil when there is none.
func (s *state) view(path string) *view { return s.views[s.world(path)] }

// open is the document with the path, nil when it is not open.
func (s *state) open(path string) *document {
	for _, d := range s.docs {
		if d.path == path {
			return d
		}
	}
	return nil
}

// withDocument has d in place of the document with its URI.
func (s *state) withDocument(d *document) *state {
	next := s.copy()
	next.docs = maps.Clone(s.docs)
	if next.docs == nil {
		next.docs = map[uri.URI]*document{}
	}
	next.docs[d.uri] = d
	return next
}

// withoutDocument is the state after a document was closed; a world that was there for it alone goes too.
func (s *state) withoutDocument(u uri.URI) *state {
	if s.docs[u] == nil {
		return s
	}
	next := s.copy()
	next.docs = maps.Clone(s.docs)
	delete(next.docs, u)
	used := map[*world]bool{}
	for _, d := range next.docs {
		used[next.world(d.path)] = true
	}
	next.worlds = slices.DeleteFunc(slices.Clone(s.worlds), func(w *world) bool { return !w.isFolder && !used[w] })
	return next
}

// withWorld has w in place of the world with its root.
func (s *state) withWorld(w *world) *state {
	next := s.withoutWorld(w.root())
	next.worlds = append(slices.Clone(next.worlds), w)
	sort.SliceStable(next.worlds, func(i, j int) bool { return len(next.worlds[i].root()) > len(next.worlds[j].root()) })
	return next
}

// withoutWorld leaves out the world with the root.
func (s *state) withoutWorld(root string) *state {
	next := s.copy()
	next.worlds = slices.DeleteFunc(slices.Clone(s.worlds), func(w *world) bool { return w.root() == root })
	return next
}

// rooted is the world with the root, nil when there is none.
func (s *state) rooted(root string) *world {
	for _, w := range s.worlds {
		if w.root() == root {
			return w
		}
	}
	return nil
}
