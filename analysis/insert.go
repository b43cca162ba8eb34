package analysis

import (
	"strings"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// Site is an attribute set, as it is written, whose attributes land at a path: a place for more definitions.
type Site struct {
	File *File
	Set  syntax.Node // an AttrSetNode
	Path []string    // where its attributes land, from the root of the configuration
}

// Definition is something to write into a configuration: an option's path and the Nix text of its value.
type Definition struct {
	Path  []string
	Value string
	Note  string // a comment for the line above, without `#`; empty for none
}

// Insert gives the edits that write definitions into s, at the indentation and with the line ends of the file. They
// stand behind the binding near where that is one of s, else at the end. The caller has made sure that every path
// begins with s.Path and that none of them is defined. A set without its closing brace takes no definitions: no edits.
func (s Site) Insert(definitions []Definition, near syntax.Node) []Edit {
	blocks := make([]string, len(definitions))
	for i, d := range definitions {
		if meetsComputed(syntax.AsAttrSet(s.Set), d.Path[len(s.Path):]) {
			return nil
		}
		blocks[i] = d.text(len(s.Path))
	}
	return s.InsertBlocks(blocks, near)
}

// meetsComputed reports whether a path begins as that of a binding of set does which goes on with a computed name: Nix merges no such.
func meetsComputed(set syntax.AttrSet, path []string) bool {
	for e := range set.Entries() {
		i := 0
		for segment := range syntax.AsBinding(e).Path().Segments() {
			name, known := syntax.AttrName(segment)
			if !known && i > 0 {
				return true
			}
			if i >= len(path) || name != path[i] {
				break
			}
			i++
		}
	}
	return false
}

// InsertBlocks is Insert of bindings that are written out already, with their comments: each of lines that "\n" separates,
// indented as in a set that is not.
func (s Site) InsertBlocks(blocks []string, near syntax.Node) []Edit {
	set := syntax.AsAttrSet(s.Set)
	if !set.Exists() || !set.Closed() || len(blocks) == 0 {
		return nil
	}
	src := s.File.Tree.Source()
	style := styleOf(s.File.Tree, set)
	anchor := lastEntry(set, near)
	var text strings.Builder
	for _, block := range blocks {
		if style.inline && len(blocks) == 1 && !strings.Contains(block, "\n") {
			text.WriteString(" " + block)
			continue
		}
		for line := range strings.SplitSeq(block, "\n") {
			text.WriteString(style.newline)
			if line != "" {
				text.WriteString(style.indent + line)
			}
		}
	}
	at := anchor.End()
	if !anchor.Exists() {
		at = set.LastToken().Start
		for at > set.Start() && strings.IndexByte(" \t\r\n", src[at-1]) >= 0 {
			at--
		}
	} else {
		at = s.File.commentBehind(at)
	}
	out := text.String()
	if strings.Contains(out, style.newline) && (style.inline && anchor == lastEntry(set, syntax.Node{}) || !anchor.Exists() && strings.TrimSpace(src[at:set.LastToken().Start]) == "") {
		return s.unfold(at, set.LastToken().Start, out+style.newline+style.outer)
	}
	if !anchor.Exists() && style.inline {
		return s.unfold(at, set.LastToken().Start, out+" ")
	}
	return []Edit{{Range{s.File.Path, at, at}, out}}
}

// commentBehind is the end of the comment that stands behind off on its line; off where there is none.
func (f *File) commentBehind(off int) int {
	for t := f.Tree.TokenAt(off); t.Kind.IsTrivia(); t = f.Tree.TokenAt(t.End) {
		text := f.text(t)
		if strings.Contains(text, "\n") {
			break
		}
		if t.Kind == syntax.Comment {
			return t.End
		}
	}
	return off
}

// unfold replaces the blanks between from and to, all that stands there, by text.
func (s Site) unfold(from, to int, text string) []Edit {
	if strings.TrimSpace(s.File.Tree.Source()[from:to]) != "" { // a comment: keep it
		return []Edit{{Range{s.File.Path, from, from}, text}}
	}
	return []Edit{{Range{s.File.Path, from, to}, text}}
}

// text is the definition as it stands in a set whose path has depth segments.
func (d Definition) text(depth int) string {
	var path []string
	for _, segment := range d.Path[depth:] {
		path = append(path, eval.QuoteName(segment))
	}
	note := ""
	if d.Note != "" {
		note = "# " + d.Note + "\n"
	}
	return note + strings.Join(path, ".") + " = " + d.Value + ";"
}

// writing is how a set is written.
type writing struct {
	inline  bool   // it stands on one line
	indent  string // of its bindings
	outer   string // of the line it begins on
	newline string
}

func styleOf(tree *syntax.File, set syntax.AttrSet) writing {
	src, lines := tree.Source(), tree.Lines()
	w := writing{newline: "\n", outer: leadingBlanks(src, lines.Start(lines.Line(set.Start())))}
	if strings.Contains(src, "\r\n") {
		w.newline = "\r\n"
	}
	w.inline = lines.Line(set.Start()) == lines.Line(set.LastToken().Start)
	w.indent = w.outer + "  "
	for e := range set.Entries() {
		if line := lines.Line(e.Start()); line != lines.Line(set.Start()) {
			w.indent = leadingBlanks(src, lines.Start(line))
		}
		break
	}
	return w
}

func leadingBlanks(src string, at int) string {
	end := at
	for end < len(src) && (src[end] == ' ' || src[end] == '\t') {
		end++
	}
	return src[at:end]
}

// lastEntry is near where that is an entry of set, else set's last entry; absent when it has none.
func lastEntry(set syntax.AttrSet, near syntax.Node) (last syntax.Node) {
	for e := range set.Entries() {
		if last = e; e == near {
			break
		}
	}
	return last
}

// Unit is one step of indentation in the set: what its bindings are further in than the line that it begins on.
func (s Site) Unit() string {
	style := styleOf(s.File.Tree, syntax.AsAttrSet(s.Set))
	if unit := strings.TrimPrefix(style.indent, style.outer); unit != "" {
		return unit
	}
	return "  "
}
