package optiondb

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Evidence is what a configuration tells about where its options come from.
type Evidence struct {
	Pins     []Pin  // the sources that its lock file names
	Unpinned string // why it is not known what it names, "" where it is
	Defined  []Path // the paths that it defines, to the leaves

	// Declares reports whether modules of its own declare an option or a group at a path; nil where it has none.
	Declares func(Path) bool
}

// Pin is a source at a revision, as flake.lock or npins records it.
type Pin struct {
	Repository
	Name     string // of the input, for messages
	Revision string
	Modified string // ISO date of the revision, "" when not recorded
	Branch   string // "nixos-25.11", "" when not recorded
}

// Standing says which surfaces may be in force for one prefix of one configuration, and why.
type Standing struct {
	Prefix    Path
	Surfaces  []*Surface // each may be the one in force; a finding counts only if it holds under all of them
	Knowledge []*Surface // what completion and hover show: Surfaces, or where nothing is certain whatever there is
	Why       string     // where Surfaces is empty: why nothing may be said

	gone bool
}

// Certain reports whether findings below the prefix count at all.
func (st *Standing) Certain() bool { return st != nil && len(st.Surfaces) > 0 }

// Gone reports whether the system that the prefix is documented for is here without it.
func (st *Standing) Gone() bool { return st != nil && st.gone }

// View decides for one configuration which surfaces are in force. It is immutable.
type View struct {
	Standings []*Standing // of the prefixes that the configuration touches
	Evidence  Evidence

	library *Library
	all     []lazyStanding
}

// lazyStanding is the standing of a prefix, decided when it is first asked for: that evaluates the sets that own it.
type lazyStanding struct {
	prefix  Path
	defined []Path // the evidence's paths at prefix or below it

	once     sync.Once
	standing *Standing
}

// decide is the standing of the prefix i.
func (v *View) decide(i int) *Standing {
	one := &v.all[i]
	one.once.Do(func() {
		e := v.Evidence
		e.Defined = one.defined
		one.standing = v.library.standing(one.prefix, e)
	})
	return one.standing
}

// View decides for every prefix that a shipped set owns (design: several sets, and several generations of each, declare
// the same service; the configuration's own text and its lock file settle which is meant).
func (l *Library) View(e Evidence) *View {
	v := &View{Evidence: e, library: l, all: make([]lazyStanding, len(l.prefixes()))}
	for i, below := range l.divide(e.Defined) {
		v.all[i].prefix, v.all[i].defined = l.prefixes()[i], below
		if len(below) > 0 { // what nobody touches need not be evaluated
			v.Standings = append(v.Standings, v.decide(i))
		}
	}
	return v
}

// divide gives for each of the library's prefixes those of paths that are at it or below it.
func (l *Library) divide(paths []Path) [][]Path {
	below := make([][]Path, len(l.prefixes()))
	tree := l.nearTree()
	for _, p := range paths {
		if i := tree.owner(p); i >= 0 {
			below[i] = append(below[i], p)
		}
	}
	return below
}

// Sets are the sets of the library that the view is of.
func (v *View) Sets() []*Set { return v.library.Sets }

// prefixes are what some set owns, outermost only: what lies below the prefix of another is part of it.
func (l *Library) prefixes() []Path {
	l.prefixOnce.Do(func() {
		var all []Path
		seen := map[string]bool{}
		for _, set := range l.Sets {
			for _, g := range set.Generations {
				for _, prefix := range g.Prefixes {
					if key := prefix.String(); !seen[key] {
						seen[key] = true
						all = append(all, prefix)
					}
				}
			}
		}
		for _, p := range all {
			inside := false
			for n := 1; n < len(p); n++ {
				inside = inside || seen[p[:n].String()]
			}
			if !inside {
				l.outermost = append(l.outermost, p)
			}
		}
	})
	return l.outermost
}

// Near reports whether path lies below a prefix that some set owns, or above one.
func (l *Library) Near(path Path) bool { return l.nearTree().near(path) }

// Found reports whether a source that was found for real declares options below a name at the top.
func (l *Library) Found(name string) bool {
	return slices.ContainsFunc(l.Sets, func(set *Set) bool {
		return set.Real() && slices.ContainsFunc(set.Generations, func(g *Generation) bool { return g.Surface().Root.Children[name] != nil })
	})
}

// nearTree is the tree of the library's prefixes, numbered in their order.
func (l *Library) nearTree() *prefixTree {
	l.nearOnce.Do(func() {
		l.near = &prefixTree{}
		for i, p := range l.prefixes() {
			l.near.add(p).number = i
		}
	})
	return l.near
}

// prefixTree is a set of paths, none of which lies below another but where the shorter one is whole.
type prefixTree struct {
	below  map[string]*prefixTree
	number int  // of a path of the set, for who counts them
	whole  bool // all that is below is near too, whatever else is in the set
}

// add adds a path and gives its node.
func (t *prefixTree) add(path Path) *prefixTree {
	for _, segment := range path {
		if t.below == nil {
			t.below = map[string]*prefixTree{}
		}
		if t.below[segment] == nil {
			t.below[segment] = &prefixTree{}
		}
		t = t.below[segment]
	}
	return t
}

// owner is the number of the path of the set that path is at or below, -1 for none.
func (t *prefixTree) owner(path Path) int {
	for _, segment := range path {
		if t = t.below[segment]; t == nil {
			return -1
		}
		if len(t.below) == 0 {
			return t.number
		}
	}
	return -1
}

func (t *prefixTree) near(path Path) bool {
	if len(t.below) == 0 && !t.whole { // no set owns anything
		return len(path) == 0
	}
	for _, segment := range path {
		if len(t.below) == 0 || t.whole {
			return true
		}
		if t = t.below[segment]; t == nil {
			return false
		}
	}
	return true
}

// Bare reports whether of a prefix that the configuration touches only facts are known, those left out that its own modules
// declare.
func (v *View) Bare(own func(prefix Path) bool) bool {
	return slices.ContainsFunc(v.Standings, func(st *Standing) bool {
		if own(st.Prefix) {
			return false
		}
		described := slices.ContainsFunc(st.Surfaces, func(s *Surface) bool { return s.Set == nil || !s.Set.Bare() })
		return len(st.Surfaces) > 0 && !described
	})
}

// evidence is what of the evidence may speak of path: all pins, and what is defined at path or below it, among more.
func (v *View) evidence(path Path) Evidence {
	if i := v.library.nearTree().owner(path); i >= 0 {
		e := v.Evidence
		e.Defined = v.all[i].defined
		return e
	}
	return v.Evidence
}

// For is the standing of the prefix that path lies in, nil when no shipped set owns it.
func (v *View) For(path Path) *Standing {
	if i := v.library.nearTree().owner(path); i >= 0 {
		return v.decide(i)
	}
	return nil
}

// Prefixes are the prefixes that shipped sets own, in the order of the sets. The slice is the caller's.
func (v *View) Prefixes() []Path {
	all := make([]Path, len(v.all))
	for i := range v.all {
		all[i] = v.all[i].prefix
	}
	return all
}

// Knows reports whether some surface that may be in force declares an option or a group at path.
func (v *View) Knows(path Path) bool {
	st := v.For(path)
	return st.Certain() && slices.ContainsFunc(st.Surfaces, func(s *Surface) bool { return s.At(path) != nil })
}

func (l *Library) standing(prefix Path, e Evidence) *Standing {
	if st := l.found(prefix); st != nil {
		l.beside(st, e)
		return st
	}
	st := &Standing{Prefix: prefix}
	candidates := slices.DeleteFunc(l.owners(prefix), func(set *Set) bool { return set.Real() || l.isHere(set, e) })
	if len(candidates) == 0 {
		st.gone, st.Why = true, "the modules of the system that it was documented for are here, and declare no such thing"
		return st
	}
	candidates = likely(candidates, prefix, e)
	defer st.learn(l, candidates)
	why := cmp.Or(e.Unpinned, l.elsewhere(prefix, e))
	if why == "" {
		why = l.unsettled(candidates, prefix, e)
	}
	if why != "" {
		st.Why = why
		return st
	}
	for _, set := range settled(candidates, prefix, e) {
		inForce := set.inForce(prefix, e.Pins)
		if len(inForce) == 0 {
			st.Surfaces, st.Why = nil, set.unpinned()
			return st
		}
		for _, g := range inForce {
			st.Surfaces = append(st.Surfaces, l.completed(g.Surface(), prefix))
		}
	}
	return st
}

// owners are the sets that own prefix, which are read at the same time from now on.
func (l *Library) owners(prefix Path) (all []*Set) {
	for _, set := range l.Sets {
		generations := set.owning(prefix)
		for _, g := range generations {
			g.Ahead()
		}
		if len(generations) > 0 {
			all = append(all, set)
		}
	}
	return all
}

// isHere reports whether the real modules of a set that was made from a system's documentation are here: what the set says of
// that system is as good as the documentation is, and counts for nothing beside them. They are here where every group of
// the namespace that is the system's alone is declared.
func (l *Library) isHere(set *Set, e Evidence) bool {
	if set.Kind != FromProgram || len(set.Sources) > 0 || len(set.owning(integration)) == 0 {
		return false
	}
	for _, g := range set.owning(integration) {
		for _, name := range g.Surface().At(integration).Names() {
			group := integration.Append(name)
			found := l.owner(integration)
			if (found == nil || found.At(group) == nil) && (e.Declares == nil || !e.Declares(group)) {
				return false
			}
		}
	}
	return true
}

// beside adds to the standing of a found set what shipped sets declare at its prefix of which a lock pins the project: the
// configuration imports that one, whatever else was named. Sets that need no import are replaced.
func (l *Library) beside(st *Standing, e Evidence) {
	for _, set := range l.Sets {
		if st.Surfaces[0].Set.sharesSource(set) {
			continue // that is the pinned one itself
		}
		if set.Kind != FromProgram || !set.imported() || !matchesAny(set.Sources, e.Pins) || len(set.owning(st.Prefix)) == 0 {
			continue
		}
		inForce := set.inForce(st.Prefix, e.Pins)
		if len(inForce) == 0 {
			st.Surfaces, st.Why = nil, set.unpinned()
			return
		}
		for _, g := range inForce {
			st.Surfaces = append(st.Surfaces, g.Surface())
		}
	}
}

// unpinned is why nothing may be said where a lock pins a revision of the set's project that no generation is of.
func (set *Set) unpinned() string {
	return "no generation of " + set.Title + " that ships is of the pinned revision"
}

// likely leaves out sets of mere facts where another set needs no import and nothing shows that they are meant: their modules
// are somewhere else, and who uses them names them in a lock file, or defines an option that only they have.
func likely(candidates []*Set, prefix Path, e Evidence) []*Set {
	if !slices.ContainsFunc(candidates, func(set *Set) bool { return !set.imported() }) {
		return candidates
	}
	return slices.DeleteFunc(slices.Clone(candidates), func(set *Set) bool {
		return set.Kind == FromFacts && !matchesAny(set.Sources, e.Pins) && !onlyOne(set, candidates, prefix, e.Defined)
	})
}

// learn sets what is known of a prefix: what may be in force, else what any candidate declares.
func (st *Standing) learn(l *Library, candidates []*Set) {
	st.Knowledge = st.Surfaces
	if len(st.Surfaces) > 0 {
		return
	}
	for _, set := range candidates {
		for _, g := range set.owning(st.Prefix) {
			st.Knowledge = append(st.Knowledge, l.completed(g.Surface(), st.Prefix))
		}
	}
}

// Left reports whether what move says has happened in the revision of set that is pinned: the only pin of it is newer, and
// no other source that may declare the path is in use.
func (v *View) Left(set *Set, move Move) (since Pin, left bool) {
	if v.library.elsewhere(move.From, v.evidence(move.From)) != "" || v.library.Replaced(move.From) {
		return since, false
	}
	for _, other := range v.library.Sets {
		if other == set || len(other.owning(move.From)) == 0 {
			continue
		}
		e := v.evidence(move.From)
		if other.Kind != FromFacts || matchesAny(other.Sources, e.Pins) || onlyOne(other, v.library.Sets, move.From, e.Defined) {
			return since, false
		}
	}
	for _, pin := range v.Evidence.Pins {
		if !pin.MatchesAny(set.Sources) {
			continue
		}
		if pin.Modified == "" || pin.Modified <= move.On {
			return since, false
		}
		since, left = pin, true
	}
	return since, left
}

// owning are the set's generations that own prefix.
func (set *Set) owning(prefix Path) (all []*Generation) {
	for _, g := range set.Generations {
		if g.Owns(prefix) {
			all = append(all, g)
		}
	}
	return all
}

// elsewhere says which source of which nothing ships may declare prefix, "" when none does.
func (l *Library) elsewhere(prefix Path, e Evidence) string {
	for _, other := range l.Elsewhere {
		declares := slices.ContainsFunc(other.Prefixes, func(p Path) bool { return prefix.HasPrefix(p) || p.HasPrefix(prefix) })
		if !declares {
			continue
		}
		if matchesAny(other.Sources, e.Pins) || marked(other.Marks, prefix, e.Defined) {
			return other.Name + " may declare it, whose options do not ship"
		}
	}
	return ""
}

// unsettled says which source of which nothing ships may as well declare prefix, where nothing shows that it is one of the
// candidates: each must be imported, and none is pinned or marked. nixpkgs and the documented set need no import.
func (l *Library) unsettled(candidates []*Set, prefix Path, e Evidence) string {
	for _, set := range candidates {
		if !set.imported() || matchesAny(set.Sources, e.Pins) || marked(set.Marks, prefix, e.Defined) {
			return ""
		}
	}
	for _, other := range l.Elsewhere {
		if slices.ContainsFunc(other.Prefixes, prefix.HasPrefix) {
			return other.Name + " may declare it as well, and nothing tells which is meant"
		}
	}
	return ""
}

// settled are those of the candidates that the configuration's marks point to: one that alone is marked, else all.
func settled(candidates []*Set, prefix Path, e Evidence) []*Set {
	var chosen []*Set
	for _, set := range candidates {
		if matchesAny(set.Sources, e.Pins) || marked(set.Marks, prefix, e.Defined) || onlyOne(set, candidates, prefix, e.Defined) {
			chosen = append(chosen, set)
		}
	}
	if len(chosen) == 1 {
		return chosen
	}
	return candidates
}

// onlyOne reports whether something defined below prefix is declared by set and by no other candidate.
func onlyOne(set *Set, candidates []*Set, prefix Path, defined []Path) bool {
	for _, path := range defined {
		if !path.HasPrefix(prefix) {
			continue
		}
		others := slices.ContainsFunc(candidates, func(c *Set) bool { return c != set && c.declares(prefix, path) })
		if !others && set.declares(prefix, path) { // in this order: facts are read when nothing else has the path
			return true
		}
	}
	return false
}

// declares reports whether any generation that owns prefix declares the option or group at path.
func (set *Set) declares(prefix, path Path) bool {
	return slices.ContainsFunc(set.owning(prefix), func(g *Generation) bool { return g.Surface().At(path) != nil })
}

func marked(marks []Path, prefix Path, defined []Path) bool {
	for _, path := range defined {
		if !path.HasPrefix(prefix) {
			continue
		}
		if slices.ContainsFunc(marks, func(m Path) bool { return path.MatchesPrefix(m) }) {
			return true
		}
	}
	return false
}

// inForce are the set's generations for prefix that the pins allow: of several pins of the set each may be meant.
func (set *Set) inForce(prefix Path, pins []Pin) []*Generation {
	all := set.owning(prefix)
	var chosen []*Generation
	pinned := false
	for _, pin := range pins {
		if !pin.MatchesAny(set.Sources) {
			continue
		}
		pinned = true
		covered := false
		for _, g := range all {
			if g.covers(pin) {
				covered = true
				if !slices.Contains(chosen, g) {
					chosen = append(chosen, g)
				}
			}
		}
		if !covered {
			return nil
		}
	}
	if !pinned {
		return all
	}
	return chosen
}

// covers reports whether the generation is what the source was like at the pin: facts are right for their revision alone.
func (g *Generation) covers(pin Pin) bool {
	if at := g.Set.Revision; at != "" {
		return pin.Revision == at || pin.Revision == "" && pin.Modified == ""
	}
	if release := releaseOf(pin.Branch); release != "" {
		return slices.Contains(g.Releases, release)
	}
	if pin.Modified == "" {
		return true
	}
	return (g.Since == "" || g.Since <= pin.Modified) && (g.Until == "" || pin.Modified <= g.Until)
}

// releaseOf is the release that a branch of nixpkgs is for: "25.11" of "nixos-25.11-small"; "" for others.
func releaseOf(branch string) string {
	for _, start := range []string{"nixos-", "release-", "nixpkgs-"} {
		rest, ok := strings.CutPrefix(branch, start)
		if ok && len(rest) >= 5 && rest[2] == '.' && rest[0] >= '0' && rest[0] <= '9' {
			return rest[:5]
		}
	}
	return ""
}

func matchesAny(sources []Repository, pins []Pin) bool {
	return slices.ContainsFunc(pins, func(p Pin) bool { return p.MatchesAny(sources) })
}

// MatchesAny reports whether the pin is of one of the repositories.
func (p Pin) MatchesAny(sources []Repository) bool {
	return slices.ContainsFunc(sources, p.Repository.is)
}
