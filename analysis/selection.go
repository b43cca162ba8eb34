package analysis

import "atproto-ls/syntax"

// maxSelections is how many ranges one place has at most: the innermost, and the whole file. Nobody grows a selection so
// often, and JSON nests a client's answer in as many levels.
const maxSelections = 200

// Selections are the ranges around the byte offset off that a growing selection goes through, innermost first: the token,
// what is inside the quotes, the expression, the binding …, the whole file. Each contains the one before and is longer.
func (f *File) Selections(off int) []Range {
	off = min(max(off, 0), len(f.Tree.Source()))
	var ranges []Range
	add := func(start, end int) {
		r := Range{f.Path, start, end}
		if start > off || end < off || start == end {
			return // not around the offset
		}
		if n := len(ranges); n == 0 || start <= ranges[n-1].Start && ranges[n-1].End <= end && r != ranges[n-1] {
			ranges = append(ranges, r)
		}
	}
	if t := f.wordAt(off); t.Kind != syntax.Whitespace {
		addToken(f, t, add)
	}
	for n := f.Tree.NodeAt(off); n.Exists() && len(ranges) < maxSelections-1; n = n.Parent() {
		add(n.Start(), n.End())
	}
	add(0, len(f.Tree.Source()))
	if len(ranges) == 0 {
		ranges = []Range{{f.Path, off, off}} // an empty file
	}
	return ranges
}

// wordAt is the token at off; where off lies between two, the one that is a word: the cursor stands behind a name.
func (f *File) wordAt(off int) syntax.Token {
	t := f.Tree.TokenAt(off)
	if t.Start == off && off > 0 && (t.Kind < syntax.EOF || t.Kind > syntax.IndStringClose) {
		if before := f.Tree.TokenAt(off - 1); before.Kind > syntax.EOF && before.Kind <= syntax.IndStringClose {
			return before
		}
	}
	return t
}

// addToken adds a token, before it what is inside its quotes.
func addToken(f *File, t syntax.Token, add func(start, end int)) {
	quotes := 0
	switch t.Kind {
	case syntax.StringToken:
		quotes = len(`"`)
	case syntax.IndStringToken:
		quotes = len("''")
	}
	if quotes > 0 && t.End-t.Start >= 2*quotes {
		add(t.Start+quotes, t.End-quotes)
	}
	add(t.Start, t.End)
}
