package eval

import (
	"strings"
	"sync"
)

// nativeAttrs are the functions that lib/*.nix takes from Go, where Nix code would take many steps.
var nativeAttrs = sync.OnceValue(func() []Attr {
	var attrs []Attr
	for _, d := range nativeDefs() {
		attrs = append(attrs, Attr{Name: d.name, Value: d.value()})
	}
	return attrs
})

func nativeDefs() []def {
	text := func(name string, f func(text string) string) def {
		return def{name, args(textArg), func(_ *Session, a []Value) Value { return stringWith(f(str(a[0])), contextOf(a[0])) }}
	}
	test := func(name string, f func(text, part string) bool) def {
		return def{name, args(textArg, textArg), func(_ *Session, a []Value) Value { return Bool(f(str(a[1]), str(a[0]))) }}
	}
	cut := func(name string, f func(text, part string) string) def {
		return def{name, args(textArg, textArg), func(_ *Session, a []Value) Value { return stringWith(f(str(a[1]), str(a[0])), contextOf(a[1])) }}
	}
	return []def{
		text("toLower", asciiLower), text("toUpper", asciiUpper), text("escapeShellArg", escapeShellArg),
		test("hasPrefix", strings.HasPrefix), test("hasSuffix", strings.HasSuffix), test("hasInfix", strings.Contains),
		cut("removePrefix", strings.TrimPrefix), cut("removeSuffix", strings.TrimSuffix),
		{"charToInt", args(textArg), charToInt},
		{"splitString", args(textArg, textArg), splitString},
		{"stringToCharacters", args(textArg), stringToCharacters},
		{"concatMapStringsSep", args(textArg, lazily, listArg), concatMapStringsSep},
		{"reverseList", args(someArg), reverseList},
		{"unique", args(listArg), unique},
		{"flatten", args(lazily), flattenDeep},
		{"foldr", args(lazily, lazily, listArg), foldr},
		{"filterAttrs", args(lazily, openArg), filterAttrs},
		{"mapAttrsToList", args(lazily, openArg), mapAttrsToList},
		{"recursiveUpdate", args(lazily, lazily), recursiveUpdate},
		{"genAttrs", args(listArg, lazily), genAttrs},
	}
}

// str is the text of an argument that was wanted as a string or path.
func str(v Value) string {
	if p, ok := v.ref.(pathRef); ok {
		return string(p)
	}
	text, _ := v.AsString()
	return text
}

func asciiLower(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

func asciiUpper(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, text)
}

// escapeShellArg quotes text for a POSIX shell, unless no character in it needs that.
func escapeShellArg(text string) string {
	plain := text != ""
	for i := 0; i < len(text) && plain; i++ {
		c := text[i]
		plain = c|0x20 >= 'a' && c|0x20 <= 'z' || isDigit(c) || strings.IndexByte(",._+:@%/-", c) >= 0
	}
	if plain {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// charToInt is the code of a character, of which only ASCII ones have one.
func charToInt(_ *Session, a []Value) Value {
	text := str(a[0])
	if len(text) != 1 || text[0] >= 0x80 || text[0] == 0 {
		return MakeError("attribute '" + text + "' missing")
	}
	return Int(int64(text[0]))
}

func splitString(s *Session, a []Value) Value {
	sep, text := str(a[0]), str(a[1])
	if sep == "" {
		return MakeUnknown("lib.splitString with an empty separator", "")
	}
	parts := strings.Split(text, sep)
	return s.stringList(parts)
}

func stringToCharacters(s *Session, a []Value) Value {
	text := str(a[0])
	parts := make([]string, len(text))
	for i := range parts {
		parts[i] = text[i : i+1]
	}
	return s.stringList(parts)
}

func (s *Session) stringList(parts []string) Value {
	if !s.spend(1+len(parts)/4) || !s.grow(40*len(parts)) {
		return s.exhausted()
	}
	elems := make([]Value, len(parts))
	for i, p := range parts {
		elems[i] = String(p)
	}
	return MakeList(elems)
}

func concatMapStringsSep(s *Session, a []Value) Value {
	return s.joined(a[0], a[2].List().elems, func(e Value) Value { return s.apply1(a[1], e) })
}

func reverseList(s *Session, a []Value) Value {
	l := a[0].List()
	n := len(l.elems)
	if !s.spend(1+n/8) || !s.grow(24*n) {
		return s.exhausted()
	}
	elems := make([]Value, n)
	for i, e := range l.elems {
		elems[n-1-i] = e
	}
	return Value{ref: &List{elems: elems, open: l.open}}
}

// unique keeps the first of equal elements. Strings and integers are found by hashing, the others by comparing all.
func unique(s *Session, a []Value) Value {
	l := a[0].List()
	seen := map[Value]bool{}
	kept := make([]Value, 0, l.Len())
	var odd []Value // kept elements that are no strings or integers
	for _, e := range l.elems {
		v := s.Force(e)
		if k := v.Kind(); k == StringKind || k == IntKind && len(odd) == 0 {
			if key := unmarked(v); !seen[key] {
				seen[key] = true
				kept = append(kept, e)
			}
			continue
		}
		known, bad := s.contains(kept, v, e)
		if bad.ref != nil {
			return bad
		}
		if !known {
			kept, odd = append(kept, e), append(odd, e)
		}
	}
	return MakeList(kept)
}

// unmarked is v as a key: a string without what it refers to.
func unmarked(v Value) Value {
	if m, ok := v.ref.(*markedString); ok {
		return String(m.text)
	}
	return v
}

func (s *Session) contains(list []Value, v, elem Value) (found bool, bad Value) {
	if v.bad() {
		return false, vague(v)
	}
	for _, k := range list {
		eq := s.equalElems(elem, k)
		if eq.bad() {
			return false, vague(eq)
		}
		if eq.IsTrue() {
			return true, Value{}
		}
	}
	return false, Value{}
}

// flattenDeep is a list without lists in it; a value that is no list is the list of itself.
func flattenDeep(s *Session, a []Value) Value {
	f := &flattener{s: s}
	f.add(a[0])
	if f.bad.ref != nil {
		return f.bad
	}
	return Value{ref: &List{elems: f.elems, open: f.open}}
}

type flattener struct {
	s     *Session
	elems []Value
	open  *Unknown
	bad   Value
}

func (f *flattener) add(v Value) {
	if f.bad.ref != nil {
		return
	}
	if f.s.depth >= MaxDepth || f.s.fuel <= 0 {
		f.bad = f.s.exhausted()
		return
	}
	f.s.fuel--
	f.s.depth++
	defer func() { f.s.depth-- }()
	w := f.s.Force(v)
	switch r := w.ref.(type) {
	case *List:
		for _, e := range r.elems {
			f.add(e)
		}
		if r.open != nil {
			f.open = r.open
		}
	case *Error:
		f.bad = w
	case *Unknown, *choice:
		f.open = whyUnknown(w)
	default:
		f.elems = append(f.elems, v)
	}
}

// foldr is lazy: the function gets the rest of the fold as a value that it need not force.
func foldr(s *Session, a []Value) Value {
	f, end, l := a[0], a[1], a[2].List()
	rest := end
	for i := l.Len() - 1; i > 0; i-- {
		elem, acc := l.elems[i], rest
		rest = NewLazy(nil, func(s *Session) Value { return s.apply2(f, elem, acc) })
	}
	if l.Len() == 0 {
		return end
	}
	if !s.spend(l.Len()) || !s.grow(100*l.Len()) {
		return s.exhausted()
	}
	return s.apply2(f, l.elems[0], rest)
}
