package optiondb

// Surface is everything that one generation of a set, or one module tree, declares. It is immutable.
type Surface struct {
	Set        *Set        // nil for what was not shipped
	Generation *Generation // nil for what was not shipped
	Name       string      // of the source, for people: "nixpkgs", "./modules"
	Root       *Group

	own func() map[string]bool // the paths that its modules themselves define, under whatever condition; nil: none
}

// defines reports whether a module of the surface may define path itself.
func (s *Surface) defines(path Path) bool { return s.own != nil && s.own()[path.String()] }

// Options are all options of the surface, parents before what lies below them, in the order of declaration.
func (s *Surface) Options() []*Option {
	return s.Root.Options()
}

// Options are all options of the group, as [Surface.Options] has them; none of a nil one.
func (g *Group) Options() (all []*Option) {
	if g != nil {
		g.walk(func(o *Option) { all = append(all, o) })
	}
	return all
}

// Renamings are the options that have another name now. An alias that is shown is a name like any other.
func (s *Surface) Renamings() (all []*Option) {
	if s.Root == nil {
		return nil
	}
	s.Root.walk(func(o *Option) {
		if o.Renamed != nil && !o.Visible {
			all = append(all, o)
		}
	})
	return all
}

// At is what is declared at path and below it, nil when nothing is; [AnyName] and [AnyElement] in the surface match any
// segment.
func (s *Surface) At(path Path) *Group {
	g := s.Root
	for _, segment := range path {
		if g = g.Below(segment); g == nil {
			return nil
		}
	}
	return g
}

// Below is what g declares at one segment, nil when nothing is.
func (g *Group) Below(segment string) *Group {
	for _, name := range []string{segment, AnyName, AnyElement} {
		if c := g.Children[name]; c != nil {
			return c
		}
	}
	return nil
}

// Option is the option at path, nil when there is none there.
func (s *Surface) Option(path Path) *Option {
	if g := s.At(path); g != nil {
		return g.Option
	}
	return nil
}

// Names are the names that g declares, in order, without those that stand for any.
func (g *Group) Names() []string {
	var names []string
	for _, n := range g.Order {
		if n != AnyName && n != AnyElement {
			names = append(names, n)
		}
	}
	return names
}

// Declares reports whether an option is declared at path, above or below it, or may be.
func (s *Surface) Declares(path Path) bool {
	g := s.Root
	for _, segment := range path {
		if g.Open || g.Option != nil || g.Free != nil {
			return true
		}
		if g = g.Below(segment); g == nil {
			return false
		}
	}
	return true
}
