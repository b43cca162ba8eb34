package analysis

import (
	"slices"
	"sort"
	"strings"
)

// Near are up to n of known that word may be a slip of, the nearest first, by the measure of [Nearest].
func Near(word string, known []string, n int) (near []string) {
	limit := min(len(word)/3, 3)
	for _, k := range known {
		if k != word && (strings.EqualFold(word, k) || abs(len(k)-len(word)) <= limit && Distance(word, k) <= limit) {
			near = append(near, k)
		}
	}
	sort.SliceStable(near, func(i, j int) bool { return Distance(word, near[i]) < Distance(word, near[j]) })
	if len(near) > 0 { // one that is clearly nearer than the others is alone
		best := Distance(word, near[0])
		near = slices.DeleteFunc(near, func(k string) bool { return Distance(word, k) > best+1 })
	}
	return near[:min(n, len(near))]
}
