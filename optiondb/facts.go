package optiondb

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// factsHead is the first line of a file of facts: what whoever lists sets wants to know.
type factsHead struct {
	Version  int          `json:"version"`
	Name     string       `json:"name"`
	Title    string       `json:"title"`
	Homepage string       `json:"homepage,omitempty"`
	Revision string       `json:"revision,omitempty"`
	Sources  []Repository `json:"sources,omitempty"`
	Options  int          `json:"options"`
	Prefixes []string     `json:"prefixes"` // what the set owns
}

// factsVersion is the form of the file. A change that older programs would read wrongly gets a new one.
const factsVersion = 1

// factsStart is how such a file begins.
const factsStart = `{"version":`

// factsBody is the second line: the types, each once, and the options, which name them by index.
type factsBody struct {
	Types   []*typeFact   `json:"types"`
	Options []*optionFact `json:"options"`
}

// optionFact is an option without its prose.
type optionFact struct {
	Path     string   `json:"p"`
	Type     int      `json:"t"`
	Default  *string  `json:"d,omitempty"` // source of a value that depends on nothing
	Shown    *string  `json:"s,omitempty"` // default as documentation shows it
	Example  *string  `json:"e,omitempty"`
	Required bool     `json:"r,omitzero"`
	Flags    string   `json:"f,omitempty"` // o: read-only, i: internal, v: invisible, u: unlisted
	Renamed  string   `json:"to,omitempty"`
	Removed  string   `json:"gone,omitempty"`
	At       []string `json:"at,omitempty"` // file:line:column below the source's root
}

type typeFact struct {
	Name         string      `json:"n"`
	Description  string      `json:"d"`
	Elem         *typeFact   `json:"e,omitempty"`
	Alternatives []*typeFact `json:"a,omitempty"`
	Values       *[]string   `json:"v,omitempty"` // as Nix prints them
	Min          *float64    `json:"min,omitempty"`
	Max          *float64    `json:"max,omitempty"`
	Pattern      string      `json:"p,omitempty"`
	Opaque       bool        `json:"o,omitzero"`
	Free         *typeFact   `json:"f,omitempty"` // of a submodule
	Open         bool        `json:"x,omitzero"`  // of a submodule: it may have more options
}

// Snapshot describes the facts that [WriteFacts] writes.
type Snapshot struct {
	Name, Title, Homepage, Revision string
	Sources                         []Repository
	Root                            string // the folder that files are named below
}

// WriteFacts writes the facts of a set: a line that describes it, and one with its options and their types. No prose is
// in it: descriptions are somebody's text.
func WriteFacts(set *Set, about Snapshot) ([]byte, error) {
	surface := set.Generations[0].Surface()
	head := factsHead{
		Version: factsVersion, Name: about.Name, Title: cmp.Or(about.Title, about.Name), Homepage: about.Homepage, Revision: about.Revision,
		Sources: about.Sources, Prefixes: []string{},
	}
	for _, p := range set.Generations[0].Prefixes {
		head.Prefixes = append(head.Prefixes, p.String())
	}
	body := factsBody{Types: []*typeFact{}, Options: []*optionFact{}}
	index := map[string]int{}
	session := eval.New(eval.Options{})
	for _, o := range surface.Options() {
		fact := factOf(o, about.Root)
		t := typeFactOf(session, o.Type, 0)
		key, err := json.Marshal(t)
		if err != nil {
			return nil, err
		}
		i, seen := index[string(key)]
		if !seen {
			i = len(body.Types)
			index[string(key)] = i
			body.Types = append(body.Types, t)
		}
		fact.Type = i
		body.Options = append(body.Options, fact)
	}
	head.Options = len(body.Options)
	var out bytes.Buffer
	for _, part := range []any{head, body} {
		line, err := json.Marshal(part, json.Deterministic(true))
		if err != nil {
			return nil, err
		}
		out.Write(bytes.ReplaceAll(line, []byte(`},{"p":`), []byte("},\n{\"p\":"))) // an option a line, for who compares
		out.WriteByte('\n')
	}
	return out.Bytes(), nil
}

func factOf(o *Option, root string) *optionFact {
	fact := &optionFact{Path: o.Path.String(), Required: o.Required, Renamed: o.Renamed.String(), Removed: o.Removed}
	if o.Default != nil {
		text := o.Default.Source
		if o.Default.Value.Exists() && !o.Default.Prose {
			fact.Default = &text
		} else {
			fact.Shown = &text
		}
	}
	if o.Example != nil {
		fact.Example = &o.Example.Source
	}
	for _, flag := range []struct {
		set  bool
		name string
	}{{o.ReadOnly, "o"}, {o.Internal, "i"}, {!o.Visible, "v"}, {o.Unlisted, "u"}} {
		if flag.set {
			fact.Flags += flag.name
		}
	}
	for _, at := range o.Declarations {
		line, column := at.Place()
		fact.At = append(fact.At, fmt.Sprintf("%s:%d:%d", strings.TrimPrefix(at.File, strings.TrimSuffix(root, "/")+"/"), line, column))
	}
	return fact
}

// Place is the line and the column of a position as Nix tells them (builtins.unsafeGetAttrPos): counted from 1, in bytes, of
// the start of the attribute path that the name is in; 0 where it is not known.
func (p Position) Place() (line, column int) {
	if p.Line > 0 || !p.node.Exists() {
		return p.Line, p.Column
	}
	n := p.node
	if path := n.Parent(); path.Is(syntax.AttrPathNode) {
		n = path
	}
	line, column = n.File().Lines().Position(n.Start(), syntax.UTF8)
	return line + 1, column + 1
}

func typeFactOf(s *eval.Session, t *Type, depth int) *typeFact {
	if t == nil || depth > maxOptionDepth {
		return nil
	}
	fact := &typeFact{
		Name: t.Name, Description: t.Description, Min: t.Min, Max: t.Max, Pattern: t.Pattern, Opaque: t.Opaque, Elem: typeFactOf(s, t.Elem, depth+1),
	}
	for _, a := range t.Alternatives {
		fact.Alternatives = append(fact.Alternatives, typeFactOf(s, a, depth+1))
	}
	if t.Values != nil {
		values := []string{}
		for _, v := range t.Values {
			values = append(values, s.Print(v))
		}
		fact.Values = &values
	}
	if t.Sub != nil {
		fact.Free, fact.Open = typeFactOf(s, t.Sub.Free, depth+1), t.Sub.Open
	}
	return fact
}

// ReadFacts reads what [WriteFacts] wrote. The options, behind the first line, are read from r when they are first asked for.
func ReadFacts(r io.Reader) (*Set, error) {
	text := bufio.NewReader(r)
	first, err := text.ReadBytes('\n')
	if err != nil && err != io.EOF {
		return nil, err
	}
	var head factsHead
	if err := json.Unmarshal(first, &head); err != nil {
		return nil, fmt.Errorf("it holds no facts about options: %w", err)
	}
	if head.Version != factsVersion {
		return nil, fmt.Errorf("its facts are of version %d, this program reads version %d", head.Version, factsVersion)
	}
	set := &Set{
		Name: head.Name, Title: cmp.Or(head.Title, head.Name), Homepage: head.Homepage, Kind: FromFacts, Revision: head.Revision, Sources: head.Sources,
		implies: func() implications { return implications{} },
	}
	g := &Generation{Set: set}
	for _, p := range head.Prefixes {
		g.Prefixes = append(g.Prefixes, ParsePath(p))
	}
	g.surface = sync.OnceValue(func() *Surface {
		surface, err := readFactsBody(text)
		if err != nil {
			surface = &Surface{Root: &Group{Open: true}}
		}
		surface.Set, surface.Generation, surface.Name = set, g, head.Name
		return surface
	})
	set.Generations = []*Generation{g}
	return set, nil
}

func readFactsBody(text io.Reader) (*Surface, error) {
	var body factsBody
	if err := json.UnmarshalRead(text, &body); err != nil {
		return nil, err
	}
	b := &builder{root: &Group{}}
	session := eval.New(eval.Options{})
	types := make([]*Type, len(body.Types))
	for i, t := range body.Types {
		types[i] = t.decode(session)
	}
	for _, fact := range body.Options {
		if fact.Type < 0 || fact.Type >= len(types) {
			return nil, fmt.Errorf("the option %s is of no type", fact.Path)
		}
		b.add(fact.decode(session, types[fact.Type]))
	}
	return b.surface(), nil
}

func (f *optionFact) decode(s *eval.Session, t *Type) *Option {
	o := &Option{
		Path: ParsePath(f.Path), Type: t, Required: f.Required, Removed: f.Removed, Renamed: ParsePath(f.Renamed),
		ReadOnly: strings.Contains(f.Flags, "o"), Internal: strings.Contains(f.Flags, "i"), Visible: !strings.Contains(f.Flags, "v"),
		Unlisted: strings.Contains(f.Flags, "u"),
	}
	switch {
	case f.Default != nil:
		o.Default = &Text{Source: *f.Default, Value: literalValue(s, *f.Default)}
	case f.Shown != nil:
		o.Default = &Text{Source: *f.Shown}
	}
	if f.Example != nil {
		o.Example = &Text{Source: *f.Example}
	}
	for _, at := range f.At {
		o.Declarations = append(o.Declarations, positionOf(at))
	}
	return o
}

// positionOf reads file:line:column.
func positionOf(text string) (p Position) {
	file, column, _ := cutLast(text, ":")
	file, line, _ := cutLast(file, ":")
	p.File = file
	p.Line, _ = strconv.Atoi(line)
	p.Column, _ = strconv.Atoi(column)
	return p
}

func cutLast(s, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(s, separator); i >= 0 {
		return s[:i], s[i+len(separator):], true
	}
	return s, "", false
}

// literalValue is the value of an expression that depends on nothing; the zero Value for another.
func literalValue(s *eval.Session, source string) Value {
	if v := scalarOf(source); v.Exists() {
		return v
	}
	return freeze(s, s.Eval(syntax.Parse(source), "", ""))
}

func (f *typeFact) decode(s *eval.Session) *Type {
	if f == nil {
		return nil
	}
	t := &Type{
		Name: f.Name, Description: f.Description, Min: f.Min, Max: f.Max, Pattern: f.Pattern, Opaque: f.Opaque, Elem: f.Elem.decode(s),
	}
	for _, a := range f.Alternatives {
		t.Alternatives = append(t.Alternatives, a.decode(s))
	}
	if f.Values != nil {
		t.Values = []Value{}
		for _, v := range *f.Values {
			t.Values = append(t.Values, literalValue(s, v))
		}
	}
	if t.isSubmodule() {
		t.Sub = &Group{Free: f.Free.decode(s), Open: f.Open}
	}
	return t
}
