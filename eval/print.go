package eval

import (
	"math"
	"strconv"
	"strings"

	"atproto-ls/syntax"
)

// Print is v as `nix-instantiate --eval` prints it: what is not forced yet as `<CODE>`. An Error that it meets is
// printed as `«error: …»`, an Unknown as its text or as `«unknown: …»`, a Choice as its alternatives with `|` between.
func (s *Session) Print(v Value) string {
	p := &printer{s: s, lazy: "<CODE>", lambda: "<LAMBDA>", maxItems: math.MaxInt, maxString: math.MaxInt, maxDepth: MaxDepth}
	p.print(v, 0)
	return p.b.String()
}

// brief is v as an error message shows it.
func (s *Session) brief(v Value) string {
	p := &printer{s: s, lazy: "«thunk»", maxItems: 10, maxString: 1024, maxDepth: 10}
	p.print(v, 0)
	return p.b.String()
}

// printer prints values in Nix's syntax, within its limits.
type printer struct {
	s                             *Session
	b                             strings.Builder
	lazy                          string // for what is not forced
	lambda                        string // for a function; "" for where it was written
	maxItems, maxString, maxDepth int
	seen                          map[ref]bool // the sets and lists that were printed
}

func (p *printer) print(v Value, depth int) {
	holder := v.ref
	if t, ok := v.ref.(*Thunk); ok {
		if t.env != forced {
			p.b.WriteString(p.lazy)
			return
		}
		v = t.value
	}
	switch r := v.ref.(type) {
	case *List:
		if len(r.elems) > 2 {
			holder = r // Nix tells shorter lists apart by the value that holds them
		}
		p.nested(holder, len(r.elems) == 0, func() { p.list(r, depth) })
	case *Set:
		p.nested(r, len(r.attrs) == 0, func() { p.set(r, depth) })
	case stringRef:
		p.str(string(r))
	case *markedString:
		p.str(r.text)
	default:
		p.b.WriteString(p.scalar(v))
	}
}

func (p *printer) scalar(v Value) string {
	switch r := v.ref.(type) {
	case nullRef:
		return "null"
	case boolRef:
		return strconv.FormatBool(bool(r))
	case intRef:
		return strconv.FormatInt(int64(r), 10)
	case floatRef:
		f, _ := v.AsFloat()
		return general(f)
	case pathRef:
		return string(r)
	case *Function:
		return p.function(r)
	case *Builtin:
		return p.builtin(r)
	case *Unknown:
		if t := r.Text(); t != "" {
			return t
		}
		return "«unknown: " + r.Reason + "»"
	case *Error:
		return "«error: " + r.Message + "»"
	case *choice:
		return p.choice(r)
	}
	return "«nothing»"
}

func (p *printer) function(f *Function) string {
	if p.lambda != "" {
		return p.lambda
	}
	name := f.code.name
	if name != "" {
		name += " "
	}
	return "«lambda " + name + "@ " + originText(f.Origin()) + "»"
}

func (p *printer) builtin(b *Builtin) string {
	switch {
	case p.lambda != "" && b.isDerivation():
		return p.lambda
	case p.lambda != "" && b.held == nil:
		return "<PRIMOP>"
	case p.lambda != "":
		return "<PRIMOP-APP>"
	case b.held == nil:
		return "«primop " + b.Name + "»"
	}
	return "«partially applied primop " + b.Name + "»"
}

func (p *printer) choice(c *choice) string {
	var parts []string
	for _, a := range c.alternatives {
		parts = append(parts, p.s.brief(a))
	}
	return "(" + strings.Join(parts, " | ") + ")"
}

// nested prints what is in r; Nix prints one set or list only once.
func (p *printer) nested(r ref, empty bool, print func()) {
	if p.seen[r] && !empty {
		p.b.WriteString("«repeated»")
		return
	}
	if p.seen == nil {
		p.seen = map[ref]bool{}
	}
	p.seen[r] = true
	print()
}

func (p *printer) list(l *List, depth int) {
	if depth >= p.maxDepth && len(l.elems) > 0 {
		p.b.WriteString("[ ... ]")
		return
	}
	p.b.WriteString("[ ")
	for i, e := range l.elems {
		if i >= p.maxItems {
			p.elided(len(l.elems)-i, "item")
			break
		}
		p.print(e, depth+1)
		p.b.WriteByte(' ')
	}
	if l.open != nil {
		p.b.WriteString("... ")
	}
	p.b.WriteByte(']')
}

func (p *printer) set(s *Set, depth int) {
	if depth >= p.maxDepth && len(s.attrs) > 0 {
		p.b.WriteString("{ ... }")
		return
	}
	p.b.WriteString("{ ")
	for i := range s.attrs {
		if i >= p.maxItems {
			p.elided(len(s.attrs)-i, "attribute")
			break
		}
		p.b.WriteString(QuoteName(s.attrs[i].Name) + " = ")
		p.print(s.attrs[i].Value, depth+1)
		p.b.WriteString("; ")
	}
	if s.open != nil {
		p.b.WriteString("... ")
	}
	p.b.WriteByte('}')
}

func (p *printer) elided(n int, what string) {
	if n > 1 {
		what += "s"
	}
	p.b.WriteString("«" + strconv.Itoa(n) + " " + what + " elided» ")
}

func (p *printer) str(text string) {
	if len(text) > p.maxString {
		p.b.WriteString(Quote(text[:p.maxString]) + " «" + strconv.Itoa(len(text)-p.maxString) + " bytes elided»")
		return
	}
	p.b.WriteString(Quote(text))
}

var quoteReplacer = strings.NewReplacer(`"`, `\"`, `\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "${", `\${`)

// Quote is text as a string literal of Nix.
func Quote(text string) string { return `"` + quoteReplacer.Replace(text) + `"` }

// QuoteName is name as it must be written in an attribute path: bare, or as a string.
func QuoteName(name string) string {
	if isIdentifier(name) && !isKeyword(name) {
		return name
	}
	return Quote(name)
}

func isKeyword(name string) bool {
	switch name {
	case "if", "then", "else", "assert", "with", "let", "in", "rec", "inherit", "or":
		return true
	}
	return false
}

func isIdentifier(name string) bool {
	for i := 0; i < len(name); i++ {
		c := name[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-' && c != '\'') {
			return false
		}
	}
	return name != ""
}

// originText is where o is, as Nix writes positions: file:line:column.
func originText(o *Origin) string {
	n := o.Value()
	if o.Name().Exists() {
		n = o.Name()
	}
	if !n.Exists() {
		return "«none»"
	}
	file := o.Path()
	if file == "" {
		file = "«string»"
	}
	line, column := n.File().Lines().Position(n.Start(), syntax.UTF8)
	return file + ":" + strconv.Itoa(line+1) + ":" + strconv.Itoa(column+1)
}

// Position is where o is, as Nix writes it in messages: `file:line:column`, counted from 1, columns in bytes.
func (o *Origin) Position() string { return originText(o) }

// position is what `__curPos` and unsafeGetAttrPos give for o: null for text that came from no file. An attribute of a
// path is where Nix says that it is: at the start of the path.
func position(o *Origin) Value {
	o = o.Told()
	n := o.Name()
	if path := n.Parent(); path.Is(syntax.AttrPathNode) {
		n = path
	}
	if !n.Exists() {
		n = o.Value()
	}
	if !n.Exists() || o.Path() == "" || o.computed {
		return Null
	}
	line, column := n.File().Lines().Position(n.Start(), syntax.UTF8)
	return MakeSet([]Attr{
		{Name: "column", Value: Int(int64(column + 1))},
		{Name: "file", Value: String(o.Path())},
		{Name: "line", Value: Int(int64(line + 1))},
	})
}

// compact is the source text of x on one line, for messages.
func compact(x expr) string {
	return strings.Join(strings.Fields(x.origin().Value().Text()), " ")
}

// general prints a float with six significant digits, as Nix prints it.
func general(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case math.IsNaN(f):
		if math.Signbit(f) {
			return "-nan"
		}
		return "nan"
	}
	return strconv.FormatFloat(f, 'g', 6, 64)
}

// fixed prints a float with six digits behind the point, as builtins.toString does.
func fixed(f float64) string {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return general(f)
	}
	return strconv.FormatFloat(f, 'f', 6, 64)
}
