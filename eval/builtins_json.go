package eval

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

func jsonBuiltins() []def {
	return []def{
		{"fromJSON", args(nameArg), fromJSON},
		{"fromTOML", args(nameArg), fromTOML},
		{"toJSON", args(lazily), toJSON},
	}
}

func toJSON(s *Session, a []Value) Value {
	w := &jsonWriter{s: s}
	w.write(s.Force(a[0]))
	switch {
	case w.bad.ref != nil:
		return w.bad
	case !s.grow(w.b.Len()):
		return s.exhausted()
	}
	return w.context.marked(w.b.String())
}

// JSON is v, deeply, as builtins.toJSON and `nix-instantiate --json` write it; bad, when it exists, is the Error or
// Unknown in its place.
func (s *Session) JSON(v Value) (text string, bad Value) {
	result := toJSON(s, []Value{v})
	if result.bad() {
		return "", result
	}
	return str(result), Value{}
}

type jsonWriter struct {
	s   *Session
	b   strings.Builder
	bad Value

	context contexts
}

func (w *jsonWriter) write(v Value) {
	if w.s.depth >= MaxDepth || w.s.fuel <= 0 {
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
		w.b.WriteString("null")
	case boolRef:
		w.b.WriteString(strconv.FormatBool(bool(r)))
	case intRef:
		w.b.WriteString(strconv.FormatInt(int64(r), 10))
	case floatRef:
		f, _ := v.AsFloat()
		w.b.WriteString(jsonFloat(f))
	case stringRef:
		w.str(string(r))
	case *markedString:
		w.context.add(r.context...)
		w.str(r.text)
	case *List:
		w.list(r)
	case *Set:
		w.set(v, r)
	default:
		w.other(v)
	}
}

func (w *jsonWriter) other(v Value) {
	switch {
	case v.bad():
		w.bad = vague(v)
	case v.Kind() == FunctionKind:
		w.bad = MakeError("cannot convert " + article(v) + " to JSON")
	default:
		text, bad := w.s.coerce(v, interpolated, &w.context)
		w.bad = bad
		w.str(text)
	}
}

func (w *jsonWriter) list(l *List) {
	if l.open != nil {
		w.bad = l.open.derived()
	}
	w.b.WriteByte('[')
	for i, e := range l.elems {
		if i > 0 {
			w.b.WriteByte(',')
		}
		w.write(w.s.Force(e))
	}
	w.b.WriteByte(']')
}

func (w *jsonWriter) set(v Value, set *Set) {
	if set.Has("__toString") || set.open != nil && !set.Has("outPath") {
		text, bad := w.s.coerce(v, interpolated, &w.context)
		w.bad = bad
		w.str(text)
		return
	}
	if out := set.Get("outPath"); out.ref != nil {
		w.write(w.s.Force(out))
		return
	}
	w.b.WriteByte('{')
	for i := range set.attrs {
		if i > 0 {
			w.b.WriteByte(',')
		}
		w.str(set.attrs[i].Name)
		w.b.WriteByte(':')
		w.write(w.s.Force(set.attrs[i].Value))
	}
	w.b.WriteByte('}')
}

// str writes a string: control characters, quotes and backslashes are escaped, everything else stands as it is.
func (w *jsonWriter) str(text string) {
	if !utf8.ValidString(text) && w.bad.ref == nil {
		w.bad = MakeUnknown("text that is not UTF-8 is not written as JSON", "")
	}
	const hex = "0123456789abcdef"
	w.b.WriteByte('"')
	from := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= 0x20 && c != '"' && c != '\\' && c != 0x7f {
			continue
		}
		if c == 0x7f {
			continue
		}
		w.b.WriteString(text[from:i])
		from = i + 1
		if j := strings.IndexByte("\"\\\b\f\n\r\t", c); j >= 0 {
			w.b.WriteByte('\\')
			w.b.WriteByte(`"\bfnrt`[j])
		} else {
			w.b.WriteString(`\u00` + string(hex[c>>4]) + string(hex[c&15]))
		}
	}
	w.b.WriteString(text[from:])
	w.b.WriteByte('"')
}

// jsonFloat writes a float with as few digits as tell it apart, always as a float.
func jsonFloat(f float64) string {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return "null"
	}
	format := byte('f')
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e15) {
		format = 'e'
	}
	text := strconv.FormatFloat(f, format, -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

func fromJSON(s *Session, a []Value) Value {
	text, _ := a[0].AsString()
	if !s.spend(1+len(text)/8) || !s.grow(8*len(text)) {
		return s.exhausted()
	}
	text = strings.TrimPrefix(text, "\ufeff")
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, ok := readJSON(d, 0)
	if ok && !v.bad() {
		if _, err := d.Token(); err == nil || d.InputOffset() < int64(len(strings.TrimRight(text, " \t\r\n"))) {
			ok = false
		}
	}
	if !ok || !v.bad() && loneSurrogate(text) {
		return MakeError("while parsing JSON: the text '" + clip(text) + "' is not valid JSON")
	}
	return v
}

// loneSurrogate reports whether one half of a surrogate pair stands alone in JSON text: Go takes that for U+FFFD, Nix refuses it.
func loneSurrogate(text string) bool {
	low := false // the second half is to follow
	for {
		i := strings.IndexByte(text, '\\')
		if low && i != 0 {
			return true
		}
		if i < 0 || i+2 > len(text) {
			return false
		}
		unit, _ := strconv.ParseUint(text[i+2:min(i+6, len(text))], 16, 16)
		escaped := text[i+1] == 'u'
		text = text[i+2:]
		isLow := escaped && unit>>10 == 0xdc00>>10
		if isLow != low {
			return true
		}
		if low = escaped && unit>>10 == 0xd800>>10; escaped {
			text = text[4:]
		}
	}
}

// maxJSONDepth bounds the nesting of what fromJSON reads.
const maxJSONDepth = 5000

// readJSON reads one value token by token: so that of two equal keys the last counts, and numbers stay what they are.
func readJSON(d *json.Decoder, depth int) (Value, bool) {
	t, err := d.Token()
	if err != nil || depth > maxJSONDepth {
		return Value{}, false
	}
	switch t := t.(type) {
	case nil:
		return Null, true
	case bool:
		return Bool(t), true
	case string:
		return noNUL(t), true
	case json.Number:
		return jsonNumber(string(t))
	case json.Delim:
		if t == '[' {
			return readJSONList(d, depth)
		}
		if t == '{' {
			return readJSONSet(d, depth)
		}
	}
	return Value{}, false
}

func readJSONList(d *json.Decoder, depth int) (Value, bool) {
	var elems []Value
	for d.More() {
		v, ok := readJSON(d, depth+1)
		if !ok || v.bad() {
			return v, ok
		}
		elems = append(elems, v)
	}
	_, err := d.Token()
	return MakeList(elems), err == nil
}

func readJSONSet(d *json.Decoder, depth int) (Value, bool) {
	var attrs []Attr
	for d.More() {
		key, err := d.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return Value{}, false
		}
		v, ok := readJSON(d, depth+1)
		if bad := noNUL(name); ok && bad.bad() {
			v = bad
		}
		if !ok || v.bad() {
			return v, ok
		}
		attrs = append(attrs, Attr{Name: name, Value: v})
	}
	_, err := d.Token()
	return MakeSet(attrs), err == nil
}

// jsonNumber is an integer when it is written as one and fits, else a float.
func jsonNumber(text string) (Value, bool) {
	if !strings.ContainsAny(text, ".eE") {
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return Int(i), true
		}
		if u, err := strconv.ParseUint(text, 10, 64); err == nil {
			return MakeError("unsigned json number " + strconv.FormatUint(u, 10) + " outside of Nix integer range"), true
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	return Float(f), err == nil
}

// noNUL is text as a string, which in Nix cannot hold a NUL.
func noNUL(text string) Value {
	if strings.Contains(text, "\x00") {
		return MakeError("input string '" + strings.ReplaceAll(text, "\x00", "␀") + "' cannot be represented as Nix string because it contains null bytes")
	}
	return String(text)
}

func clip(text string) string {
	if len(text) > 80 {
		return text[:80] + "…"
	}
	return text
}
