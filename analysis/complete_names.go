package analysis

import (
	"slices"
	"strconv"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// childName is a name that may stand at a place, with all that is declared there under it.
type childName struct {
	name   string
	path   optiondb.Path
	groups []optionAt
	own    bool // it is no declared name: one that the user or an example gave
	any    bool // it stands for any name
}

// option is the option of the name, nil for a mere group.
func (c childName) option() (*optiondb.Option, *optiondb.Surface) {
	for _, g := range c.groups {
		if g.group.Option != nil {
			return g.group.Option, g.surface
		}
	}
	return nil, nil
}

// leaf reports whether nothing is declared below the name.
func (c childName) leaf() bool {
	return len(c.groups) > 0 && !slices.ContainsFunc(c.groups, func(g optionAt) bool { return len(g.group.Order) > 0 })
}

// takesNames reports whether the name is that of an option whose value is a set of names that anybody may choose: `env.A = "";
// env.B = "";`.
func (c childName) takesNames() bool {
	return slices.ContainsFunc(c.groups, func(g optionAt) bool {
		return g.group.Option != nil && g.group.Option.Type != nil && optiondb.Accepts(g.group.Option.Type, eval.MakeSet(nil))
	})
}

// children are the names that are declared below path, in the order of their declaration, and those that the user chose where
// any name may stand.
func (w *completer) children(path optiondb.Path) (all []childName) {
	index := map[string]int{}
	enter := func(name string, g *optionAt) *childName {
		i, seen := index[name]
		if !seen {
			i = len(all)
			index[name] = i
			all = append(all, childName{name: name, path: path.Append(name)})
		}
		if g != nil {
			all[i].groups = append(all[i].groups, *g)
		}
		return &all[i]
	}
	free := false
	for _, found := range w.known.at(path) {
		for _, name := range found.group.Order {
			child := optionAt{found.group.Children[name], found.surface}
			switch {
			case name == optiondb.AnyElement || hidden(child.group):
			case name == optiondb.AnyName:
				free = true
				enter(name, &child).any = true
			default:
				enter(name, &child)
			}
		}
		if o := found.group.Option; o != nil && isFree(o.Type) {
			free = true
		}
	}
	for _, name := range w.known.prefixes(path) {
		enter(name, nil)
	}
	if free {
		for _, name := range w.chosen(path) {
			if _, seen := index[name]; !seen {
				enter(name, nil).own = true
			}
		}
	}
	return all
}

// hidden reports whether a group is an option that documentation does not show, with nothing below it.
func hidden(g *optiondb.Group) bool {
	o := g.Option
	return o != nil && (o.Internal || o.Removed != "" || !o.Visible && o.Renamed == nil)
}

// isFree reports whether the values of a type take names that are not declared.
func isFree(t *optiondb.Type) bool {
	if t == nil {
		return false
	}
	switch t.Name {
	case "attrsOf", "lazyAttrsOf", "attrsWith", "attrs":
		return true
	case "nullOr", "uniq", "unique", "coercedTo":
		return isFree(t.Elem)
	}
	return t.Sub != nil && t.Sub.Free != nil || slices.ContainsFunc(t.Alternatives, isFree)
}

// chosen are the names that the configuration, an example or a default use at path, where any may stand.
func (w *completer) chosen(path optiondb.Path) []string {
	names := w.known.defined(path)
	for _, found := range w.known.at(path) {
		o := found.group.Option
		if o == nil {
			continue
		}
		for _, text := range []*optiondb.Text{o.Example, o.Default} {
			if text == nil {
				continue
			}
			if set := text.Value.Set(); set != nil {
				for name := range set.All() {
					names = append(names, name)
				}
			} else if !text.Prose {
				names = append(names, namesOf(text.Source)...)
			}
		}
	}
	return names
}

// namesOf are the names of the set that a text of Nix writes out, none for anything else.
func namesOf(text string) (names []string) {
	for e := range syntax.AsAttrSet(syntax.Parse(text).Expr()).Entries() {
		if name, known := syntax.AttrName(syntax.AsBinding(e).Path().Child(0)); known {
			names = append(names, name)
		}
	}
	return names
}

// offer adds a name as the segment of a binding's path.
func (w *completer) offer(c childName, end ending) {
	o, surface := c.option()
	out := Candidate{Label: c.name, Kind: GroupCandidate, Sort: "3", Option: c.path}
	switch {
	case c.any:
		out.Kind, out.Sort, out.Detail = NameCandidate, "4", "a name of your own"
		w.placeholder(out)
		return
	case c.own:
		out.Kind, out.Detail, out.Sort = NameCandidate, "a name that is in use", "2"
		if _, t, s := w.known.option(c.path); t != nil && !t.Opaque && len(w.known.at(c.path)) == 0 {
			out.Detail = detail(t, s)
			text, snippet := stub(c.name, &optiondb.Option{Path: c.path, Type: t})
			w.add(out, c.name, end.of(text), end.of(snippet))
			return
		}
		w.add(out, c.name, "", "")
		return
	case o == nil:
		w.add(out, c.name, "", "")
		return
	}
	out.Detail, out.Sort = detail(o.Type, surface), "2"
	switch {
	case o.Renamed != nil:
		out.Old, out.Sort, out.Detail = true, "9", "renamed to "+o.Renamed.String()
	case o.Required && o.Type.MustBeDefined():
		out.Sort, out.Detail = "0", "required · "+out.Detail
	case c.name == "enable":
		out.Sort = "1"
	}
	if !c.leaf() {
		w.add(out, c.name, "", "")
		return
	}
	out.Kind = OptionCandidate
	text, snippet := stub(c.name, o)
	w.add(out, c.name, end.of(text), end.of(snippet))
}

// placeholder adds the name that stands for any: to be typed over, where the editor can.
func (w *completer) placeholder(c Candidate) {
	c.Filter = w.before()
	c.Text = w.before() + "name"
	c.Snippet = escapeSnippet(w.before()) + "${1:name}"
	w.out = append(w.out, c)
}

// stub is a value to begin with for an option: as plain text, and as a snippet.
func stub(name string, o *optiondb.Option) (text, snippet string) {
	t := o.Type
	if (t.Name == "nullOr" || t.Name == "uniq" || t.Name == "unique") && t.Elem != nil {
		t = t.Elem
	}
	switch {
	case t.Name == "bool" || t.Name == "boolByOr":
		if name != "enable" && o.Default != nil && o.Default.Source == "true" {
			return "false", "${1|false,true|}"
		}
		return "true", "${1|true,false|}"
	case t.Name == "enum" && len(t.Values) > 0:
		return enumStub(t, o.Default)
	}
	for _, known := range []*optiondb.Text{o.Example, o.Default} {
		if !writable(known) || !optiondb.Accepts(o.Type, known.Value) || known.Source == "null" || strings.Contains(known.Source, "\n") || len(known.Source) > maxStub {
			continue
		}
		return known.Source, "${1:" + escapeSnippet(known.Source) + "}"
	}
	return blank(t)
}

// maxStub is how long a value may be that is offered to be typed over, in bytes.
const maxStub = 60

// writable reports whether a text of documentation can be written as a value anywhere: it is Nix, and the names in it are
// those that every module has.
func writable(text *optiondb.Text) bool {
	if text == nil || text.Prose || text.Source == "" {
		return false
	}
	f := syntax.Parse(text.Source)
	if len(f.Errors) > 0 {
		return false
	}
	for n := range f.Root().Descendants() {
		if !n.Is(syntax.IdentNode) || n.Parent().Is(syntax.AttrPathNode) {
			continue
		}
		switch n.Text() {
		case "true", "false", "null", "pkgs", "lib":
		default:
			return false
		}
	}
	return true
}

func enumStub(t *optiondb.Type, preset *optiondb.Text) (text, snippet string) {
	var choices []string
	for _, v := range t.Values {
		choice := valueText(v)
		if preset != nil && choice == preset.Source && len(choices) > 0 {
			choices = slices.Insert(choices, 0, choice)
			continue
		}
		choices = append(choices, choice)
	}
	var escaped []string
	for _, choice := range choices {
		escaped = append(escaped, choiceEscaper.Replace(choice))
	}
	return choices[0], "${1|" + strings.Join(escaped, ",") + "|}"
}

var choiceEscaper = strings.NewReplacer(`\`, `\\`, `$`, `\$`, `}`, `\}`, ",", `\,`, "|", `\|`)

// valueText is a scalar as Nix writes it.
func valueText(v optiondb.Value) string {
	if text, ok := v.AsString(); ok {
		return eval.Quote(text)
	}
	return eval.New(eval.Options{}).Print(v)
}

// blank is an empty value of a type.
func blank(t *optiondb.Type) (text, snippet string) {
	switch t.Name {
	case "str", "string", "singleLineStr", "nonEmptyStr", "strMatching", "separatedString", "passwdEntry":
		return `""`, `"$1"`
	case "path", "pathInStore":
		return `"/"`, `"/$1"`
	case "int", "unsignedInt", "intBetween", "positiveInt", "unsignedInt8", "unsignedInt16", "unsignedInt32", "signedInt8", "signedInt16", "signedInt32":
		text = "1"
		if t.Min != nil && *t.Min > 1 {
			text = strconv.FormatFloat(*t.Min, 'f', -1, 64)
		}
		return text, "${1:" + text + "}"
	case "float", "number", "numberBetween", "numberNonnegative", "numberPositive":
		return "1.0", "${1:1.0}"
	case "listOf":
		return "[ ]", "[ $1 ]"
	case "attrsOf", "lazyAttrsOf", "attrsWith", "attrs", "submodule", "submoduleWith", "deferredModule":
		return "{ }", "{ $1 }"
	case "package":
		return "pkgs.hello", "pkgs.$1"
	case "lines":
		return `""`, "''\n\t$1\n''"
	case "functionTo":
		return "_: { }", "_: $1"
	}
	for _, a := range t.Alternatives {
		return blank(a)
	}
	if t.Elem != nil {
		return blank(t.Elem)
	}
	return "null", "$1"
}
