package eval

import (
	"strings"

	"github.com/pelletier/go-toml/v2"
)

func fromTOML(s *Session, a []Value) Value {
	text, _ := a[0].AsString()
	if !s.spend(1+len(text)/8) || !s.grow(8*len(text)) {
		return s.exhausted()
	}
	if why := laterTOML(text); why != "" {
		return MakeError("while parsing TOML: [error] " + why)
	}
	var table map[string]any
	if err := toml.Unmarshal([]byte(text), &table); err != nil {
		return MakeError("while parsing TOML: " + err.Error())
	}
	return tomlValue(table)
}

// laterTOML says what in a text only TOML 1.1 has, which our parser reads and Nix refuses: the escapes \e and \x, and inline tables
// with a comma at their end or on several lines. It is "" for a text without these.
func laterTOML(text string) string {
	var open []byte
	last := byte(0) // the last character that is not blank
	for i := 0; i < len(text); i++ {
		c := text[i]
		inline := len(open) > 0 && open[len(open)-1] == '{'
		switch c {
		case '"', '\'':
			end, later := endOfTOMLString(text[i:])
			if later {
				return "toml::parse_basic_string: invalid string format"
			}
			i += end - 1
		case '#':
			i += strings.IndexByte(text[i:]+"\n", '\n') - 1
			continue
		case '[', '{':
			open = append(open, c)
		case ']', '}':
			if c == '}' && inline && last == ',' {
				return "toml::parse_inline_table: trailing comma is not allowed in TOML-v1.0.0)"
			}
			open = open[:max(0, len(open)-1)]
		case '\n':
			if inline {
				return "toml::parse_inline_table: invalid newline in an inline table"
			}
			continue
		case ' ', '\t', '\r':
			continue
		}
		last = c
	}
	return ""
}

// endOfTOMLString is how long the string is that text begins with; later reports an escape in it that is of TOML 1.1.
func endOfTOMLString(text string) (size int, later bool) {
	quote := text[:1]
	if long := strings.Repeat(quote, 3); strings.HasPrefix(text, long) {
		quote = long
	}
	for i := len(quote); i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], quote):
			for i++; len(quote) == 3 && strings.HasPrefix(text[i:], quote); i++ { // up to two more belong to the string
			}
			return i + len(quote) - 1, later
		case text[i] == '\\' && quote[0] == '"':
			i++
			later = later || i < len(text) && (text[i] == 'e' || text[i] == 'x')
		}
	}
	return len(text), later
}

func tomlValue(v any) Value {
	switch v := v.(type) {
	case map[string]any:
		return tomlSet(v)
	case []any:
		elems := make([]Value, len(v))
		for i, e := range v {
			if elems[i] = tomlValue(e); elems[i].bad() {
				return elems[i]
			}
		}
		return MakeList(elems)
	case string:
		return noNUL(v)
	case bool:
		return Bool(v)
	case int64:
		return Int(v)
	case float64:
		return Float(v)
	}
	return MakeError("while parsing TOML: Dates and times are not supported")
}

func tomlSet(table map[string]any) Value {
	attrs := make([]Attr, 0, len(table))
	for name, v := range table {
		value := tomlValue(v)
		if bad := noNUL(name); bad.bad() {
			return bad
		}
		if value.bad() {
			return value
		}
		attrs = append(attrs, Attr{Name: name, Value: value})
	}
	return MakeSet(attrs)
}
