package analysis

import (
	"fmt"
	"slices"
	"strings"
)

// Several configurations may share the module that is hovered over: what is the same in all of them is said once, what differs
// with the name of the one it is true of.

// maxHosts is how many configurations are asked.
const maxHosts = 16

// hosts are the configurations that values are looked up in: those that share the module around, the ones first that others are
// variants of; an empty one where there is none.
func (w *hovering) hosts() []*Configuration {
	if w.asked == nil {
		w.asked = w.findHosts()
	}
	return w.asked
}

func (w *hovering) findHosts() []*Configuration {
	first := w.configuration()
	if !first.Whole || w.machine {
		return []*Configuration{first}
	}
	s := w.snapshot
	all := slices.DeleteFunc(s.wholesAround(w.file, w.file.Range(w.at)), func(c *Configuration) bool {
		return c == first || c.Test != first.Test || s.variantsOf()[c.Entry] != s.variantsOf()[first.Entry]
	})
	all = append([]*Configuration{first}, all...)
	return all[:min(len(all), maxHosts)]
}

// ofHosts is what several configurations have in common.
type ofHosts struct {
	text string
	in   []*Configuration
}

// alike gives what f says of each of hosts, those together of which it says the same.
func alike(hosts []*Configuration, f func(*Configuration) string) (all []ofHosts) {
	for _, c := range hosts {
		text := f(c)
		i := slices.IndexFunc(all, func(o ofHosts) bool { return o.text == text })
		if i < 0 {
			all, i = append(all, ofHosts{text: text}), len(all)
		}
		all[i].in = append(all[i].in, c)
	}
	return all
}

// inEach are the lines that f gives for each of hosts, each once; mark is what is added to those that are not of all.
func inEach(hosts []*Configuration, mark string, f func(*Configuration) []string) (lines []string) {
	in := map[string][]*Configuration{}
	for _, c := range hosts {
		at := 0
		for _, line := range f(c) {
			switch i := slices.Index(lines, line); {
			case in[line] == nil:
				at = besides(lines, line, at)
				lines = slices.Insert(lines, at, line)
				at++
			case i >= at:
				at = i + 1
			}
			in[line] = append(in[line], c)
		}
	}
	short := shortNames(hosts)
	for i, line := range lines {
		if len(in[line]) < len(hosts) {
			var names []string
			for _, c := range in[line] {
				names = append(names, short[c])
			}
			lines[i] = line + fmt.Sprintf(mark, strings.Join(names, ", "))
		}
	}
	return lines
}

// besides is the place for a new line: behind what another host has in its place, which begins as it does, else at.
func besides(lines []string, line string, at int) int {
	longest := 0
	for i, other := range lines {
		if n := commonPrefix(line, other); n >= longest && n > len("- unit `") {
			longest, at = n, i+1
		}
	}
	return at
}

func commonPrefix(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// shortNames are the names of the entries without what all have in common.
func shortNames(all []*Configuration) map[*Configuration]string {
	n := len(all[0].Entry)
	for _, c := range all {
		n = min(n, commonPrefix(all[0].Entry, c.Entry))
	}
	n = strings.LastIndexAny(all[0].Entry[:n], ".#/") + 1
	names := map[*Configuration]string{}
	for _, c := range all {
		names[c] = c.Entry[n:]
	}
	return names
}

func entriesOf(all []*Configuration) string {
	var names []string
	for _, c := range all {
		names = append(names, c.Entry)
	}
	return listed(names)
}
