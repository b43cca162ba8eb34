package eval

import "strings"

// maxPretty bounds the text of [Session.Pretty], and how deep it looks.
const (
	maxPretty      = 1 << 16
	maxPrettyDepth = 64
)

// Pretty is v as documentation shows it: what nixpkgs' lib.options.renderOptionValue makes of it, which is
// lib.generators.toPretty on several lines. A package prints as it was written. ok is false when v holds anything else that is
// not known, or is too large.
func (s *Session) Pretty(v Value) (text string, ok bool) {
	p := &prettyPrinter{s: s}
	p.value(s.Force(v), "")
	return p.b.String(), !p.failed
}

type prettyPrinter struct {
	s      *Session
	b      strings.Builder
	failed bool
}

func (p *prettyPrinter) value(v Value, indent string) {
	if p.b.Len() > maxPretty || len(indent) > 2*maxPrettyDepth || !p.s.spend(1) {
		p.failed = true
	}
	if p.failed {
		return
	}
	switch v.Kind() {
	case FloatKind:
		f, _ := v.AsFloat()
		p.b.WriteString(jsonFloat(f))
	case StringKind:
		p.text(str(v), indent)
	case ListKind:
		p.list(v.List(), indent)
	case FunctionKind:
		p.function(v)
	case SetKind:
		p.set(v.Set(), indent)
	case UnknownKind:
		p.failed = !v.Unknown().isPackage()
		p.b.WriteString(v.Unknown().Text())
	case NullKind, BoolKind, IntKind, PathKind:
		p.b.WriteString(p.s.Print(v))
	default:
		p.failed = true
	}
}

var (
	manyLines = strings.NewReplacer("${", "''${", "''", "'''")
	oneLine   = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", `\${`)
)

// text is a string: on several lines as an indented one.
func (p *prettyPrinter) text(text, indent string) {
	if !strings.Contains(text, "\n") {
		p.b.WriteString(`"` + oneLine.Replace(text) + `"`)
		return
	}
	lines := strings.Split(text, "\n")
	p.b.WriteString("''")
	for i, line := range lines {
		p.b.WriteString("\n" + indent)
		if i+1 < len(lines) || line != "" {
			p.b.WriteString("  " + manyLines.Replace(line))
		}
	}
	p.b.WriteString("''")
}

func (p *prettyPrinter) list(l *List, indent string) {
	if p.failed = p.failed || l.open != nil; len(l.elems) == 0 {
		p.b.WriteString("[ ]")
		return
	}
	p.b.WriteString("[")
	for _, e := range l.elems {
		p.b.WriteString("\n" + indent + "  ")
		p.value(p.s.Force(e), indent+"  ")
	}
	p.b.WriteString("\n" + indent + "]")
}

// function tells the arguments of a function that takes them by name.
func (p *prettyPrinter) function(v Value) {
	formals, _ := p.s.FormalsOf(v)
	names := make([]string, len(formals))
	for i, f := range formals {
		names[i] = argument(f.Name, f.Optional)
	}
	p.arguments(names)
}

func argument(name string, optional bool) string {
	if optional {
		return name + "?"
	}
	return name
}

func (p *prettyPrinter) arguments(names []string) {
	if len(names) == 0 {
		p.b.WriteString("<function>")
		return
	}
	p.b.WriteString("<function, args: {" + strings.Join(names, ", ") + "}>")
}

func (p *prettyPrinter) set(set *Set, indent string) {
	kind, _ := p.s.Force(set.Get("type")).AsString()
	switch {
	case set.Has("__functor"):
		p.functor(set)
	case set.Has("__pretty") && set.Has("val"):
		text, ok := p.s.apply1(set.Get("__pretty"), set.Get("val")).AsString()
		p.failed = p.failed || !ok
		p.b.WriteString(text)
	case len(set.attrs) == 0 && set.open == nil:
		p.b.WriteString("{ }")
	case kind == "derivation":
		name, ok := p.s.Force(set.Get("name")).AsString()
		if !ok {
			name = "???"
		}
		p.b.WriteString("<derivation " + name + ">")
	default:
		p.attrs(set, indent)
	}
}

func (p *prettyPrinter) attrs(set *Set, indent string) {
	p.failed = p.failed || set.open != nil
	p.b.WriteString("{")
	for _, a := range set.attrs {
		p.b.WriteString("\n" + indent + "  " + QuoteName(a.Name) + " = ")
		p.value(p.s.Force(a.Value), indent+"  ")
		p.b.WriteString(";")
	}
	p.b.WriteString("\n" + indent + "}")
}

// functor is a set that is called like a function, whose arguments nixpkgs' setFunctionArgs may tell.
func (p *prettyPrinter) functor(set *Set) {
	args := p.s.Force(set.Get("__functionArgs")).Set()
	if args == nil {
		p.function(p.s.apply1(set.Get("__functor"), Value{ref: set}))
		return
	}
	names := make([]string, len(args.attrs))
	for i, a := range args.attrs {
		names[i] = argument(a.Name, p.s.Force(a.Value).IsTrue())
	}
	p.arguments(names)
}
