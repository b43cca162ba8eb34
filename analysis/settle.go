package analysis

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// What is kept of what the checks report: one diagnostic for one mistake, and what no comment hides.

// merge makes one diagnostic of those that differ in nothing but the entries they were found in.
func merge(found []Diagnostic) []Diagnostic {
	type key struct {
		code, message string
		at            Range
	}
	first := make(map[key]int, len(found))
	kept := found[:0]
	for _, d := range found {
		k := key{d.Code, d.Message, d.Range}
		i, seen := first[k]
		if !seen {
			first[k] = len(kept)
			kept = append(kept, d)
			continue
		}
		kept[i].in(d.Entries)
	}
	return kept
}

// in adds entries to those that d was found in.
func (d *Diagnostic) in(entries []string) {
	all := append(slices.Clone(d.Entries), entries...)
	slices.Sort(all)
	d.Entries = slices.Compact(all)
}

// perEntry makes one diagnostic of those about one mistake that say something else in each configuration: the worst of them
// is kept. One that is not found in every configuration around it says in which it is, or does not count ([Check.Everywhere]).
func (s *Snapshot) perEntry(f *File, found []Diagnostic, known []*Check) []Diagnostic {
	found = s.withoutEchoes(found, known)
	kept, about := found[:0], map[mistake][]int{}
	for _, d := range found {
		same := about[d.mistake()]
		n := slices.IndexFunc(same, func(i int) bool {
			return len(d.Entries) > 0 && len(kept[i].Entries) > 0 &&
				!slices.ContainsFunc(d.Entries, func(e string) bool { return slices.Contains(kept[i].Entries, e) })
		})
		if n < 0 {
			about[d.mistake()] = append(same, len(kept))
			kept = append(kept, d)
			continue
		}
		i := same[n]
		worse := kept[i]
		if d.Severity > worse.Severity {
			worse, d = d, worse
		}
		worse.in(d.Entries)
		kept[i] = worse
	}
	settled := kept[:0]
	for _, d := range kept {
		switch c := Find(known, d.Code); {
		case c != nil && c.Everywhere && len(d.Entries) < len(s.wholesAround(f, d.Range)):
			if len(d.Entries) > 0 {
				continue
			}
		case s.isSpecial(f, d, c):
			d.Message += " (in " + listed(d.Entries) + ")"
		}
		settled = append(settled, d)
	}
	return settled
}

// mistake is what diagnostics that say it in other words have in common.
type mistake struct {
	code, option string
	at           Range
}

func (d *Diagnostic) mistake() mistake { return mistake{d.Code, d.Option, d.Range} }

// withoutEchoes leaves out of findings that they hold in variants of the configurations which they hold in: these say the same
// again. A check that counts only where it holds [Check.Everywhere] needs them all.
func (s *Snapshot) withoutEchoes(found []Diagnostic, known []*Check) []Diagnostic {
	inSome := func(d Diagnostic) bool { return len(d.Entries) > 0 }
	if !slices.ContainsFunc(found, inSome) || len(s.variantsOf()) == 0 {
		return found
	}
	in := map[mistake][]string{}
	for _, d := range found {
		in[d.mistake()] = append(in[d.mistake()], d.Entries...)
	}
	kept := found[:0]
	for _, d := range found {
		c, all := Find(known, d.Code), in[d.mistake()]
		echo := func(entry string) bool { return slices.Contains(all, s.variantsOf()[entry]) }
		if c == nil || !c.Everywhere {
			entries := slices.DeleteFunc(slices.Clone(d.Entries), echo)
			if len(entries) == 0 && len(d.Entries) > 0 {
				continue
			}
			d.Entries = entries
		}
		kept = append(kept, d)
	}
	return kept
}

// isSpecial reports whether d, of check, is not found in every configuration around it, or only in a variant of one.
func (s *Snapshot) isSpecial(f *File, d Diagnostic, check *Check) bool {
	if len(d.Entries) == 0 {
		return false
	}
	around := s.wholesAround(f, d.Range)
	isVariant := func(entry string) bool {
		return slices.ContainsFunc(around, func(c *Configuration) bool { return c.Entry == s.variantsOf()[entry] })
	}
	hosts := slices.DeleteFunc(slices.Clone(around), func(c *Configuration) bool {
		return isVariant(c.Entry) || c.Test && check != nil && check.Deployed
	})
	return len(d.Entries) < len(hosts) || slices.ContainsFunc(d.Entries, isVariant)
}

// listed names some of names: "`a`, `b` and 3 more".
func listed(names []string) string {
	const most = 3
	more := ""
	if n := len(names) - most; n > 0 {
		names, more = names[:most], fmt.Sprintf(" and %d more", n)
	}
	return "`" + strings.Join(names, "`, `") + "`" + more
}

// mostSpecific leaves out what a check over another one ([Check.Over]) says better.
func mostSpecific(found []Diagnostic, known []*Check) []Diagnostic {
	over := map[string][]string{} // by code: the codes above it that were found
	for _, d := range found {
		if c := Find(known, d.Code); c != nil {
			for _, below := range c.Over {
				over[below] = append(over[below], d.Code)
			}
		}
	}
	if len(over) == 0 {
		return found
	}
	said := slices.Clone(found)
	return slices.DeleteFunc(found, func(d Diagnostic) bool {
		return slices.ContainsFunc(said, func(o Diagnostic) bool {
			return slices.Contains(over[d.Code], o.Code) && o.speaksOf(d)
		})
	})
}

// speaksOf reports whether d is about the place or the option of other, be it with a related place.
func (d Diagnostic) speaksOf(other Diagnostic) bool {
	return d.touches(other.Range) || d.Option != "" && d.Option == other.Option ||
		slices.ContainsFunc(d.Related, func(r Related) bool { return r.touches(other.Range) })
}

// words are the suppressions of one file, and which of them have hidden something.
type words struct {
	file    *File
	list    []Suppression
	used    []bool
	onLines map[int][]int // which of list are of a line; those of the whole file are of wholeFile
	known   []*Check
}

// wholeFile is no line.
const wholeFile = -1

func newWords(f *File, known []*Check) *words {
	list := f.Suppressions()
	w := &words{f, list, make([]bool, len(list)), map[int][]int{}, known}
	for i, s := range list {
		line := s.Line
		if s.WholeFile {
			line = wholeFile
		}
		w.onLines[line] = append(w.onLines[line], i)
	}
	return w
}

// filter leaves out what a suppression hides and counts it in out.
func (w *words) filter(found []Diagnostic, out *Findings) []Diagnostic {
	if len(w.list) == 0 {
		return found
	}
	return slices.DeleteFunc(found, func(d Diagnostic) bool {
		hidden := w.hide(d)
		if hidden {
			out.Suppressed++
		}
		return hidden
	})
}

// hide reports whether a suppression hides d. A finding that is milder than its check, the echo of one at its other end,
// goes with that one.
func (w *words) hide(d Diagnostic) (hidden bool) {
	c := Find(w.known, d.Code)
	if c == nil {
		return false
	}
	lines := []int{wholeFile, w.line(d.Range)}
	if d.Severity < c.Severity {
		for _, r := range d.Related {
			if r.Range.File == d.File {
				lines = append(lines, w.line(r.Range))
			}
		}
	}
	for _, line := range lines {
		for _, i := range w.onLines[line] {
			if c.named(w.list[i].Word) {
				w.used[i], hidden = true, true
			}
		}
	}
	return hidden
}

func (w *words) line(r Range) int { return w.file.Tree.Lines().Line(r.Start) }

// unused are the suppressions that hid nothing although their check is among ran.
func (w *words) unused(ran []*Check) (unused []Suppression) {
	for i, s := range w.list {
		if !w.used[i] && slices.ContainsFunc(ran, func(c *Check) bool { return c.named(s.Word) }) {
			unused = append(unused, s)
		}
	}
	return unused
}

// maxLineAround is how much of a line tells a finding from others, in bytes on each side of it.
const maxLineAround = 500

// lineAround is the text of the line that off lies on, of a very long one what is near.
func lineAround(f *File, off int) string {
	lines := f.Tree.Lines()
	line := lines.Line(off)
	return f.Tree.Source()[max(lines.Start(line), off-maxLineAround):min(lines.End(line), off+maxLineAround)]
}

// fingerprint names the findings of one file, sorted, so that edits elsewhere do not change the names: from the code,
// the path, the option, the text of the line, and the count of those that are equal in all of it.
func (s *Snapshot) fingerprint(f *File, found []Diagnostic) {
	for i, fingerprint := range s.FingerprintsAs(f, s.Relative(f.Path), found) {
		found[i].Fingerprint = fingerprint
	}
}

// FingerprintsAs are the fingerprints that all findings of f, sorted, would have if f were called name in the workspace.
func (s *Snapshot) FingerprintsAs(f *File, name string, found []Diagnostic) (fingerprints []string) {
	seen := map[string]int{}
	for _, d := range found {
		text := strings.Join(strings.Fields(lineAround(f, d.Start)), " ")
		id := fmt.Sprintf("%s\x00%s\x00%s\x00%s", d.Code, name, d.Option, text)
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", id, seen[id]))
		seen[id]++
		fingerprints = append(fingerprints, hex.EncodeToString(sum[:16]))
	}
	return fingerprints
}
