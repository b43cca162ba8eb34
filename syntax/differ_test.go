package syntax_test

import (
	"strings"
	"testing"

	"atproto-ls/syntax"
)

// difference compares our verdict on text with Nix's, "" when they agree: accepted or refused, why, and on which line.
func difference(text string, nix verdict) string {
	f := syntax.Parse(text)
	found := syntax.Validate(f)
	switch {
	case nix.ok && len(f.Errors) > 0:
		return "Nix accepts it, we say " + place(f, f.Errors[0])
	case nix.ok && len(found) > 0:
		return "Nix accepts it, we say " + place(f, found[0])
	case nix.ok:
		return ""
	case len(f.Errors)+len(found) == 0:
		return "we accept it, Nix says " + nix.message
	case nix.syntax() && nix.line > 0:
		return syntaxDifference(f, found, nix)
	case nix.duplicate() && !said(f, found, syntax.DuplicateAttribute, nix):
		return "Nix says " + nix.message + ", we say " + places(f, found)
	case nix.undefined() && !said(f, found, syntax.UndefinedVariable, nix):
		return "Nix says " + nix.message + ", we say " + places(f, found)
	}
	return ""
}

// syntaxDifference compares the line of the first syntax error with Nix's.
func syntaxDifference(f *syntax.File, found []syntax.Error, nix verdict) string {
	for _, e := range found { // a computed name in a `let`: Nix says it at the `let`, we at the name
		if e.Kind == syntax.SyntaxError && strings.Contains(nix.message, "dynamic attributes not allowed") {
			return ""
		}
	}
	if len(f.Errors) == 0 {
		return "Nix says " + nix.message + ", we find no syntax error"
	}
	first := f.Errors[0]
	if lineOf(f, first.Start) == nix.line || elsewhere(first, nix) {
		return ""
	}
	for _, e := range f.Errors { // a comment without end hides what closes the set around it
		if strings.Contains(e.Message, "this comment is not closed") && lineOf(f, e.Start) == nix.line {
			return ""
		}
	}
	return "Nix says line " + itoa(nix.line) + " " + nix.message + ", we say " + place(f, first)
}

// elsewhere reports whether we put an error on another line than Nix on purpose: an unclosed string at its opening quote,
// the end of the file behind its last token, a `let` at itself where Nix looks one token further for a brace, a NUL byte
// at itself where Nix names its string, a binding that has no place at its name where Nix names its `=`, and `{ name }` as
// a set without values where Nix sees a pattern.
func elsewhere(e syntax.Error, nix verdict) bool {
	if strings.Contains(nix.message, "unexpected '='") || strings.HasSuffix(nix.message, "expecting ':' or '@'") {
		return true
	}
	return strings.Contains(e.Message, "is not closed") || strings.Contains(e.Message, "expected `in`") || strings.Contains(nix.message, "unexpected end of file") ||
		strings.Contains(e.Message, "`let`") && strings.HasSuffix(nix.message, "expecting '{'") || strings.Contains(e.Message, "NUL byte")
}

// said reports whether we have an error of that kind where Nix has it; of a duplicate, at both of its ends. In text
// whose grammar is broken behind it, where Nix does not come to, we may say less.
func said(f *syntax.File, found []syntax.Error, kind syntax.ErrorKind, nix verdict) bool {
	if len(f.Errors) > 0 {
		return true
	}
	for _, e := range found {
		lines := map[int]bool{lineOf(f, e.Start): true}
		if e.Related.Message != "" {
			lines[lineOf(f, e.Related.Start)] = true
		}
		if e.Kind == kind && lines[nix.line] && (nix.first == 0 || lines[nix.first]) {
			return true
		}
	}
	return false
}

func lineOf(f *syntax.File, off int) int { return f.Lines().Line(off) + 1 }

func place(f *syntax.File, e syntax.Error) string {
	return "line " + itoa(lineOf(f, e.Start)) + " " + e.Message
}

func places(f *syntax.File, errors []syntax.Error) string {
	var all []string
	for _, e := range errors {
		all = append(all, place(f, e))
	}
	return strings.Join(all, "; ")
}

// agree fails the test for each text on which we differ from Nix, and logs how many there were.
func agree(t *testing.T, names, texts []string) {
	t.Helper()
	refused, bad := 0, 0
	for i, nix := range ask(t, texts) {
		if !nix.ok {
			refused++
		}
		if why := difference(texts[i], nix); why != "" {
			if bad++; bad <= 20 {
				t.Errorf("%s: %s\n%s", names[i], why, shorten(texts[i]))
			}
		}
	}
	t.Logf("%d texts, %d refused by Nix, %d verdicts differ", len(texts), refused, bad)
}

func shorten(s string) string {
	if len(s) > 400 {
		return s[:400] + "…"
	}
	return s
}
