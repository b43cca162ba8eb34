package optiondb

import "slices"

// GroupOutsideNixpkgs reports whether everything at path, a service or a group of them such as `services.tangled`, is known to
// be declared by projects of their own, if by anybody: a set that ships or a source that is known to be elsewhere has it or
// something in it, and nixpkgs has nothing there.
func GroupOutsideNixpkgs(path Path) bool {
	within := func(prefix Path) bool { return prefix.HasPrefix(path) }
	own := slices.ContainsFunc(Shipped().Elsewhere, func(e Elsewhere) bool { return slices.ContainsFunc(e.Prefixes, within) })
	for _, set := range Shipped().Sets {
		for _, g := range set.Generations {
			for _, prefix := range g.Prefixes {
				if set.Name == "nixpkgs" && (within(prefix) || path.HasPrefix(prefix)) {
					return false
				}
				own = own || within(prefix)
			}
		}
	}
	return own
}

// InNixpkgs reports whether nixpkgs, as pins have it, is known to declare everything at prefix.
func InNixpkgs(prefix Path, pins []Pin) bool {
	for _, set := range Shipped().Sets {
		dated := func(pin Pin) bool {
			return pin.MatchesAny(set.Sources) && (pin.Modified != "" || releaseOf(pin.Branch) != "")
		}
		if set.Name == "nixpkgs" && slices.ContainsFunc(pins, dated) && len(set.inForce(prefix, pins)) > 0 {
			return true
		}
	}
	return false
}

// DeclaredBy are the prefixes of which a source, as a lock file records it, is known to declare everything.
func DeclaredBy(pin Pin) (prefixes []Path) {
	for _, set := range Shipped().Sets {
		for _, g := range set.Generations {
			if pin.MatchesAny(set.Sources) && g.covers(pin) {
				prefixes = append(prefixes, g.Prefixes...)
			}
		}
	}
	for _, e := range Shipped().Elsewhere {
		if pin.MatchesAny(e.Sources) {
			prefixes = append(prefixes, e.Prefixes...)
		}
	}
	return prefixes
}
