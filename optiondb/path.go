package optiondb

import (
	"slices"
	"strings"

	"atproto-ls/eval"
)

// Path is the path of an option or a definition from the root, a name a segment: services, bluesky-pds, enable.
// In the path of an option, [AnyName] stands for the names of an `attrsOf`, [AnyElement] for the elements of a list.
type Path []string

const (
	// AnyName is the segment that stands for any attribute name, as Nix's option documentation writes it.
	AnyName = "<name>"
	// AnyElement is the segment that stands for any element of a list.
	AnyElement = "*"
)

// ParsePath reads a dotted path as people write it; a segment in double quotes may hold dots. The empty text is the
// empty path.
func ParsePath(s string) Path {
	if s == "" {
		return nil
	}
	var p Path
	var segment strings.Builder
	quoted := false
	for _, c := range s {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '.' && !quoted:
			p = append(p, segment.String())
			segment.Reset()
		default:
			segment.WriteRune(c)
		}
	}
	return append(p, segment.String())
}

// String is the path as people write it, names that are no identifiers in double quotes.
func (p Path) String() string {
	var b strings.Builder
	size := 0
	for _, segment := range p {
		size += len(segment) + 1
	}
	b.Grow(size)
	for i, segment := range p {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(Quote(segment))
	}
	return b.String()
}

// Quote is a segment as it is written in a path: in double quotes where it is no identifier.
func Quote(segment string) string {
	if segment == AnyName || segment == AnyElement {
		return segment
	}
	return eval.QuoteName(segment)
}

// Append is p and more segments, in memory of its own.
//
//go:noinline
func (p Path) Append(more ...string) Path {
	return append(slices.Clip(p), more...)
}

// HasPrefix reports whether p is prefix or lies below it.
func (p Path) HasPrefix(prefix Path) bool {
	return len(p) >= len(prefix) && slices.Equal(p[:len(prefix)], prefix)
}

// Matches reports whether the path p of a definition is one that pattern describes: equal, where [AnyName] and
// [AnyElement] in pattern stand for any segment, and a final `*` in a segment for the rest of it.
func (p Path) Matches(pattern Path) bool {
	return len(p) == len(pattern) && p.MatchesPrefix(pattern)
}

// MatchesPrefix reports whether p or a path that p lies below is one that pattern describes.
func (p Path) MatchesPrefix(pattern Path) bool {
	if len(p) < len(pattern) {
		return false
	}
	for i, want := range pattern {
		if want == AnyName || want == AnyElement || want == p[i] {
			continue
		}
		start, open := strings.CutSuffix(want, "*")
		if !open || !strings.HasPrefix(p[i], start) {
			return false
		}
	}
	return true
}
