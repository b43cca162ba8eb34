package syntax

import (
	"slices"
	"sort"
	"strings"
)

// Edit replaces the half-open byte range from Start to End by NewText; an empty range inserts.
type Edit struct {
	Start, End int
	NewText    string
}

// ApplyEdits gives src with the edits made. The edits must not overlap and must lie within src; several inserts at one
// offset are made in the order given, before what is replaced there. ApplyEdits reports false, and src unchanged, where
// they do not fit.
func ApplyEdits(src string, edits []Edit) (string, bool) {
	sorted := slices.Clone(edits)
	sort.SliceStable(sorted, func(i, j int) bool {
		a, b := sorted[i], sorted[j]
		return a.Start < b.Start || a.Start == b.Start && a.End < b.End
	})
	var out strings.Builder
	done := 0
	for _, e := range sorted {
		if e.Start < done || e.End < e.Start || e.End > len(src) {
			return src, false
		}
		out.WriteString(src[done:e.Start])
		out.WriteString(e.NewText)
		done = e.End
	}
	out.WriteString(src[done:])
	return out.String(), true
}
