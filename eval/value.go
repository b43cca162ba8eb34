package eval

import "math"

// Kind says what a [Value] is.
type Kind uint8

// The kinds of value. The first group are the values of the Nix language; what follows is what the evaluator adds.
const (
	NoKind       Kind = iota // the zero [Value]: nothing at all
	NullKind                 // null
	BoolKind                 // true, false
	IntKind                  // a signed 64-bit integer
	FloatKind                // a 64-bit float
	StringKind               // a string, and the store paths that it refers to
	PathKind                 // an absolute path
	ListKind                 // [List], possibly open
	SetKind                  // [Set], an attribute set, possibly open
	FunctionKind             // [Function]: a lambda of some text; or [Builtin], also partly applied

	UnknownKind // [Unknown]: any value, or an error, with the reason why it is not known
	ChoiceKind  // one of a few values; which one is not known
	ErrorKind   // [Error]: Nix gives no value but this error
	LazyKind    // [Thunk]: not evaluated yet, or evaluated already and kept in its thunk; see [Session.Force]
)

var kindNames = [...]string{
	"nothing", "null", "bool", "int", "float", "string", "path", "list", "set", "lambda",
	"unknown", "choice", "error", "lazy",
}

// String is the kind's name, for the language's own kinds as `builtins.typeOf` has it.
func (k Kind) String() string { return kindNames[k] }

// WithArticle is the kind's name in a sentence: "a set", "an int"; "null" needs none.
func (k Kind) WithArticle() string {
	switch k {
	case NullKind:
		return "null"
	case IntKind:
		return "an int"
	case ErrorKind, UnknownKind:
		return "an " + k.String()
	}
	return "a " + k.String()
}

// ref is what a Value is or refers to. A Value is two words: half of the memory of an evaluation are sets and lists of them.
type ref interface{ kind() Kind }

type (
	nullRef   struct{}
	boolRef   bool
	intRef    int64
	floatRef  uint64 // its bits, so that equal means the same
	stringRef string
	pathRef   string
)

func (nullRef) kind() Kind   { return NullKind }
func (boolRef) kind() Kind   { return BoolKind }
func (intRef) kind() Kind    { return IntKind }
func (floatRef) kind() Kind  { return FloatKind }
func (stringRef) kind() Kind { return StringKind }
func (pathRef) kind() Kind   { return PathKind }

// Value is a value of the Nix language, or what the evaluator knows instead. It is small and passed by value; the zero
// Value is nothing ([NoKind]). A Value that is not Lazy never changes, but the sets and lists in it may hold Lazy ones:
// those belong to the [Session] that made them.
//
// The accessors answer with a zero value when the kind is another; ask [Value.Kind] of a forced value first.
type Value struct {
	ref ref
}

// Null is `null`.
var Null = Value{ref: nullRef{}}

// Bool makes a Boolean.
func Bool(b bool) Value {
	return Value{boolRef(b)}
}

// Int makes an integer.
func Int(i int64) Value { return Value{intRef(i)} }

// Float makes a float.
func Float(f float64) Value { return Value{floatRef(math.Float64bits(f))} }

// String makes a string, without context.
func String(s string) Value { return Value{ref: stringRef(s)} }

// Path makes a path; it should be absolute and clean.
func Path(p string) Value { return Value{ref: pathRef(p)} }

// Kind is what v is; [LazyKind] for a thunk, evaluated or not.
func (v Value) Kind() Kind {
	if v.ref == nil {
		return NoKind
	}
	return v.ref.kind()
}

// Exists reports whether v is anything at all.
func (v Value) Exists() bool { return v.ref != nil }

// Known reports whether v, which must not be Lazy, is a value of the language: not Unknown, Choice, Error or nothing.
func (v Value) Known() bool {
	k := v.Kind()
	return k > NoKind && k < UnknownKind
}

// AsBool is the Boolean v; ok is false when v is anything else.
func (v Value) AsBool() (b, ok bool) {
	r, ok := v.ref.(boolRef)
	return bool(r), ok
}

// IsTrue reports whether v is `true`.
func (v Value) IsTrue() bool {
	r, _ := v.ref.(boolRef)
	return bool(r)
}

// AsInt is the integer v; ok is false when v is anything else.
func (v Value) AsInt() (i int64, ok bool) {
	r, ok := v.ref.(intRef)
	return int64(r), ok
}

// AsFloat is the float v; ok is false when v is anything else, an integer included.
func (v Value) AsFloat() (f float64, ok bool) {
	r, ok := v.ref.(floatRef)
	return math.Float64frombits(uint64(r)), ok
}

// AsString is the string v; ok is false when v is anything else, a path included.
func (v Value) AsString() (s string, ok bool) {
	switch r := v.ref.(type) {
	case stringRef:
		return string(r), true
	case *markedString:
		return r.text, true
	}
	return "", false
}

// AsPath is the path v; ok is false when v is anything else.
func (v Value) AsPath() (p string, ok bool) {
	t, ok := v.ref.(pathRef)
	return string(t), ok
}

// List is the list v, nil when v is anything else. A nil *List has no elements.
func (v Value) List() *List {
	l, _ := v.ref.(*List)
	return l
}

// Set is the attribute set v, nil when v is anything else. A nil *Set has no attributes.
func (v Value) Set() *Set {
	s, _ := v.ref.(*Set)
	return s
}

// Function is the lambda v, nil when v is anything else, a builtin included.
func (v Value) Function() *Function {
	f, _ := v.ref.(*Function)
	return f
}

// Unknown is why v is not known, nil when v is anything else.
func (v Value) Unknown() *Unknown {
	u, _ := v.ref.(*Unknown)
	return u
}

// Alternatives are the values of a Choice, each forced and none of them Unknown, a Choice or Lazy; nil when v is
// anything else.
func (v Value) Alternatives() []Value {
	if c, ok := v.ref.(*choice); ok {
		return c.alternatives
	}
	return nil
}

// Error is the error v, nil when v is anything else.
func (v Value) Error() *Error {
	e, _ := v.ref.(*Error)
	return e
}

// IsSet reports whether v is an attribute set.
func (v Value) IsSet() bool {
	_, ok := v.ref.(*Set)
	return ok
}

// IsList reports whether v is a list.
func (v Value) IsList() bool {
	_, ok := v.ref.(*List)
	return ok
}

// bad reports whether v, which must be forced, is no value to compute with: Unknown, Choice or Error.
func (v Value) bad() bool {
	switch v.ref.(type) {
	case *Unknown, *Error, *choice:
		return true
	}
	return v.ref == nil
}
