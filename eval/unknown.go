package eval

import (
	"slices"
	"strings"
)

// Unknown stands for any value, or an error: what the evaluator does not know, and why. It is immutable.
type Unknown struct {
	// Reason is one clause without a full stop: "builtins.getEnv is not evaluated", "step limit". What is computed
	// from an Unknown keeps its reason.
	Reason string

	// Origin is where the uncertainty came up; nil when no text is to blame.
	Origin *Origin

	base *Unknown // what text was selected from
	text string
	// passing is set when only the way to the value made it unknown: a limit, a recursion in a branch that Nix may
	// never take. No thunk remembers it.
	passing bool

	pkgs  bool // it stands for nixpkgs' packages, of which [Session.attrOf] knows a little
	names bool // what is selected is not known because it is not covered, and says so by name

	parts func(path []string) Value // what is known below it, by the names from where it begins; nil: nothing is
	path  []string                  // the names so far
}

func (*Unknown) kind() Kind { return UnknownKind }

// MakeUnknown makes an Unknown. text is how it prints in a default, such as "pkgs"; it may be "".
func MakeUnknown(reason, text string) Value {
	return Value{ref: &Unknown{Reason: reason, text: text}}
}

// MakePartlyKnown is an Unknown that knows some of what is in it: parts gives the value, forced, at a path of attribute names,
// or the zero Value. It is asked again at every selection, by the goroutine that evaluates.
func MakePartlyKnown(reason, text string, parts func(path []string) Value) Value {
	return Value{ref: &Unknown{Reason: reason, text: text, parts: parts}}
}

// Text is the Nix text that the unknown value was written as (`pkgs.microcosm.constellation`), "" when there is none.
func (u *Unknown) Text() string {
	if u.base == nil {
		return u.text
	}
	base := u.base.Text()
	if base == "" {
		return ""
	}
	return base + "." + u.text
}

// attr is the Unknown that an attribute of u is.
func (u *Unknown) attr(name string) Value {
	reason := u.Reason
	if u.names {
		reason = u.Text() + "." + name + " is not covered"
	}
	below := &Unknown{Reason: reason, Origin: u.Origin, base: u, text: QuoteName(name), passing: u.passing}
	if u.parts != nil {
		below.parts, below.path = u.parts, append(slices.Clip(u.path), name)
		if known := u.parts(below.path); known.Exists() {
			return known
		}
	}
	return Value{ref: below}
}

// mayHave reports whether what u hides may have an attribute of a name that a `with` looks for. What our own lib does not
// cover of nixpkgs' are names that are known.
func (u *Unknown) mayHave(name string) bool {
	topic, ok := strings.CutPrefix(u.text+".", "lib.")
	return !ok || !u.names || u.base != nil || libNames()[topic+name]
}

// derived is what an operation on u gives: unknown for the same reason, but no longer u's text.
func (u *Unknown) derived() Value {
	if u.text == "" && u.base == nil {
		return Value{ref: u}
	}
	return Value{ref: &Unknown{Reason: u.Reason, Origin: u.Origin, passing: u.passing}}
}

// choice is one of a few forced values: between 2 and MaxAlternatives, flat, none of them Unknown.
type choice struct {
	alternatives []Value
	why          *Unknown // what would decide
}

func (*choice) kind() Kind { return ChoiceKind }

// MakeChoice is the value that is one of alternatives, which must be forced. Equal ones count once, Choices are
// flattened; one Unknown among them, or more than [MaxAlternatives], makes the whole Unknown.
func MakeChoice(alternatives ...Value) Value {
	return choose(&Unknown{Reason: "one of several values"}, alternatives)
}

// choose is MakeChoice that knows what would decide.
func choose(why *Unknown, alternatives []Value) Value {
	var flat []Value
	for _, a := range alternatives {
		switch r := a.ref.(type) {
		case *Unknown:
			return r.derived()
		case *choice:
			for _, b := range r.alternatives {
				flat = appendNew(flat, b)
			}
		default:
			flat = appendNew(flat, a)
		}
	}
	switch {
	case len(flat) == 1:
		return flat[0]
	case len(flat) == 0 || len(flat) > MaxAlternatives:
		return why.derived()
	}
	return Value{ref: &choice{flat, why}}
}

// appendNew appends v unless it is the same value as one that is there.
func appendNew(values []Value, v Value) []Value {
	for _, w := range values {
		if same(v, w) {
			return values
		}
	}
	return append(values, v)
}

// same reports whether two forced values are plainly the same: equal scalars, or one object.
func same(v, w Value) bool {
	if v.Kind() == StringKind && w.Kind() == StringKind {
		return str(v) == str(w) && len(contextOf(v))+len(contextOf(w)) == 0
	}
	e, ok := v.ref.(*Error)
	if f, both := w.ref.(*Error); ok && both {
		return e.Message == f.Message
	}
	return v.ref == w.ref
}
