package analysis

import (
	"maps"
	"path"
	"slices"
	"sync"
	"sync/atomic"

	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
)

// This file lets the evaluation of a configuration take over from that of the version before which of its modules lack no option in
// what they define. That stays true of a module while nothing that its text may read is given by a module that has changed, or by
// one of which it may no longer be true.

// evaluations are what the last evaluations of configurations leave, by entry. They are safe for use by several goroutines, and shared
// by snapshots that are made of one another.
type evaluations struct {
	last  sync.Map
	asked atomic.Bool // somebody edits: nothing is noted before
}

// evaluation is what an evaluation leaves to that of the next version. It is immutable.
type evaluation struct {
	files []*File                    // those of the workspace that it may have read
	data  map[string]string          // and others
	gives map[string][]optiondb.Path // by the module's file: the options that it declares, and what it defines
	open  map[string][]optiondb.Path // by the same: groups in which it may define anything
	clean map[string]bool            // the files of modules that lack nothing in what they define
	whole bool                       // every module was read
}

// demands are the options that c lacks, and the errors that its modules throw, see [modules.Configuration.Demands].
func (s *Snapshot) demands(c *Configuration, whole *modules.Configuration, complete bool) (lacking []*modules.Option, thrown []modules.Notice) {
	dirty := map[string]bool{}
	nixos := func(d modules.Declaration) bool { return ofNixOS(d.File) }
	if !s.evaluations.asked.Load() {
		return whole.Demands(nixos, nil, dirty)
	}
	now := &evaluation{slices.Concat(c.Files, c.uses), c.data, map[string][]optiondb.Path{}, map[string][]optiondb.Path{}, map[string]bool{}, complete}
	whole.EachGiven(func(file string, path []string, open bool) {
		if open {
			now.open[file] = append(now.open[file], path)
		} else {
			now.gives[file] = append(now.gives[file], path)
		}
	})
	var known map[string]bool
	less := false // is known than before
	if last, _ := s.evaluations.last.Load(c.Entry); last != nil {
		last := last.(*evaluation)
		known = s.stillClean(c, last, now)
		less = last.whole && !now.whole
		for file := range now.open {
			less = less || last.open[file] == nil
		}
	}
	lacking, thrown = whole.Demands(nixos, known, dirty)
	for file := range now.gives {
		now.clean[file] = !dirty[file]
	}
	if !less { // while a line is being typed nothing is lacking for what is not known, and what was known is of use again
		s.evaluations.last.Store(c.Entry, now)
	}
	return lacking, thrown
}

// stillClean are the files of modules that lacked nothing in what they define, and cannot lack anything now.
func (s *Snapshot) stillClean(c *Configuration, last, now *evaluation) map[string]bool {
	if !s.same(nil, last.data) || now.whole && !last.whole {
		return nil
	}
	still := maps.Clone(last.clean)
	var queue []string
	affect := func(file string) {
		still[file] = false
		queue = append(queue, file)
	}
	for _, f := range last.files {
		if s.files[f.Path] != f {
			if last.gives[f.Path] == nil || c.sources[s.files[f.Path]] {
				return nil // it is no module, or more than one: anything may depend on it
			}
			affect(f.Path)
		}
	}
	for file := range now.gives {
		if last.gives[file] == nil {
			affect(file)
		}
	}
	for file := range last.gives {
		if now.gives[file] == nil {
			affect(file)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		given := slices.Concat(last.gives[queue[0]], last.open[queue[0]], now.gives[queue[0]])
		for file := range now.gives {
			if still[file] && s.mayRead(file, queue[0], given) {
				affect(file)
			}
		}
	}
	return still
}

// mayRead reports whether the module in file may read something of what the one in other gives, or is made of it.
func (s *Snapshot) mayRead(file, other string, given []optiondb.Path) bool {
	read := func(u *uses) bool {
		return u.dynamic || len(u.aliases) > 0 || slices.ContainsFunc(given, func(p optiondb.Path) bool { return p.HasPrefix(moduleArgs[:1]) || u.has(p) })
	}
	if ofNixOS(file) {
		return false // what stands for NixOS has no values that are computed from others
	}
	if s.files[file] == nil {
		return slices.ContainsFunc(s.usesOf([]string{file}), read)
	}
	seen := []*File{s.files[file]}
	for i := 0; i < len(seen); i++ {
		u := seen[i].uses()
		if read(u) || i > 0 && seen[i].Path == other {
			return true
		}
		for _, l := range u.values {
			switch f := s.module(l); {
			case f == nil && path.Ext(l) == "": // a folder: anything in it
				return true
			case f != nil && !slices.Contains(seen, f):
				seen = append(seen, f)
			}
		}
	}
	return false
}
