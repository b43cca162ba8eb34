package analysis

import (
	"sort"
	"strings"

	"atproto-ls/syntax"
)

// FoldKind says what a [Fold] hides.
type FoldKind uint8

// The kinds of fold.
const (
	FoldCode FoldKind = iota
	FoldComment
	FoldImports // the list of a module's imports
)

// Fold is a part of a file that can be hidden: from behind what opens it to before the line of what closes it. It spans at
// least two lines.
type Fold struct {
	Start, End int // byte offsets, half-open
	Kind       FoldKind
}

// Folds are what can be folded in the file, sorted by start, of those with one start the longest first: sets, lists,
// parentheses, `let … in`, argument sets, strings, and comments.
func (f *File) Folds() []Fold {
	var folds []Fold
	for n := range f.Tree.Root().Descendants() {
		start, end := interior(n)
		if end = f.lastLine(start, end); f.spansLines(start, end) {
			folds = append(folds, Fold{start, end, kindOf(n)})
		}
	}
	folds = append(folds, f.commentFolds()...)
	sort.SliceStable(folds, func(i, j int) bool {
		if folds[i].Start != folds[j].Start {
			return folds[i].Start < folds[j].Start
		}
		return folds[i].End > folds[j].End
	})
	return folds
}

// interior is what stands between a node's first and last token; empty for a node without insides.
func interior(n syntax.Node) (start, end int) {
	switch n.Kind() {
	case syntax.AttrSetNode, syntax.LegacyLetNode, syntax.FormalsNode:
		for t := range n.Tokens() {
			if t.Kind == syntax.LBrace {
				start = t.End
				break
			}
		}
		return start, insideOf(n, syntax.RBrace)
	case syntax.ListNode:
		return n.FirstToken().End, insideOf(n, syntax.RBracket)
	case syntax.ParenNode:
		return n.FirstToken().End, insideOf(n, syntax.RParen)
	case syntax.LetNode:
		for e := range syntax.AsLetIn(n).Entries() {
			end = e.End()
		}
		return n.FirstToken().End, end
	case syntax.StringNode:
		return n.Start() + len(`"`), n.End()
	case syntax.IndStringNode:
		return n.Start() + len("''"), max(n.Start(), n.End()-len("''"))
	}
	return 0, 0
}

// insideOf is where n's last token begins if it is the closing one, else where n ends.
func insideOf(n syntax.Node, closing syntax.TokenKind) int {
	if t := n.LastToken(); t.Kind == closing {
		return t.Start
	}
	return n.End()
}

// lastLine moves end to the end of the line before, where nothing but white space stands before it on its own.
func (f *File) lastLine(start, end int) int {
	if start >= end {
		return end
	}
	text := f.Tree.Source()[start:end]
	trimmed := strings.TrimRight(text, " \t")
	if strings.HasSuffix(trimmed, "\n") {
		return start + len(strings.TrimSuffix(strings.TrimSuffix(trimmed, "\n"), "\r"))
	}
	return end
}

func (f *File) spansLines(start, end int) bool {
	return start < end && strings.IndexByte(f.Tree.Source()[start:end], '\n') >= 0
}

func kindOf(n syntax.Node) FoldKind {
	if b := syntax.AsBinding(n.Parent()); n.Is(syntax.ListNode) && b.Exists() && b.Path().Text() == "imports" {
		return FoldImports
	}
	return FoldCode
}

// commentFolds are block comments, and runs of line comments that begin their lines.
func (f *File) commentFolds() (folds []Fold) {
	src := f.Tree.Source()
	run := Fold{Start: -1, Kind: FoldComment} // the run of line comments that is being read
	flush := func() {
		if run.Start >= 0 && f.spansLines(run.Start, run.End) {
			folds = append(folds, run)
		}
		run.Start = -1
	}
	ownLine := true // whether nothing but white space stands before the next token on its line
	for t := range f.Tree.Tokens() {
		text := src[t.Start:t.End]
		switch {
		case t.Kind == syntax.Whitespace:
			if newlines := strings.Count(text, "\n"); newlines > 0 {
				ownLine = true
				if newlines > 1 {
					flush()
				}
			}
			continue
		case t.Kind == syntax.Comment && strings.HasPrefix(text, "#") && ownLine:
			if run.Start < 0 {
				run.Start = t.Start
			}
			run.End = t.End
		default:
			flush()
			if t.Kind == syntax.Comment && f.spansLines(t.Start, t.End) {
				folds = append(folds, Fold{t.Start, t.End, FoldComment})
			}
		}
		ownLine = false
	}
	return folds
}
