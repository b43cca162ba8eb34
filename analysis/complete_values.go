package analysis

import (
	"slices"
	"strconv"
	"strings"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// values offers what an option takes, and the names that a `with` brings.
func (w *completer) values() {
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
		if !p.defines() || len(p.Path) == 0 {
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
	names, all := segmentNames(w.cursor.prefix)
	switch {
	case !all:
		return
	case w.cursor.subject.Exists():
		found = extend(t.reads(w.cursor.subject), names)
	case w.cursor.expression.Exists() && len(names) > 0:
		found = extend(t.readNamed(w.cursor.expression, names[0]), names[1:])
	}
	found = slices.DeleteFunc(found, func(r read) bool { return r.args })
	if len(found) == 0 {
		return
	}
	at := found[0]
	n := w.cursor.expression
	if !n.Exists() {
		n = w.cursor.subject
	}
	w.known = w.snapshot.knownTo(w.file, n)
	w.readBelow(at)
}

// segmentNames are the names of segments; all is false where one is computed.
func segmentNames(segments []syntax.Node) (names []string, all bool) {
	for _, segment := range segments {
		name, known := syntax.AttrName(segment)
		if !known {
			return names, false
		}
		names = append(names, name)
	}
	return names, true
}

// readBelow offers the names below what is read.
func (w *completer) readBelow(at read) {
	taken := map[string]bool{}
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

// namedPort reports whether n is the value of a binding whose name ends in `port`.
func namedPort(n syntax.Node) bool {
	for p := n.Parent(); p.Is(syntax.ApplyNode) || p.Is(syntax.ParenNode) || p.Is(syntax.BindingNode); p = p.Parent() {
		if names, all := syntax.AsBinding(p).Path().Names(); all {
			return strings.HasSuffix(strings.ToLower(names[len(names)-1]), "port")
		}
	}
	return false
}
