package analysis

import (
	"maps"
	"slices"

	"atproto-ls/optiondb"
)

// This file makes the next snapshot from the last: what an edit does not touch is not worked out again.

// With is the snapshot after changes. What did not change is shared with s.
func (s *Snapshot) With(changes ...Change) *Snapshot { return s.WithLike(nil, changes...) }

// WithLike is With, where recent is another snapshot that was made of s so, nil for none: what is the same in it is shared as
// well. An editor's buffers are changes of what the disk has, and most of them are as they were an edit ago.
func (s *Snapshot) WithLike(recent *Snapshot, changes ...Change) *Snapshot {
	files := maps.Clone(s.files)
	for _, c := range changes {
		if c.File == nil {
			delete(files, c.Removed)
			continue
		}
		files[c.File.Path] = c.File
		if c.File.edited {
			s.evaluations.asked.Store(true)
		}
	}
	next := newSnapshot(s, files)
	if recent == nil {
		recent = s
	}
	for path, cell := range recent.facts {
		f := files[path]
		switch {
		case f == nil:
		case recent.files[path] == f && cell.current(next):
			next.facts[path] = cell
		case f.edited:
			next.facts[path] = cell.after()
		}
	}
	next.earlier = recent.stillRight(next)
	if next.earlier != nil {
		next.foundBefore = recent.found
	}
	return next
}

// stillRight are the configurations of s none of whose files, nor what is known of them, is another in next; by their
// entries. Only they are kept: what has changed is large, and gone with s.
func (s *Snapshot) stillRight(next *Snapshot) map[string]*Configuration {
	all := s.configured.Load()
	if all == nil || len(next.files) != len(s.files) {
		return nil
	}
	for path := range s.files {
		if next.files[path] == nil {
			return nil // an import may find another file
		}
	}
	right := map[string]*Configuration{}
	for _, c := range *all {
		changed := func(f *File) bool { return next.files[f.Path] != f || next.facts[f.Path] != s.facts[f.Path] }
		if !c.Inside.Exists() && !slices.ContainsFunc(c.Files, changed) && next.same(c.uses, c.data) {
			right[c.Entry] = c
		}
	}
	return right
}

// unchanged is the configuration of the snapshot before that f was the entry of, where none of its files has changed since,
// nor what the modules around it declare where that matters; nil for none.
func (s *Snapshot) unchanged(f *File, whole bool, around []*optiondb.Surface) *Configuration {
	c := s.earlier[s.Relative(f.Path)]
	if c != nil && c.Whole == whole && c.entry == nil && (c.closed() || slices.Equal(c.around, around)) {
		return c
	}
	return nil
}
