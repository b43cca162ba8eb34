package analysis

import "strings"

// Distance is the number of edits between a and b, in bytes: inserting, deleting or replacing one, or swapping two that
// stand side by side (optimal string alignment). Case counts.
func Distance(a, b string) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if a == "" || b == "" {
		return len(a) + len(b)
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// Nearest is the one of known that word is probably a slip of; false when none is near enough: a third of the word's
// length, at least one edit, at most three. Of several the one with the fewest edits, then the first, is it. A word of
// fewer than three bytes is near nothing.
func Nearest(word string, known []string) (string, bool) {
	if len(word) < 3 {
		return "", false
	}
	best, limit := "", min(len(word)/3, 3)+1
	for _, k := range known {
		if abs(len(k)-len(word)) >= limit || k == word {
			continue
		}
		d := Distance(word, k)
		if strings.EqualFold(word, k) {
			d = 1
		}
		if d < limit {
			best, limit = k, d
		}
	}
	return best, best != ""
}

// DidYouMean is the end of a message about a word that is not known: "; did you mean `x`?" for the [Nearest] of known,
// empty when there is none.
func DidYouMean(word string, known []string) string {
	if near, ok := Nearest(word, known); ok {
		return "; did you mean `" + near + "`?"
	}
	return ""
}

// Quoted lists words for a message: "`a`, `b`, `c`".
func Quoted(words []string) string {
	return "`" + strings.Join(words, "`, `") + "`"
}

func abs(n int) int { return max(n, -n) }
