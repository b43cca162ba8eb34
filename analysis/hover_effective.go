package analysis

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
	"atproto-ls/syntax"
)

// effective is what an option comes to as the module system takes it: which of its definitions are in force, and in which order
// those of a list count.
type effective struct {
	from []*optiondb.Definition // in force, in the order in which they count
	may  []*optiondb.Definition // what decides about these is not known
	lost []*optiondb.Definition // others are stronger
}

// effective is what the option at path, which something defines, comes to in c.
func (w *hovering) effective(c *Configuration, path optiondb.Path) (e effective) {
	within := len(path)
	for n := len(path) - 1; n > 0; n-- { // the priority of what an option holds is that of its own definition
		if slices.ContainsFunc(w.known.at(path[:n]), func(d optionAt) bool { return d.group.Option != nil }) {
			within = n
		}
	}
	for _, d := range e.sift(w.definitions(c, path[:within])) {
		e.lost = appendAt(e.lost, d, path)
	}
	outer := e.from
	e.from = nil
	for _, d := range outer {
		e.from = appendAt(e.from, d, path)
	}
	e.lost = append(e.lost, e.sift(e.from)...)
	if len(e.from) > 1 && !agree(e.from) {
		w.order(c, e.from)
	}
	return e
}

// definitions are those of path in c, also where nobody asked for them before.
func (w *hovering) definitions(c *Configuration, path optiondb.Path) []*optiondb.Definition {
	if !c.index.Skipped(path) {
		return c.At(path)
	}
	return Remember(c, "definitions of "+path.String(), func() []*optiondb.Definition {
		run := w.snapshot.compose(composeFuel)
		defer run.session.Close()
		walk := optiondb.NewWalk(run.session, func(p optiondb.Path) bool { return p.HasPrefix(path) || path.HasPrefix(p) })
		for _, part := range run.parts(c) {
			walk.Add(&optiondb.Module{File: part.File, At: part.At, Config: part.Config})
		}
		return walk.Index().Definitions(path)
	})
}

// parts are the modules of c, in the order in which they count; none where it does not begin with a module.
func (run *composing) parts(c *Configuration) []modules.Part {
	if whole := run.whole(c); whole != nil {
		return whole.Parts()
	}
	return nil
}

// sift leaves in e.from those of some definitions that are in force, and in e.may those that may be; lost are the weaker ones.
func (e *effective) sift(all []*optiondb.Definition) (lost []*optiondb.Definition) {
	strongest := optiondb.PriorityOption + 1
	for _, d := range all {
		if d.When == optiondb.Certain && d.Priority != optiondb.UnknownPriority {
			strongest = min(strongest, d.Priority)
		}
	}
	e.from = nil
	for _, d := range all {
		switch {
		case d.When == optiondb.Never:
		case d.Priority > strongest:
			lost = append(lost, d)
		case d.When == optiondb.Maybe || d.Priority < strongest:
			e.may = append(e.may, d)
		default:
			e.from = append(e.from, d)
		}
	}
	return lost
}

// appendAt adds the definitions of path that d and what is below it are.
func appendAt(all []*optiondb.Definition, d *optiondb.Definition, path optiondb.Path) []*optiondb.Definition {
	if len(d.Path) == len(path) {
		return append(all, d)
	}
	for _, child := range d.Children {
		if path.HasPrefix(child.Path) {
			all = appendAt(all, child, path)
		}
	}
	return all
}

// order puts definitions in the order in which their modules count, those first that are to stand before others.
func (w *hovering) order(c *Configuration, all []*optiondb.Definition) {
	at := map[moduleKey]int{}
	if c.entry == nil && len(c.Files) > 1 { // else they are in order
		at = Remember(c, "module order", func() map[moduleKey]int { return w.snapshot.moduleOrder(c) })
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a.Order != b.Order {
			return a.Order < b.Order
		}
		return at[keyOf(a.Module.At)] < at[keyOf(b.Module.At)]
	})
}

// moduleKey tells modules apart, whoever evaluated them.
type moduleKey struct {
	file string
	set  syntax.Node
}

func keyOf(o *eval.Origin) moduleKey { return moduleKey{o.Path(), o.Value()} }

// moduleOrder is the place of each of c's modules among them: one that is imported comes before those that import it.
func (s *Snapshot) moduleOrder(c *Configuration) map[moduleKey]int {
	run := s.compose(composeFuel)
	defer run.session.Close()
	all := map[moduleKey]int{}
	for i, part := range run.parts(c) {
		all[keyOf(part.At)] = i
	}
	return all
}

// effectiveLines say what e is, as items of a list, each behind name: the value in force and where it is set, and what is not in
// force.
func (w *hovering) effectiveLines(e effective, name string) (lines []string) {
	places := func(all []*optiondb.Definition, between string) string {
		var places []string
		for _, d := range all {
			places = append(places, strings.TrimPrefix(w.where(d), " in "))
		}
		return strings.Join(places, between)
	}
	one := func(d *optiondb.Definition) string { return w.written(d) + w.where(d) }
	isList := func(d *optiondb.Definition) bool { return d.Value.IsList() }
	switch from := e.from; {
	case len(from) > 1 && agree(from) && !isList(from[0]):
		lines = append(lines, w.written(from[0])+" in "+places(from, " and "))
	case len(from) > 1 && len(slices.DeleteFunc(slices.Clone(from), isList)) == 0:
		lines = append(lines, w.merged(from)+", merged in this order: "+places(from, "; "))
	default:
		for _, d := range from {
			lines = append(lines, one(d))
		}
	}
	for _, d := range e.may {
		lines = append(lines, one(d))
	}
	var lost []string
	for _, d := range e.lost {
		lost = append(lost, one(d))
	}
	if n := len(lines); n > 0 && len(lost) > 0 {
		lines[n-1] += "; not in force: " + strings.Join(lost, "; ")
	}
	for i := range lines {
		lines[i] = "- " + name + lines[i]
	}
	return lines
}

// agree reports whether definitions say the same.
func agree(all []*optiondb.Definition) bool {
	return !slices.ContainsFunc(all, func(d *optiondb.Definition) bool {
		return !d.Value.Known() || !optiondb.Equal(d.Value, all[0].Value)
	})
}

// merged is the list that lists of one option are merged to.
func (w *hovering) merged(lists []*optiondb.Definition) string {
	text := "["
	for _, d := range lists {
		if SecretName(d.Path[len(d.Path)-1]) {
			return "a list of secrets"
		}
		if len(d.Children) == 0 && d.Open {
			text += " …"
		}
		for _, element := range d.Children {
			text += " " + w.text(element, "…")
		}
	}
	return "`" + shortened(text+" ]") + "`"
}

// settings are the values that are set below prefix in c, and where: by option, in the order in which they are read.
func (w *hovering) settings(c *Configuration, prefix optiondb.Path) (lines []string) {
	var options []optiondb.Path
	seen := map[string]bool{}
	var visit func(d *optiondb.Definition)
	visit = func(d *optiondb.Definition) {
		switch name := d.Path.String(); {
		case d.When == optiondb.Never:
		case d.Value.IsSet() && len(d.Children) > 0:
			for _, child := range d.Children {
				visit(child)
			}
		case len(d.Path) > len(prefix) && !seen[name]:
			seen[name] = true
			options = append(options, d.Path)
		}
	}
	for _, d := range w.definitions(c, prefix) {
		visit(d)
	}
	for _, o := range options {
		lines = append(lines, w.effectiveLines(w.effective(c, o), fmt.Sprintf("`%s` = ", o[len(prefix):]))...)
	}
	return lines
}

// setTo tells what an option is set to, and where, in each of the configurations in which that differs.
func (w *hovering) setTo(path optiondb.Path) string {
	var b strings.Builder
	hosts := w.hosts()
	for _, same := range alike(hosts, func(c *Configuration) string {
		return strings.Join(w.effectiveLines(w.effective(c, path), ""), "\n")
	}) {
		in := ""
		if len(same.in) < len(hosts) {
			in = " in " + entriesOf(same.in)
		}
		switch {
		case same.text != "":
			b.WriteString("\n\nSet" + in + " to:\n\n" + same.text)
		case in != "":
			b.WriteString("\n\nNot set" + in + ".")
		}
	}
	return b.String()
}
