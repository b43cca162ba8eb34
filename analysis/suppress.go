package analysis

import (
	"strings"

	"atproto-ls/syntax"
)

// Suppression is one word of a comment that asks for silence:
//
//	services.foo.port = 80; # atproto-ls: ignore[ATP212] the other one is off on this host
//	# atproto-ls: ignore-file[plain-text-secret] a test machine
//
// A comment behind code speaks of its own line, one on a line of its own of the next line that is not a comment too,
// `ignore-file` of the whole file. A comment that begins with `# atproto-ls:` and does not have this form gives one
// Suppression with a Problem, which hides nothing.
type Suppression struct {
	Range            // the word; the comment when there is a Problem
	Comment   Range  // the whole comment
	Word      string // a check's code or name, as written; empty when there is a Problem
	Line      int    // the 0-based line that it speaks of
	WholeFile bool   // it speaks of the whole file
	Problem   string // why the comment cannot be understood; empty when it can
}

const (
	marker     = "atproto-ls:"
	ignoreLine = "ignore"
	ignoreFile = "ignore-file"
)

// findSuppressions reads the comments of f.
func findSuppressions(f *File) []Suppression {
	if !f.Mentions(marker) {
		return nil
	}
	var found []Suppression
	for t := range f.Tree.Tokens() {
		if t.Kind == syntax.Comment {
			found = append(found, readSuppression(f, t)...)
		}
	}
	return found
}

// readSuppression gives the words of one comment: `# atproto-ls: ignore[A, B] reason`.
func readSuppression(f *File, comment syntax.Token) []Suppression {
	text := f.Tree.Source()[comment.Start:comment.End]
	body, isLine := strings.CutPrefix(text, "#")
	body, isOurs := strings.CutPrefix(strings.TrimLeft(body, " \t#"), marker)
	if !isLine || !isOurs {
		return nil
	}
	s := Suppression{Comment: Range{f.Path, comment.Start, comment.End}}
	s.Range = s.Comment
	verb, rest, bracket := strings.Cut(body, "[")
	list, _, closed := strings.Cut(rest, "]")
	switch verb = strings.TrimSpace(verb); {
	case verb == ignoreFile:
		s.WholeFile = true
	case verb != ignoreLine:
		word, _, _ := strings.Cut(verb, " ")
		s.Problem = "got `" + word + "` in a comment to atproto-ls, want `ignore[…]` or `ignore-file[…]`"
		return []Suppression{s}
	}
	if !bracket || !closed || strings.Trim(list, " \t,") == "" {
		s.Problem = "a suppression names the checks that it hides, by code or by name: `" + verb + "[ATP005]`"
		return []Suppression{s}
	}
	s.Line = spokenOf(f.Tree, comment)
	return splitWords(s, list, comment.End-len(rest))
}

// splitWords makes one Suppression of each word of list, which begins at the offset start.
func splitWords(s Suppression, list string, start int) (words []Suppression) {
	for part := range strings.SplitSeq(list, ",") {
		if s.Word = strings.TrimSpace(part); s.Word != "" {
			s.Start = start + strings.Index(part, s.Word)
			s.End = s.Start + len(s.Word)
			words = append(words, s)
		}
		start += len(part) + 1
	}
	return words
}

// spokenOf is the line that a comment speaks of: its own, or, where nothing stands before it, the next one that is not
// a comment too.
func spokenOf(tree *syntax.File, comment syntax.Token) int {
	lines := tree.Lines()
	line := lines.Line(comment.Start)
	if strings.TrimSpace(tree.Source()[lines.Start(line):comment.Start]) != "" {
		return line
	}
	for line++; line < lines.Count(); line++ {
		if !strings.HasPrefix(strings.TrimSpace(lines.Text(line)), "#") {
			break
		}
	}
	return line
}

// named reports whether word is exactly the check's code or name.
func (c *Check) named(word string) bool {
	return word != "" && (word == c.Name || strings.EqualFold(word, c.Code))
}

// Remove is the edit that takes the word out of its comment, and the comment out of the file when it was its only word.
func (s Suppression) Remove(f *File) Edit {
	src := f.Tree.Source()
	open := s.Comment.Start + strings.IndexByte(src[s.Comment.Start:s.Comment.End], '[') + 1
	end := s.Comment.Start + strings.IndexByte(src[s.Comment.Start:s.Comment.End], ']')
	before, after := src[open:s.Start], src[s.End:end]
	switch {
	case strings.Contains(after, ","):
		rest := strings.TrimLeft(after[strings.Index(after, ",")+1:], " \t")
		return Edit{Range: Range{f.Path, s.Start, end - len(rest)}}
	case strings.Contains(before, ","):
		return Edit{Range: Range{f.Path, open + strings.LastIndex(before, ","), s.End}}
	}
	return Edit{Range: wholeComment(f, s.Comment)}
}

// wholeComment is a comment with the blanks before it, and with its line where it has one of its own.
func wholeComment(f *File, comment Range) Range {
	src, lines := f.Tree.Source(), f.Tree.Lines()
	line := lines.Line(comment.Start)
	start := lines.Start(line) + len(strings.TrimRight(src[lines.Start(line):comment.Start], " \t"))
	if start == lines.Start(line) && line+1 < lines.Count() {
		return Range{f.Path, start, lines.Start(line + 1)}
	}
	return Range{f.Path, start, comment.End}
}
