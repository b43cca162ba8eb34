package actions

import (
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// block is a binding of an example, with the comments around it.
type block struct {
	lead     []string // lines before it: comments, "" for a blank line
	names    optiondb.Path
	value    syntax.Node // what is not a set
	children []block     // of a set
	isSet    bool
	tail     string   // the comment behind it on its line
	rest     []string // comments at the end of the set
}

// blocksOf are the bindings of a set that is written out. Examples have no others.
func blocksOf(set syntax.AttrSet) (all []block, rest []string) {
	src := set.File().Source()
	end := set.Start() + 1
	for e := range set.Entries() {
		b := syntax.AsBinding(e)
		names, _ := b.Path().Names()
		one := block{lead: comments(src[end:e.Start()]), names: names, value: b.Value()}
		if inner := syntax.AsAttrSet(b.Value()); inner.Exists() {
			one.isSet = true
			one.children, one.rest = blocksOf(inner)
		}
		end = e.End()
		line, _, _ := strings.Cut(src[end:], "\n")
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "#") {
			one.tail = " " + trimmed
			end += len(line)
		}
		all = append(all, one)
	}
	if set.Closed() && end < set.LastToken().Start {
		rest = comments(src[end:set.LastToken().Start])
	}
	return all, rest
}

// comments are the lines of comment in a text between two bindings, and "" for blank lines before or between them.
func comments(gap string) (lines []string) {
	all := strings.Split(gap, "\n")
	for i, line := range all {
		line = strings.TrimSpace(line)
		if line == "" && (i == 0 || i == len(all)-1) {
			continue // the ends of the lines before and behind
		}
		lines = append(lines, line)
	}
	return lines
}

// lines are the block as it is written in a set, without the first skipped names of its path, indented by unit.
func (b block) lines(names optiondb.Path, unit string) (out []string) {
	for i, line := range b.lead {
		if line != "" || i > 0 {
			out = append(out, line)
		}
	}
	head := names.String() + " = "
	if !b.isSet {
		return append(out, strings.Split(head+b.text(unit)+";"+b.tail, "\n")...)
	}
	if len(b.children)+len(b.rest) == 0 {
		return append(out, head+"{ };"+b.tail)
	}
	out = append(out, head+"{")
	for i, child := range b.children {
		if i > 0 && len(child.lead) > 0 && child.lead[0] == "" {
			out = append(out, "")
		}
		out = append(out, indented(child.lines(child.names, unit), unit)...)
	}
	out = append(out, indented(b.rest, unit)...)
	return append(out, "};"+b.tail)
}

func indented(lines []string, unit string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if out[i] = line; line != "" {
			out[i] = unit + line
		}
	}
	return out
}

// text is the value, its further lines as far in as they are from the line on which it begins.
func (b block) text(unit string) string {
	src := b.value.File().Source()
	start := strings.LastIndexByte(src[:b.value.Start()], '\n') + 1
	base := src[start : start+len(src[start:])-len(strings.TrimLeft(src[start:], " "))]
	lines := strings.Split(b.value.Text(), "\n")
	for i, line := range lines[1:] {
		line = strings.TrimPrefix(line, base)
		if !strings.HasPrefix(b.value.Text(), "''") { // in such a string only blanks are indentation
			blanks := len(line) - len(strings.TrimLeft(line, " "))
			line = strings.Repeat(unit, blanks/2) + line[blanks/2*2:]
		}
		lines[i+1] = line
	}
	return strings.Join(lines, "\n")
}
