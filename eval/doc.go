// Package eval computes the values of Nix expressions, lazily, and says honestly what it does not know.
//
// It is a call-by-need interpreter of the language of Nix 2.26 in which not knowing is a value. It starts no program,
// fetches nothing, reads no environment, and opens files only through a [Loader]. It knows nothing of options or
// modules: package optiondb builds the module system on the values that are here.
//
//	s := eval.New(eval.Options{})
//	v := s.Eval(syntax.Parse("rec { port = 3000; url = \"http://localhost:${toString port}\"; }"), "", "")
//	url, _ := s.Select(v, "url").AsString() // "http://localhost:3000"
//
// # From a toy example to everything
//
// Take `{ a = 1 + 2; b = throw "no"; }`. Evaluating it makes a [Set] of two attributes whose values are Lazy: [Thunk]s,
// which know their expression and the variables around it, and compute their value when they are forced, once. Forcing a
// gives 3; forcing b gives an [Error], and that is knowledge: real Nix fails there with these words. An Error is a value
// that flows, like any other: `b + 1` is the same Error. No Go panic is involved, and a failing thunk fails the same
// way each time it is asked.
//
// Now take `{ a = 1; b = builtins.getEnv "HOME"; }`. What b is depends on a machine that we are not, so that b is
// [Unknown], with the reason. An operation on an Unknown is Unknown, for the same reason, unless the answer does not
// depend on it: `false && u` is false. A selection from an Unknown remembers its text, so that with `pkgs` unknown
// `pkgs.microcosm.constellation` still prints as it was written ([Unknown.Text]).
//
// `u // { a = 1; }`, with u unknown, is a set of which we know the attribute a, and that there may be more: an open set
// ([Set.Open]). `({ a = 1; } // u).a` is Unknown, for u may replace it; but `({ a = 1; } // u) ? a` is true. Lists can be
// open too: `[ x ] ++ u` has x in it, and maybe more around it; its length is Unknown.
//
// `if u then 1 else 2` is a Choice of 1 and 2 ([Value.Alternatives]). An operation on a Choice is done on each
// alternative. A Choice has at most [MaxAlternatives] of them, and Unknown is its top: one branch that is Unknown, or one
// alternative too many, makes the whole Unknown. An Error may be an alternative: `assert u; 1` is 1 or the failed
// assertion.
//
// # Why it is sound
//
// The claim is: when the result is Known (or an Error), then whatever the Unknowns in the text stand for, real Nix gives
// that value (or that error), or it fails while it evaluates what an Unknown stands for. Each operation keeps the claim:
// what it tells without looking at an Unknown operand, it would tell for all values of it.
//
// Two things need care. First, a branch that Nix may never take is evaluated here to know its value; it may fail, run for
// ever, or need the very thunk that is being computed. So it gets its own small limits ([SpeculationFuel],
// [MaxSpeculation]), its errors stay alternatives, and a recursion met inside it is Unknown, not an error. Second, limits:
// running out of steps is Unknown, never a value.
//
// What is known to be known too much: a failing Unknown. `(u // { a = 1; }).a` is 1 here, and an error in Nix if u turns
// out to be no set.
//
// # What it costs
//
// A text is compiled when it is first evaluated, expression by expression, to a tree in which every variable is a number
// of frames up and a slot; what nobody needs is never compiled. What is compiled does not change, and a [Code] keeps it for
// all Sessions. A frame of few variables is one allocation, so is a thunk (48 bytes), and a [Value] is 16 bytes that are
// passed by value: sets and lists of them are most of the memory, so that integers above 255 are boxed. Arguments such as
// `n - 1` with n at hand are computed at once. The limits are in limits.go; they are counts, so that the result is the same
// on every machine.
//
// # What is imprecise
//
// String context is not kept: a string that would have one (a derivation's path, a file copied to the store) is Unknown
// as a whole, so that no known string lacks it. Alternatives of different variables are not correlated: with `x = if u
// then 1 else 2`, `x == x` is a Choice of true and false. What a `with` of a Choice binds is Unknown, and so is a string
// that interpolates one. A [Builtin] that looks into the elements of a list takes a Choice there for Unknown.
//
// # Who may use what
//
// A [Session] is one evaluation, and one goroutine at a time uses it and the Lazy values that it makes. Builtins, parsed
// files and forced values without Lazy ones in them may be shared. What is published must be frozen: taken apart into
// plain data by [Session.Force].
package eval
