package analysis

import (
	"slices"

	"atproto-ls/optiondb"
)

// Declaration is what one option set declares at a path: an option, or a group of options.
type Declaration struct {
	Surface *optiondb.Surface
	Group   *optiondb.Group
	Certain bool // the set may be in force; else it is one that knows the path
}

// Declarations are what is declared at path for a configuration of f, in the order in which they are shown: modules of the
// workspace, then what may be in force, then what else is known; one of each set.
func (s *Snapshot) Declarations(f *File, path optiondb.Path) (all []Declaration) {
	if len(path) == 0 {
		return nil
	}
	add := func(surface *optiondb.Surface, certain bool) {
		seen := slices.ContainsFunc(all, func(d Declaration) bool { return d.Surface == surface })
		if g := surface.At(path); g != nil && !seen {
			all = append(all, Declaration{surface, g, certain})
		}
	}
	for _, other := range s.order {
		if options := s.Facts(other).Options; options != nil {
			add(options, true)
		}
	}
	for _, view := range s.views(f) {
		st := view.For(path)
		if st == nil {
			continue
		}
		for _, surface := range st.Knowledge {
			add(surface, st.Certain())
		}
	}
	return all
}

// views are the views of the configurations of f; where f belongs to none, that of the workspace's pins alone.
func (s *Snapshot) views(f *File) (all []*optiondb.View) {
	for _, c := range s.ConfigurationsOf(f) {
		all = append(all, c.View)
	}
	if len(all) == 0 {
		all = append(all, s.bareView())
	}
	return all
}

// bareView is the view of a configuration that defines nothing.
func (s *Snapshot) bareView() *optiondb.View {
	s.bareOnce.Do(func() { s.bare = optiondb.Shipped().View(optiondb.Evidence{Pins: s.world.Pins}) })
	return s.bare
}

// known reports whether something is declared or defined at path, in a configuration of f.
func (s *Snapshot) known(f *File, world string, path optiondb.Path) bool {
	if len(s.Declarations(f, path)) > 0 {
		return true
	}
	return slices.ContainsFunc(s.ConfigurationsOf(f), func(c *Configuration) bool { return world == "" && c.Defines(path) })
}
