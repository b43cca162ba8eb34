package optiondb

import "slices"

// OutsideNixpkgs reports whether everything at path is known to be declared by a project of its own, if by anybody: a set
// that ships or a source that is known to be elsewhere has it, and nixpkgs has nothing there.
func OutsideNixpkgs(path Path) bool {
	own := false
	for _, set := range Shipped().Sets {
		for _, g := range set.Generations {
			for _, prefix := range g.Prefixes {
				if set.Name == "nixpkgs" && (prefix.HasPrefix(path) || path.HasPrefix(prefix)) {
					return false
				}
				own = own || slices.Equal(prefix, path)
			}
		}
	}
	return own || slices.ContainsFunc(Shipped().Elsewhere, func(e Elsewhere) bool {
		return slices.ContainsFunc(e.Prefixes, func(prefix Path) bool { return slices.Equal(prefix, path) })
	})
}
