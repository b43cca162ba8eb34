package eval

import (
	"github.com/pelletier/go-toml/v2"
)

func fromTOML(s *Session, a []Value) Value {
	text, _ := a[0].AsString()
	if !s.spend(1+len(text)/8) || !s.grow(8*len(text)) {
		return s.exhausted()
	}
	var table map[string]any
	if err := toml.Unmarshal([]byte(text), &table); err != nil {
		return MakeError("while parsing TOML: " + err.Error())
	}
	return tomlValue(table)
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
