package analysis

import (
	"slices"
	"strconv"
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// values offers what an option takes, and the names that a `with` brings; in a string that is looked up those that may be there.
func (w *completer) values() {
	if w.cursor.kind == inString && w.looked() {
		return
	}
	t := w.snapshot.tracer(w.file)
	places := t.places(w.cursor.expression)
	switch {
	case w.cursor.argument != dropped:
		places = t.nextArgument(w.cursor.expression, w.cursor.argument)
	case w.cursor.element:
		places = elements(places)
	}
	w.known = w.snapshot.knownTo(w.file, w.cursor.expression)
	for _, p := range places {
		if !p.defines() || p.Kind != ValuePlace || len(p.Path) == 0 {
			continue
		}
		if o, typ, _ := w.known.option(p.Path); typ != nil {
			if o == nil {
				o = &optiondb.Option{Path: p.Path, Type: typ}
			}
			w.valuesOf(o)
			break
		}
	}
	if w.cursor.kind == atValue && w.cursor.from < w.cursor.to {
		for _, opened := range t.openedAt(w.cursor.expression) {
			w.readBelow(opened)
		}
	}
}

// valuesOf offers the values of an option: those that its type names, its default and its example, a port that is free.
func (w *completer) valuesOf(o *optiondb.Option) {
	offered := map[string]bool{}
	offer := func(text, snippet, detail, sort string, kind CompletionKind) {
		if offered[text] || w.cursor.kind == inString && !strings.HasPrefix(text, `"`) {
			return
		}
		offered[text] = true
		c := Candidate{Label: text, Detail: detail, Kind: kind, Option: o.Path, Sort: sort, Filter: text}
		lead, end := w.around()
		c.Text = lead + text + end
		if snippet != "" {
			c.Snippet = escapeSnippet(lead) + snippet + end
		}
		w.out = append(w.out, c)
	}
	preset := ""
	if writable(o.Default) {
		preset = o.Default.Source
	}
	note := func(text string) string {
		if text == preset {
			return "the default"
		}
		return ""
	}
	types := w.scalars(o.Type, nil)
	for _, text := range types {
		offer(text, "", note(text), "1", EnumCandidate)
	}
	if w.cursor.kind == inString {
		return // any other text is the user's own
	}
	if isPort(o) {
		port := strconv.Itoa(w.freePort(o))
		offer(port, "", "a port that is free in this configuration", "0", ValueCandidate)
	}
	if !isPort(o) && writable(o.Example) && oneOf(types, o.Example.Source) {
		offer(o.Example.Source, "", "an example", "2", ValueCandidate)
	}
	if !isPort(o) && preset != "" && oneOf(types, preset) { // a port that is taken is none to offer
		offer(preset, "", "the default", "3", ValueCandidate)
	}
	if len(types) == 0 || types[0] == "null" && len(types) == 1 {
		t := o.Type
		if t.Name == "nullOr" && t.Elem != nil {
			t = t.Elem
		}
		if text, snippet := blank(t); text != "null" && snippet != text && !strings.HasPrefix(text, "pkgs.") && !isPort(o) {
			offer(text, snippet, t.String(), "4", ValueCandidate)
		}
	}
}

// oneOf reports whether a value may be offered beside the listed ones: where the type lists its values, only those.
func oneOf(listed []string, text string) bool {
	plain := slices.DeleteFunc(slices.Clone(listed), func(s string) bool { return s == "null" })
	return text != "" && (len(plain) == 0 || slices.Contains(listed, text))
}

// scalars are the values that a type lists, as Nix writes them.
func (w *completer) scalars(t *optiondb.Type, all []string) []string {
	if t == nil {
		return all
	}
	switch t.Name {
	case "bool", "boolByOr":
		return append(all, "true", "false")
	case "enum":
		for _, v := range t.Values {
			all = append(all, valueText(v))
		}
	case "nullOr":
		return append(w.scalars(t.Elem, all), "null")
	case "uniq", "unique", "coercedTo":
		all = w.scalars(t.Elem, all)
	}
	for _, a := range t.Alternatives {
		all = w.scalars(a, all)
	}
	return all
}

// around is what to write before and behind a value: a blank behind `=`, and the binding's `;` where it lacks.
func (w *completer) around() (lead, end string) {
	src := w.file.Tree.Source()
	if w.cursor.from > 0 && src[w.cursor.from-1] == '=' {
		lead = " "
	}
	if w.cursor.element {
		return lead, ""
	}
	p := w.cursor.expression.Parent()
	if w.cursor.argument != dropped {
		p = w.cursor.expression
	}
	for p.Is(syntax.ApplyNode) || p.Is(syntax.WithNode) || p.Is(syntax.IfNode) || p.Is(syntax.SelectNode) || p.Is(syntax.AttrPathNode) {
		p = p.Parent()
	}
	if !p.Is(syntax.BindingNode) {
		return lead, ""
	}
	next := w.file.significantFrom(max(w.cursor.to, w.at))
	lines := w.file.Tree.Lines()
	switch {
	case next.Kind == syntax.EOF, next.Kind == syntax.RBrace, next.Kind == syntax.In:
		return lead, ";"
	case next.Kind == syntax.IdentToken, next.Kind == syntax.StringToken, next.Kind == syntax.Inherit:
		if lines.Line(next.Start) > lines.Line(w.at) {
			return lead, ";"
		}
	}
	return lead, ""
}

// isPort reports whether an option takes a port to listen on.
func isPort(o *optiondb.Option) bool {
	name := strings.ToLower(o.Path[len(o.Path)-1])
	t := o.Type
	if t.Name == "nullOr" && t.Elem != nil {
		t = t.Elem
	}
	return strings.HasSuffix(name, "port") && (t.Name == "unsignedInt16" || t.Name == "int" || t.Name == "intBetween" || t.Name == "unsignedInt")
}

// freePort is a port that nothing of the configuration is known to use: the option's default, or the next one that is free.
func (w *completer) freePort(o *optiondb.Option) int {
	used := map[int64]bool{}
	if w.known.configuration != nil {
		used = w.known.configuration.usedPorts(o.Path, w.cursor.expression)
	}
	port := int64(8080)
	for _, text := range []*optiondb.Text{o.Default, o.Example} {
		if text != nil {
			if n, err := strconv.ParseInt(text.Source, 10, 32); err == nil && n > 0 {
				port = n
				break
			}
		}
	}
	for used[port] && port < 65535 {
		port++
	}
	return int(port)
}

// usedPorts are the ports that c is known to listen on, and the numbers that its files give to options named after ports: all
// but the option at path and the number but.
func (c *Configuration) usedPorts(path optiondb.Path, but syntax.Node) map[int64]bool {
	used := map[int64]bool{}
	take := func(v optiondb.Value) {
		n, _ := v.AsInt()
		if text, ok := v.AsString(); ok {
			n, _ = strconv.ParseInt(text[strings.LastIndexByte(text, ':')+1:], 10, 32)
		}
		used[n] = true
	}
	for _, i := range slices.Concat(c.Implications(), c.Surroundings()) {
		for _, l := range i.Clause.Listens {
			switch {
			case slices.Equal(l.Port.Option, path) && path != nil:
			case l.Endpoint != nil:
				take(c.Merged(l.Endpoint).Value)
			case l.Port.Option != nil && c.Merged(l.Port.Option).State != Unset:
				take(c.Merged(l.Port.Option).Value)
			default:
				take(l.Port.Value)
			}
		}
	}
	for _, f := range c.Files {
		for n := range f.Tree.Root().Descendants() {
			if n.Is(syntax.IntNode) && n != but && namedPort(n) {
				port, _ := strconv.ParseInt(n.Text(), 10, 32)
				used[port] = true
			}
		}
	}
	return used
}

// reads offers the options with which a selection may go on, and what the configuration defines there.
func (w *completer) reads() {
	var found []read
	t := w.snapshot.tracer(w.file)
	prefix := w.cursor.prefix
	switch {
	case w.cursor.subject.Exists() && len(prefix) > 0 && prefix[0].Parent().Is(syntax.AttrPathNode):
		found = t.readTo(w.cursor.subject, syntax.AsAttrPath(prefix[0].Parent()), prefix[len(prefix)-1])
	case w.cursor.subject.Exists():
		found = t.reads(w.cursor.subject)
	case w.cursor.expression.Exists() && len(prefix) > 0:
		first, known := syntax.AttrName(prefix[0])
		if !known {
			return
		}
		found = t.readNamed(w.cursor.expression, first)
		for _, segment := range prefix[1:] {
			found = extendEach(found, t.names(segment))
		}
	}
	n := w.cursor.expression
	if !n.Exists() {
		n = w.cursor.subject
	}
	w.readBelowAll(n, found)
}

// looked offers the names that the string at the cursor may be, where a function looks it up; false where none does.
func (w *completer) looked() bool {
	t := w.snapshot.tracer(w.file)
	n := w.cursor.expression
	list, names := n, []syntax.Node(nil)
	if n.Parent().Is(syntax.ListNode) {
		list = n.Parent()
		for e := range list.Elements() {
			if e.Start() < n.Start() {
				names = append(names, e)
			}
		}
	}
	found, each, _ := t.lookedUp(list, names, nil)
	if each {
		found, _, _ = t.lookedUp(list, nil, nil)
	}
	w.readBelowAll(n, found)
	return len(found) > 0
}

// readBelowAll offers the names below what is read at n, one thing or another.
func (w *completer) readBelowAll(n syntax.Node, found []read) {
	for _, r := range found {
		if r.isOption() {
			w.known, _ = w.snapshot.knownAt(w.file, Occurrence{Range: w.file.Range(n), Node: n, World: r.world, Access: Reads})
			w.readBelow(r)
			for _, path := range w.mayBe(r.path) {
				r.path = path
				w.readBelow(r)
			}
		}
	}
}

// mayBe are the paths that one with a computed name may be, by what the configuration defines; none where the names below any are
// declared.
func (w *completer) mayBe(path optiondb.Path) (all []optiondb.Path) {
	i := slices.Index(path, optiondb.AnyName)
	if i < 0 || len(w.out) > 0 {
		return nil
	}
	for _, name := range w.known.defined(path[:i]) {
		if len(all) < maxPlaces {
			all = append(all, path[:i].Append(name).Append(path[i+1:]...))
		}
	}
	return all
}

// readBelow offers the names below what is read, those that are not offered yet.
func (w *completer) readBelow(at read) {
	taken := map[string]bool{}
	for _, c := range w.out {
		taken[c.Label] = true
	}
	if o, _, _ := w.known.option(at.path); at.options && o != nil {
		for _, name := range declarationAttributes {
			w.add(Candidate{Label: name, Detail: "of the declaration", Kind: ValueCandidate, Sort: "5"}, name, "", "")
		}
		return
	}
	if w.cursor.kind == atInherit {
		for attr := range syntax.AsInherit(w.cursor.entry).Attrs() {
			if name, _ := syntax.AttrName(attr); attr.End() < w.at || attr.Start() > w.at {
				taken[name] = true
			}
		}
	}
	for _, c := range w.children(at.path) {
		if c.any || taken[c.name] {
			continue
		}
		taken[c.name] = true
		out := Candidate{Label: c.name, Kind: GroupCandidate, Option: c.path, Sort: "3"}
		if o, surface := c.option(); o != nil {
			out.Detail, out.Sort = detail(o.Type, surface), "2"
			if c.leaf() {
				out.Kind = OptionCandidate
			}
			out.Old = o.Renamed != nil
		}
		w.add(out, c.name, "", "")
	}
	if at.options {
		return
	}
	for _, name := range w.known.defined(at.path) {
		if !taken[name] {
			w.add(Candidate{Label: name, Kind: NameCandidate, Detail: "defined in this configuration", Sort: "4", Option: at.path.Append(name)}, name, "", "")
		}
	}
}

// declarationAttributes are what an evaluated declaration has, most wanted first: `options.services.x.port.isDefined`.
var declarationAttributes = []string{"isDefined", "value", "default", "definitions", "definitionsWithLocations", "highestPrio", "type", "files",
	"declarations", "description", "example", "loc"}

// namedPort reports whether n is the value of a binding whose name ends in `port`.
func namedPort(n syntax.Node) bool {
	for p := n.Parent(); p.Is(syntax.ApplyNode) || p.Is(syntax.ParenNode) || p.Is(syntax.BindingNode); p = p.Parent() {
		if names, all := syntax.AsBinding(p).Path().Names(); all {
			return strings.HasSuffix(strings.ToLower(names[len(names)-1]), "port")
		}
	}
	return false
}
