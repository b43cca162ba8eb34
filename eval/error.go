package eval

import "regexp"

// ErrorClass says which of Nix's errors an [Error] is, as far as a program can tell them apart.
type ErrorClass uint8

// The classes. [ThrowError] and [AssertError] are what `builtins.tryEval` catches.
const (
	EvalError   ErrorClass = iota // a type error, a missing attribute, overflow, infinite recursion, …
	ThrowError                    // builtins.throw
	AssertError                   // `assert` on false
	AbortError                    // builtins.abort
)

// Error is what Nix gives in place of a value. Unlike an [Unknown] it is knowledge: real Nix fails here, and says so in
// these words. It is immutable. It flows like a value: what is computed from it is the same error.
type Error struct {
	Class   ErrorClass
	Message string  // Nix's own words, without "error: "
	Origin  *Origin // the expression that failed; nil when it is not known

	// Trace are the expressions that were being evaluated, innermost first; at most [MaxTrace].
	Trace []*Origin
	// Context are the texts that builtins.addErrorContext added, innermost first.
	Context []string
}

func (*Error) kind() Kind { return ErrorKind }

// MakeError makes an error value of class [EvalError] without a position.
func MakeError(message string) Value { return Value{ref: &Error{Message: message}} }

// MakeThrow makes the error that `throw message` gives.
func MakeThrow(message string) Value { return Value{ref: &Error{Class: ThrowError, Message: message}} }

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// Plain is the message without the escape sequences for terminals that a text may have put into it.
func (e *Error) Plain() string { return escapes.ReplaceAllString(e.Message, "") }

// Caught reports whether `builtins.tryEval` catches the error.
func (e *Error) Caught() bool { return e.Class == ThrowError || e.Class == AssertError }

// within is the error as it leaves an expression at o: the first such becomes its Origin, the next its Trace.
func (e *Error) within(o *Origin) Value {
	if o == nil || len(e.Trace) >= MaxTrace {
		return Value{ref: e}
	}
	c := *e
	if c.Origin == nil {
		c.Origin = o
	} else {
		c.Trace = append(c.Trace[:len(c.Trace):len(c.Trace)], o)
	}
	return Value{ref: &c}
}
