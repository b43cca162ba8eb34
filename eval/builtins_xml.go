package eval

import (
	"sort"
	"strconv"
	"strings"
)

func xmlBuiltins() []def {
	return []def{{"toXML", args(lazily), toXML}}
}

// toXML writes a value as builtins.toXML does (Nix manual, toXML).
func toXML(s *Session, a []Value) Value {
	w := &xmlWriter{s: s, drvs: map[string]bool{}}
	w.b.WriteString("<?xml version='1.0' encoding='utf-8'?>\n<expr>\n")
	w.write(s.Force(a[0]), 1)
	w.b.WriteString("</expr>\n")
	if w.bad.ref != nil {
		return w.bad
	}
	if !s.grow(w.b.Len()) {
		return s.exhausted()
	}
	return w.context.marked(w.b.String())
}

type xmlWriter struct {
	s    *Session
	b    strings.Builder
	bad  Value
	drvs map[string]bool

	context contexts
}

var xmlReplacer = strings.NewReplacer(`"`, "&quot;", "<", "&lt;", ">", "&gt;", "&", "&amp;", "\n", "&#xA;")

// open writes `<name key="value" …>`, or with `/>` when it has no content.
func (w *xmlWriter) open(indent int, empty bool, name string, attrs ...string) {
	w.b.WriteString(strings.Repeat("  ", indent) + "<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		w.b.WriteString(" " + attrs[i] + `="` + xmlReplacer.Replace(attrs[i+1]) + `"`)
	}
	if empty {
		w.b.WriteString(" />\n")
	} else {
		w.b.WriteString(">\n")
	}
}

func (w *xmlWriter) close(indent int, name string) {
	w.b.WriteString(strings.Repeat("  ", indent) + "</" + name + ">\n")
}

func (w *xmlWriter) write(v Value, indent int) {
	if w.s.depth >= MaxDepth || w.s.fuel <= 0 || indent > 10_000 {
		w.bad = w.s.exhausted()
	}
	if w.bad.ref != nil {
		return
	}
	w.s.fuel--
	w.s.depth++
	defer func() { w.s.depth-- }()
	switch r := v.ref.(type) {
	case nullRef:
		w.open(indent, true, "null")
	case boolRef:
		w.open(indent, true, "bool", "value", strconv.FormatBool(bool(r)))
	case intRef:
		w.open(indent, true, "int", "value", strconv.FormatInt(int64(r), 10))
	case floatRef:
		f, _ := v.AsFloat()
		w.open(indent, true, "float", "value", general(f))
	case stringRef:
		w.open(indent, true, "string", "value", string(r))
	case *markedString:
		w.context.add(r.context...)
		w.open(indent, true, "string", "value", r.text)
	case pathRef:
		w.open(indent, true, "path", "value", string(r))
	case *List:
		w.list(r, indent)
	case *Set:
		w.set(r, indent)
	case *Function:
		w.function(r, indent)
	case *Builtin:
		if r.isDerivation() {
			w.open(indent, false, "function")
			w.open(indent+1, false, "attrspat", "ellipsis", "1", "name", "drvAttrs")
			w.open(indent+2, true, "attr", "name", "outputs")
			w.close(indent+1, "attrspat")
			w.close(indent, "function")
			return
		}
		w.open(indent, true, "unevaluated")
	default:
		w.bad = vague(v)
	}
}

func (w *xmlWriter) list(l *List, indent int) {
	if l.open != nil {
		w.bad = l.open.derived()
	}
	w.open(indent, false, "list")
	for _, e := range l.elems {
		w.write(w.s.Force(e), indent+1)
	}
	w.close(indent, "list")
}

func (w *xmlWriter) set(set *Set, indent int) {
	if set.open != nil {
		w.bad = set.open.derived()
		return
	}
	if w.s.isDerivation(set) {
		w.derivation(set, indent)
		return
	}
	w.open(indent, false, "attrs")
	w.attrs(set, indent)
	w.close(indent, "attrs")
}

// derivation writes a derivation, its attributes only the first time that its path is met.
func (w *xmlWriter) derivation(set *Set, indent int) {
	var attrs []string
	for _, name := range []string{"drvPath", "outPath"} {
		v := set.Get(name)
		if v.ref == nil {
			continue
		}
		v = w.s.Force(v)
		if v.bad() {
			w.bad = vague(v)
			return
		}
		if text, ok := v.AsString(); ok {
			attrs = append(attrs, name, text)
		}
	}
	w.open(indent, false, "derivation", attrs...)
	if p, _ := w.s.Force(set.Get("drvPath")).AsString(); p != "" && !w.drvs[p] {
		w.drvs[p] = true
		w.attrs(set, indent)
	} else {
		w.open(indent+1, true, "repeated")
	}
	w.close(indent, "derivation")
}

func (w *xmlWriter) attrs(set *Set, indent int) {
	for i := range set.attrs {
		w.open(indent+1, false, "attr", "name", set.attrs[i].Name)
		w.write(w.s.Force(set.attrs[i].Value), indent+2)
		w.close(indent+1, "attr")
	}
}

func (w *xmlWriter) function(f *Function, indent int) {
	l := f.code.prepare()
	w.open(indent, false, "function")
	if l.pattern {
		var attrs []string
		if l.ellipsis {
			attrs = append(attrs, "ellipsis", "1")
		}
		if l.param >= 0 {
			attrs = append(attrs, "name", l.paramName())
		}
		w.open(indent+1, false, "attrspat", attrs...)
		names := make([]string, len(l.formals))
		for i := range l.formals {
			names[i] = l.formals[i].name
		}
		sort.Strings(names)
		for _, n := range names {
			w.open(indent+2, true, "attr", "name", n)
		}
		w.close(indent+1, "attrspat")
	} else {
		w.open(indent+1, true, "varpat", "name", l.paramName())
	}
	w.close(indent, "function")
}
