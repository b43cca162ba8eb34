package eval

import (
	"sort"
	"strings"
)

// contexts collects the store paths that a string refers to (Nix manual, "String context"), encoded as Nix does: a path
// as it is; `!out!path.drv` for an output of a derivation; `=path.drv` for a derivation with everything it needs. A nil
// *contexts collects nothing.
type contexts struct{ list []string }

func (c *contexts) add(list ...string) {
	if c != nil {
		c.list = append(c.list, list...)
	}
}

// markedString is a string that refers to store paths: sorted, each once, at least one.
type markedString struct {
	text    string
	context []string
}

func (*markedString) kind() Kind { return StringKind }

// marked is text as a string that refers to what c collected.
func (c *contexts) marked(text string) Value { return stringWith(text, c.list) }

func stringWith(text string, context []string) Value {
	if len(context) == 0 {
		return String(text)
	}
	sorted := append([]string(nil), context...)
	sort.Strings(sorted)
	kept := sorted[:1]
	for _, c := range sorted[1:] {
		if c != kept[len(kept)-1] {
			kept = append(kept, c)
		}
	}
	return Value{ref: &markedString{text, kept}}
}

// contextOf is what the string v refers to; nil for most strings, and all other values.
func contextOf(v Value) []string {
	if m, ok := v.ref.(*markedString); ok {
		return m.context
	}
	return nil
}

// wantName wants a string that refers to no store path, as an attribute's name must be.
func (s *Session) wantName(v Value) (text string, bad Value) {
	if m, ok := v.ref.(*markedString); ok {
		return "", MakeError("the string '" + m.text + "' is not allowed to refer to a store path (such as '" + strings.TrimPrefix(contextPath(m.context[0]), storeDir+"/") + "')")
	}
	return s.wantString(v)
}

// contextPath is the store path in an encoded context.
func contextPath(c string) string {
	switch c[0] {
	case '=':
		return c[1:]
	case '!':
		_, p := outputContext(c)
		return p
	}
	return c
}

// outputContext takes `!output!path` apart.
func outputContext(c string) (output, path string) {
	for i := 1; i < len(c); i++ {
		if c[i] == '!' {
			return c[1:i], c[i+1:]
		}
	}
	return "", c
}

// Context are the store paths that the string v refers to, encoded as Nix does; nil for most strings and all other values.
func Context(v Value) []string { return contextOf(v) }

// StringWith makes a string that refers to store paths, as [Context] gives them.
func StringWith(text string, context []string) Value { return stringWith(text, context) }
