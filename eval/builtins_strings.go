package eval

import (
	"strconv"
	"strings"
)

func stringBuiltins() []def {
	return []def{
		{"concatStringsSep", args(stringArg, listArg), concatStringsSep},
		{"replaceStrings", args(listArg, listArg, stringArg), replaceStrings},
		{"stringLength", args(textArg), func(_ *Session, a []Value) Value {
			text, _ := a[0].AsString()
			return Int(int64(len(text)))
		}},
		{"substring", args(intArg, intArg, textArg), substring},
		{"toString", args(lazily), toString},
	}
}

func toString(s *Session, a []Value) Value {
	v := s.Force(a[0])
	return s.unary(v, func(v Value) Value {
		if v.Kind() == StringKind {
			return v
		}
		var c contexts
		text, bad := s.coerce(v, loose, &c)
		if bad.ref != nil {
			return bad
		}
		return c.marked(text)
	})
}

func concatStringsSep(s *Session, a []Value) Value {
	l := a[1].List()
	if !s.spend(1 + l.Len()/4) {
		return s.exhausted()
	}
	return s.joined(a[0], l.elems, s.Force)
}

// joined is the strings that of makes of elems, coerced as an interpolation does, with sep between them.
func (s *Session) joined(sep Value, elems []Value, of func(Value) Value) Value {
	between, c := str(sep), contexts{contextOf(sep)}
	var b strings.Builder
	for i, e := range elems {
		text, bad := s.coerce(of(e), interpolated, &c)
		if bad.ref != nil {
			return bad
		}
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteString(text)
	}
	if !s.grow(b.Len()) {
		return s.exhausted()
	}
	return c.marked(b.String())
}

func substring(_ *Session, a []Value) Value {
	start, _ := a[0].AsInt()
	length, _ := a[1].AsInt()
	text, _ := a[2].AsString()
	if start < 0 {
		return MakeError("negative start position in 'substring'")
	}
	if start >= int64(len(text)) {
		return stringWith("", contextOf(a[2]))
	}
	text = text[start:]
	if length >= 0 && length < int64(len(text)) {
		text = text[:length]
	}
	return stringWith(text, contextOf(a[2]))
}

// replaceStrings replaces, at each place of the text, by the first pattern that matches there. An empty pattern matches
// everywhere, the end included, and lets the character pass.
func replaceStrings(s *Session, a []Value) Value {
	patterns, bad := s.stringsOf(a[0].List())
	if bad.ref != nil {
		return bad
	}
	to := a[1].List()
	if len(patterns) != to.Len() {
		return MakeError("'from' and 'to' arguments passed to builtins.replaceStrings have different lengths")
	}
	text, _ := a[2].AsString()
	if !s.spend(1 + len(text)*(1+len(patterns))/64) {
		return s.exhausted()
	}
	var b strings.Builder
	c := contexts{contextOf(a[2])}
	for i := 0; i <= len(text); {
		match := -1
		for j, p := range patterns {
			if strings.HasPrefix(text[i:], p) {
				match = j
				break
			}
		}
		if match >= 0 {
			v := s.Force(to.elems[match])
			with, bad := s.wantString(v)
			if bad.ref != nil {
				return bad
			}
			c.add(contextOf(v)...)
			b.WriteString(with)
		}
		if match >= 0 && patterns[match] != "" {
			i += len(patterns[match])
			continue
		}
		if i < len(text) {
			b.WriteByte(text[i])
		}
		i++
	}
	if !s.grow(b.Len()) {
		return s.exhausted()
	}
	return c.marked(b.String())
}

func (s *Session) stringsOf(l *List) (texts []string, bad Value) {
	texts = make([]string, l.Len())
	for i, e := range l.elems {
		if texts[i], bad = s.wantString(s.Force(e)); bad.ref != nil {
			return nil, bad
		}
	}
	return texts, Value{}
}

func versionBuiltins() []def {
	return []def{
		{"compareVersions", args(nameArg, nameArg), func(_ *Session, a []Value) Value {
			x, _ := a[0].AsString()
			y, _ := a[1].AsString()
			return Int(int64(compareVersions(x, y)))
		}},
		{"splitVersion", args(nameArg), splitVersion},
		{"parseDrvName", args(nameArg), parseDrvName},
	}
}

func splitVersion(_ *Session, a []Value) Value {
	text, _ := a[0].AsString()
	var parts []Value
	for {
		part, rest := nextComponent(text)
		if part == "" {
			return MakeList(parts)
		}
		parts = append(parts, String(part))
		text = rest
	}
}

// nextComponent cuts the next part off a version: a run of digits, or a run of anything but digits, dots and dashes.
func nextComponent(v string) (part, rest string) {
	v = strings.TrimLeft(v, ".-")
	if v == "" {
		return "", ""
	}
	n := 1
	for digits := isDigit(v[0]); n < len(v) && v[n] != '.' && v[n] != '-' && isDigit(v[n]) == digits; {
		n++
	}
	return v[:n], v[n:]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func compareVersions(x, y string) int {
	for x != "" || y != "" {
		var a, b string
		a, x = nextComponent(x)
		b, y = nextComponent(y)
		switch {
		case componentLess(a, b):
			return -1
		case componentLess(b, a):
			return 1
		}
	}
	return 0
}

// componentLess orders parts of versions (Nix manual, nix-env --upgrade): numbers by value; nothing before a number;
// "pre" before everything but itself; text before numbers.
func componentLess(a, b string) bool {
	n, errA := strconv.ParseInt(a, 10, 32)
	m, errB := strconv.ParseInt(b, 10, 32)
	switch {
	case errA == nil && errB == nil:
		return n < m
	case a == "" && errB == nil:
		return true
	case a == "pre" && b != "pre":
		return true
	case b == "pre":
		return false
	case errB == nil:
		return true
	case errA == nil:
		return false
	}
	return a < b
}

// parseDrvName cuts a name at the first dash that no letter follows.
func parseDrvName(_ *Session, a []Value) Value {
	text, _ := a[0].AsString()
	name, version := text, ""
	for i := 0; i+1 < len(text); i++ {
		if c := text[i+1] | 0x20; text[i] == '-' && (c < 'a' || c > 'z') {
			name, version = text[:i], text[i+1:]
			break
		}
	}
	return MakeSet([]Attr{{Name: "name", Value: String(name)}, {Name: "version", Value: String(version)}})
}
