package analysis

import "maps"

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
	}
	next := newSnapshot(s, files)
	if recent == nil {
		recent = s
	}
	for path, cell := range recent.facts {
		if f := files[path]; f != nil && recent.files[path] == f && cell.current(next) {
			next.facts[path] = cell
		}
	}
	next.earlier = recent.configured.Load()
	if len(files) != len(recent.files) {
		next.earlier = nil // an import may find another file
	}
	for path := range recent.files {
		if files[path] == nil {
			next.earlier = nil
		}
	}
	return next
}

// configured are the configurations of a snapshot, with the facts that they were made of.
type configured struct {
	all   []*Configuration
	facts map[string]*factsCell
}

// unchanged is the configuration of the snapshot before that f was the entry of, where none of its files has changed since;
// nil for none.
func (s *Snapshot) unchanged(f *File, whole bool) *Configuration {
	if s.earlier == nil {
		return nil
	}
	if s.earlierByEntry == nil {
		s.earlierByEntry = map[string]*Configuration{}
		for _, c := range s.earlier.all {
			if !c.Inside.Exists() {
				s.earlierByEntry[c.Entry] = c
			}
		}
	}
	c := s.earlierByEntry[s.Relative(f.Path)]
	if c == nil || c.Whole != whole {
		return nil
	}
	for _, file := range c.Files {
		if s.files[file.Path] != file || s.facts[file.Path] != s.earlier.facts[file.Path] {
			return nil
		}
	}
	return c
}
