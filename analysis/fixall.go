package analysis

import "slices"

// FixAll is one fix that makes the safe, preferred fixes of all of found that can be made together in their file; false
// when there is none. Of two that touch the same text the earlier is made. What then still does not parse is left out.
func (s *Snapshot) FixAll(found []Diagnostic) (Fix, bool) {
	var chosen []Fix
	var taken []Edit
	for _, d := range found {
		i := slices.IndexFunc(d.Fixes, func(f Fix) bool { return f.Preferred && f.Safe })
		if i < 0 || collides(d.Fixes[i].Edits, taken, d.File) {
			continue
		}
		chosen = append(chosen, d.Fixes[i])
		taken = append(taken, d.Fixes[i].Edits...)
	}
	all := s.soundest(chosen)
	return all, len(all.Edits) > 0
}

// collides reports whether one of edits touches one of taken, or lies outside the file.
func collides(edits, taken []Edit, file string) bool {
	return slices.ContainsFunc(edits, func(e Edit) bool {
		return e.File != file || slices.ContainsFunc(taken, func(t Edit) bool { return e.touches(t.Range) })
	})
}

// soundest joins fixes; where the whole is not sound, what is sound of its halves.
func (s *Snapshot) soundest(fixes []Fix) Fix {
	all := Fix{Title: "fix all that can be fixed safely", Safe: true}
	for _, f := range fixes {
		all.Edits = append(all.Edits, f.Edits...)
	}
	switch {
	case len(fixes) == 0 || s.Sound(all):
		return all
	case len(fixes) == 1:
		return Fix{}
	}
	left, right := s.soundest(fixes[:len(fixes)/2]), s.soundest(fixes[len(fixes)/2:])
	both := Fix{Title: all.Title, Safe: true, Edits: slices.Concat(left.Edits, right.Edits)}
	if s.Sound(both) {
		return both
	}
	return left
}
