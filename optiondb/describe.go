package optiondb

import (
	"strconv"
	"strings"

	"atproto-ls/eval"
)

// typeNames are the types that a description names as a whole.
var typeNames = map[string]string{
	"boolean": "bool", "string": "str", "signed integer": "int", "floating point number": "float", "absolute path": "path",
	"package": "package", "anything": "anything", "raw value": "raw", "unspecified value": "unspecified", "attribute set": "attrs",
	"non-empty string": "nonEmptyStr", "(optionally newline-terminated) single-line string": "singleLineStr",
	"positive integer, meaning >0": "positiveInt", "unsigned integer, meaning >=0": "unsignedInt", "submodule": "submodule",
	"8 bit unsigned integer; between 0 and 255 (both inclusive)":                 "unsignedInt8",
	"16 bit unsigned integer; between 0 and 65535 (both inclusive)":              "unsignedInt16",
	"32 bit unsigned integer; between 0 and 4294967295 (both inclusive)":         "unsignedInt32",
	"8 bit signed integer; between -128 and 127 (both inclusive)":                "signedInt8",
	"16 bit signed integer; between -32768 and 32767 (both inclusive)":           "signedInt16",
	"32 bit signed integer; between -2147483648 and 2147483647 (both inclusive)": "signedInt32",
}

// typePhrases are types that a description says by how it begins; what follows is the type inside.
var typePhrases = []struct{ words, name string }{
	{"list of ", "listOf"}, {"attribute set of ", "attrsOf"}, {"lazy attribute set of ", "lazyAttrsOf"},
	{"function that evaluates to a(n) ", "functionTo"},
}

// ParseDescription reads a type from its description, which is all that an options.json has of it. One that it does not
// understand accepts everything.
func ParseDescription(text string) *Type {
	if t := parseDescription(strings.TrimSpace(text), 0); t != nil {
		t.Description = text
		return t
	}
	return &Type{Name: "unspecified", Description: text, Opaque: true}
}

func parseDescription(text string, depth int) *Type {
	if depth > maxOptionDepth {
		return nil
	}
	if inner, ok := parenthesized(text); ok {
		return parseDescription(inner, depth+1)
	}
	if name, ok := typeNames[text]; ok {
		t := &Type{Name: name, Description: text, Opaque: name == "unspecified"}
		t.Min, t.Max = bounds(name, text)
		return t
	}
	if values, ok := strings.CutPrefix(text, "one of "); ok {
		return parseEnum(text, values)
	}
	if parts := splitTop(text, " or "); len(parts) > 1 {
		return parseUnion(text, parts, depth)
	}
	for _, p := range typePhrases {
		if rest, ok := strings.CutPrefix(text, p.words); ok {
			if elem := parseDescription(rest, depth+1); elem != nil {
				return &Type{Name: p.name, Description: text, Elem: elem}
			}
			return nil
		}
	}
	if pattern, ok := strings.CutPrefix(text, "string matching the pattern "); ok {
		return &Type{Name: "strMatching", Description: text, Pattern: pattern}
	}
	if least, most := bounds("intBetween", text); strings.HasPrefix(text, "integer between ") && least != nil {
		return &Type{Name: "intBetween", Description: text, Min: least, Max: most}
	}
	if strings.HasPrefix(text, "strings concatenated with ") {
		return &Type{Name: "separatedString", Description: text}
	}
	return nil
}

// parenthesized is what stands in the parentheses that hold all of text.
func parenthesized(text string) (inner string, ok bool) {
	if len(text) < 2 || text[0] != '(' || text[len(text)-1] != ')' {
		return "", false
	}
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 && i < len(text)-1 {
				return "", false
			}
		}
	}
	return text[1 : len(text)-1], true
}

// splitTop splits text at a separator that stands neither in parentheses nor in a string.
func splitTop(text, separator string) (parts []string) {
	depth, start, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0 && strings.HasPrefix(text[i:], separator):
			parts = append(parts, text[start:i])
			i += len(separator) - 1
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// parseEnum reads the values of `one of "a", "b"`; those that are no strings, integers, booleans or null make it unknown.
func parseEnum(text, values string) *Type {
	if more := splitTop(values, " or "); len(more) > 1 {
		return nil // an enum and something else: which of it ends where is not told
	}
	t := &Type{Name: "enum", Description: text, Values: []Value{}}
	for _, one := range splitTop(values, ", ") {
		v := scalarOf(strings.TrimSpace(one))
		if !v.Exists() {
			return nil
		}
		t.Values = append(t.Values, v)
	}
	return t
}

// scalarOf is a scalar as Nix prints it; the zero Value for anything else.
func scalarOf(text string) Value {
	switch text {
	case "true", "false":
		return eval.Bool(text == "true")
	case "null":
		return eval.Null
	}
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return eval.Int(i)
	}
	if s, err := strconv.Unquote(text); err == nil && strings.HasPrefix(text, `"`) && !strings.Contains(text, "${") {
		return eval.String(s)
	}
	return Value{}
}

func parseUnion(text string, parts []string, depth int) *Type {
	var types []*Type
	for _, p := range parts {
		if p == "null" && len(types) == 0 && len(parts) > 1 {
			inner := parseDescription(strings.TrimPrefix(text, "null or "), depth+1)
			if inner == nil {
				return nil
			}
			return &Type{Name: "nullOr", Description: text, Elem: inner}
		}
		t := parseDescription(p, depth+1)
		if t == nil {
			return nil
		}
		types = append(types, t)
	}
	return &Type{Name: "either", Description: text, Alternatives: types}
}
