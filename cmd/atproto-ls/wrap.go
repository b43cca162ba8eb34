package main

import (
	"strings"
	"unicode/utf8"
)

// wrapped is prose in lines of at most width characters. Paragraphs stay apart, and so do the points of a list; what is
// indented, an example, stays as it is.
func wrapped(text string, width int) string {
	var out []string
	line, count := "", 0
	flush := func() {
		if count > 0 {
			out = append(out, line)
		}
		line, count = "", 0
	}
	for raw := range strings.Lines(strings.TrimSpace(text)) {
		raw = strings.TrimRight(raw, " \n")
		switch {
		case raw == "":
			flush()
			out = append(out, "")
			continue
		case strings.HasPrefix(raw, "    "):
			flush()
			out = append(out, raw)
			continue
		case strings.HasPrefix(raw, "- "):
			flush()
		}
		for _, word := range strings.Fields(raw) {
			if n := utf8.RuneCountInString(word); count > 0 && count+1+n > width {
				flush()
				line, count = word, n
			} else if count > 0 {
				line, count = line+" "+word, count+1+n
			} else {
				line, count = word, n
			}
		}
	}
	flush()
	return strings.Join(out, "\n")
}
