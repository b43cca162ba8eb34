package server

import (
	"context"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
)

// maxFiles is how many Nix files of a workspace are read. Of one with more, such as nixpkgs itself or a home folder, only
// the open documents are known.
const maxFiles = 10_000

// loads is what is to be read from the disk, by the root of its world. While one load is under way the next waits, so that
// a burst of changes costs at most twice one load.
type loads struct {
	mutex   sync.Mutex
	pending map[string]*pendingLoad
	asked   bool            // for the folders that the client opened at the beginning
	opening map[string]bool // the roots of those that are not there yet
	wake    chan struct{}
	refresh chan struct{} // has an element when a client that pulls is to pull again
	first   chan struct{} // closed when those are there
	begun   atomic.Bool   // set when the client said `initialized`: they will be asked for
}

type pendingLoad struct {
	whole bool
	paths map[string]bool // when not whole
}

func newLoads() *loads {
	return &loads{pending: map[string]*pendingLoad{}, opening: map[string]bool{}, wake: make(chan struct{}, 1), refresh: make(chan struct{}, 1), first: make(chan struct{})}
}

// whole has the world with the root read again, settings included.
func (l *loads) whole(root string) { l.add(root, true) }

// folders has the worlds read that the client has open.
func (l *loads) folders(st *state) {
	for _, w := range st.worlds {
		if w.isFolder {
			l.mutex.Lock()
			l.opening[w.root()] = true
			l.mutex.Unlock()
			l.whole(w.root())
		}
	}
	l.mutex.Lock()
	l.asked = true
	l.mutex.Unlock()
	l.opened("") // where there is none
	poke(l.wake)
}

// add has files of the world with the root read again, or all of it.
func (l *loads) add(root string, whole bool, paths ...string) {
	if root == "" {
		return // documents that are no files
	}
	l.mutex.Lock()
	p := l.pending[root]
	if p == nil {
		p = &pendingLoad{paths: map[string]bool{}}
		l.pending[root] = p
	}
	p.whole = p.whole || whole
	for _, path := range paths {
		p.paths[path] = true
	}
	l.mutex.Unlock()
	poke(l.wake)
}

// poke wakes who waits for an element of wake.
func poke(wake chan struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}

// take is the next load; nil when there is none. Only the loading goroutine calls it.
func (l *loads) take() (root string, load *pendingLoad) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for root, load := range l.pending {
		delete(l.pending, root)
		return root, load
	}
	return "", nil
}

// opened notes that the world with the root was read. What is to be read of it again holds up nobody.
func (l *loads) opened(root string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	delete(l.opening, root)
	if l.asked && len(l.opening) == 0 && !l.done() {
		close(l.first)
	}
}

// done reports whether the folders are there that the client opened at the beginning.
func (l *loads) done() bool {
	select {
	case <-l.first:
		return true
	default:
		return false
	}
}

// wait waits until [loads.done]. Folders are opened with `initialized`: of a client that has not said it, nothing is awaited.
// The error is that of a cancelled ctx.
func (l *loads) wait(ctx context.Context) error {
	if !l.begun.Load() {
		return ctx.Err()
	}
	select {
	case <-l.first:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// load reads what is to be read, until ctx is cancelled.
func (s *Server) load(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.loads.wake:
		}
		loaded := false
		for root, load := s.loads.take(); load != nil; root, load = s.loads.take() {
			loaded = true
			s.attempt("reading "+root, func() {
				if load.whole {
					defer s.loads.opened(root)
					s.loadWhole(ctx, root)
				} else {
					s.loadFiles(ctx, root, slices.Sorted(maps.Keys(load.paths)))
				}
			})
		}
		if loaded {
			poke(s.loads.refresh)
		}
	}
}

// answersWithin is how long a client may take to answer what holds nothing up but the next request of the same sort.
const answersWithin = 10 * time.Second

// refresh has a client that pulls pull again, whenever something was loaded, until ctx is cancelled. Nothing waits for it: a
// client may be slow to answer, or never do.
func (s *Server) refresh(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.loads.refresh:
		}
		within, cancel := context.WithTimeout(ctx, answersWithin)
		if err := s.peer.DiagnosticRefresh(within); err != nil {
			s.log.Debug("refreshing", zap.Error(err))
		}
		cancel()
	}
}

// loadWhole reads a world from the disk again: its settings, and all files where the client or the disk says what belongs
// to it.
func (s *Server) loadWhole(ctx context.Context, root string) {
	st := s.store.now.Load()
	old := st.rooted(root)
	if old == nil {
		return // closed meanwhile
	}
	opened, err := workspace.Open(path.Join(old.workspace.Root, workspace.SettingsFile), workspace.Options{Keep: s.keep})
	if opened == nil || opened.Root != old.workspace.Root {
		opened, err = old.workspace, nil // what made the folder a workspace has gone: arrange says what there is instead
	}
	next, err := s.configured(opened, err, st.editor)
	s.complain(err)
	if (old.isFolder || opened.Marked()) && !tooWide(opened.Root) {
		next.base = s.readAll(ctx, next)
	}
	s.store.update(ctx, func(st *state) *state {
		now := st.rooted(root)
		if now == nil {
			return st // closed meanwhile
		}
		if now.edition != old.edition {
			next.base = next.base.With(savedSince(old.base, now.base)...) // this load may have missed it
		}
		next.isFolder, next.edition = now.isFolder, now.edition+1
		return st.withWorld(next)
	})
}

// savedSince are the files of now that were saved since then. To read the disk anew instead would never end where somebody's
// editor saves more often than a load takes.
func savedSince(then, now *analysis.Snapshot) (changes []analysis.Change) {
	for _, f := range now.Files() {
		if then.File(f.Path) != f {
			changes = append(changes, analysis.Change{File: f})
		}
	}
	return changes
}

// tooWide reports whether a folder is one in which everything lies: it is not even walked.
func tooWide(root string) bool {
	home, err := os.UserHomeDir()
	return root == "/" || err == nil && root == filepath.ToSlash(home)
}

// readAll reads all files of w; its base as it is when they are too many, or the user does not want to wait.
func (s *Server) readAll(ctx context.Context, w *world) *analysis.Snapshot {
	ctx, p := s.progress(ctx, "Reading "+w.workspace.Root, nil)
	defer p.end()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	loaded := w.workspace.Load(ctx, workspace.Request{Paths: []string{w.workspace.Root}, Found: func(files int) {
		if files > maxFiles {
			s.log.Warn("the workspace has too many files: only open ones are read", zap.Int("files", files), zap.Int("limit", maxFiles))
			cancel()
		}
	}})
	if ctx.Err() != nil {
		return w.base
	}
	for _, problem := range loaded.Problems {
		s.log.Info("not read", zap.Error(problem))
	}
	return loaded.Snapshot
}

// loadFiles reads files again whose text has changed.
func (s *Server) loadFiles(ctx context.Context, root string, paths []string) {
	w := s.store.now.Load().rooted(root)
	if w == nil {
		return
	}
	loaded := w.workspace.Load(ctx, workspace.Request{Paths: paths}).Snapshot
	var changes []analysis.Change
	for _, path := range paths {
		changes = append(changes, analysis.Change{File: loaded.File(path), Removed: path})
	}
	s.store.update(ctx, func(st *state) *state { return st.withBase(root, changes...) })
}

// withBase has files of the disk changed in the world with the root.
func (s *state) withBase(root string, changes ...analysis.Change) *state {
	w := s.rooted(root)
	if w == nil {
		return s
	}
	next := *w
	next.base = w.base.With(changes...)
	next.edition++
	return s.withWorld(&next)
}
