package server

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"go.lsp.dev/uri"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
)

// newWorld is the workspace of path under the editor's settings, with no file of the disk in it yet. Settings that are wrong
// leave the default ones in force, and are the error; there is always a world.
func (s *Server) newWorld(path string, editor settings) (*world, error) {
	w, err := workspace.Open(path, workspace.Options{Keep: s.keep})
	if w == nil {
		return s.scratch(), err
	}
	return s.configured(w, err, editor)
}

// configured is a world for w, which was opened with the error err, under the editor's settings.
func (s *Server) configured(w *workspace.Workspace, err error, editor settings) (*world, error) {
	own := *w // settings are laid over it
	if err != nil {
		own.Settings = workspace.DefaultSettings()
	}
	problems := []error{err}
	root := (&world{workspace: w}).root()
	for _, set := range editor.of(root) {
		own.Settings, err = over(own.Settings, set)
		problems = append(problems, err)
	}
	rules, err := own.Rules(s.checks)
	if err != nil {
		problems = append(problems, fmt.Errorf("the settings of %s: %w", w.Root, err))
		rules = s.allRules()
	}
	sources, err := own.Sources()
	if err != nil {
		problems = append(problems, fmt.Errorf("the option sets of %s: %w", w.Root, err))
	}
	giveBack(sources)
	base := own.Load(context.Background(), workspace.Request{}).Snapshot // no file: only the window to the disk
	return &world{workspace: &own, base: base, rules: rules, recent: &recent{}}, errors.Join(problems...)
}

// giveBack gives the memory back that reading sources took, where it was much: an options.json of NixOS leaves twice as much garbage
// as it has options, and a quiet server would keep it.
func giveBack(sources *workspace.Sources) {
	options := 0
	for _, source := range sources.List {
		options += source.Options
	}
	if options > manyOptions {
		go debug.FreeOSMemory() // nobody waits for it
	}
}

// manyOptions is how many options leave much garbage when they are read.
const manyOptions = 5_000

func (s *Server) allRules() analysis.Rules { return analysis.Rules{Checks: s.checks, Known: s.checks} }

// scratch is the world of documents that are no files.
func (s *Server) scratch() *world {
	return &world{base: analysis.NewSnapshot("/", nil, nil), rules: s.allRules(), recent: &recent{}}
}

// worldFor makes sure that there is a world for the document. The disk is looked at here, not where the state is changed.
func (s *Server) worldFor(st *state, u uri.URI, path string) func(*state) *state {
	keep := func(st *state) *state { return st }
	if w := st.world(path); w != nil && w.isFolder {
		return keep
	}
	if !u.IsFile() {
		return func(st *state) *state {
			if st.rooted("") != nil {
				return st
			}
			return st.withWorld(s.scratch())
		}
	}
	if root, err := s.rootOf(path); err == nil && st.rooted(root) != nil {
		return keep
	}
	w, err := s.newWorld(path, st.editor)
	s.complain(err)
	return func(st *state) *state {
		if st.rooted(w.root()) != nil {
			return st
		}
		s.loads.whole(w.root())
		return st.withWorld(w)
	}
}
