package modules

import (
	"strings"

	"atproto-ls/eval"
)

// Value is a value of package eval.
type Value = eval.Value

// System is the module system of one [eval.Session]. Like its Session it belongs to one goroutine at a time.
type System struct {
	session        *eval.Session
	base           [2]Value                     // the module that declares `_module`, of a configuration and of a submodule
	configurations map[*eval.Set]*Configuration // by their values, to find those of submodules again
	lenient        bool                         // submodules are lenient too
	reads          *[]*Option                   // where options that are evaluated are noted; nil for nowhere
	unset          map[string]*Option           // the options that were evaluated without a value, by the error that this is
	refused        map[string]refusal           // values that types do not take, by the error that this is
}

// Install makes the module system of s: `lib.evalModules`, and the functions that types merge with, work in s from then
// on. It must come before anything is evaluated in s.
func Install(s *eval.Session) *System {
	m := &System{session: s, configurations: map[*eval.Set]*Configuration{}, unset: map[string]*Option{}, refused: map[string]refusal{}}
	s.SetModuleSystem(map[string]Value{
		"evalModules":      eval.NewBuiltin("evalModules", 1, m.evalModules),
		"mergeDefinitions": eval.NewBuiltin("mergeDefinitions", 3, m.mergeDefinitions),
		"evalOptionValue":  eval.NewBuiltin("evalOptionValue", 3, m.evalOptionValue),
		"mergeOptionDecls": eval.NewBuiltin("mergeOptionDecls", 2, m.mergeOptionDecls),
		"fixupOptionType":  eval.NewBuiltin("fixupOptionType", 2, m.fixupOptionType),
	})
	return m
}

// Documenting makes the submodules of all configurations lenient too: of one that cannot be read as a whole, the rest. That is
// for showing what there is, not for judging.
func (m *System) Documenting() *System {
	m.lenient = true
	return m
}

// once is a computation that runs when it is first needed. A need of itself is the evaluator's infinite recursion.
type once struct{ thunk Value }

// newOnce runs f, which gives the Error or Unknown that it met, or the zero Value. What f computes it leaves in its
// variables; it may run again when it met a limit.
func newOnce(f func() Value) once {
	return once{eval.Lazily(func() Value {
		if bad := f(); bad.Exists() {
			return bad
		}
		return eval.Null
	})}
}

// run is the zero Value when all went well.
func (o once) run(s *eval.Session) Value {
	if v := s.Force(o.thunk); v.Kind() != eval.NullKind {
		return v
	}
	return Value{}
}

// lazy is a value that f computes, without a place.
func lazy(f func() Value) Value { return eval.Lazily(f) }

// known is whether a forced value is one to work with, and what stands in its place otherwise.
func known(v Value) (bad Value, ok bool) {
	switch v.Kind() {
	case eval.UnknownKind, eval.ErrorKind:
		return v, false
	case eval.ChoiceKind:
		return unknown(eval.Why(v).Reason), false
	}
	return Value{}, true
}

func unknown(reason string) Value { return eval.MakeUnknown(reason, "") }

// lib is a function or value of the Session's lib.
func (m *System) lib(path ...string) Value { return m.session.Select(m.session.Lib(), path...) }

// typeTag is the `_type` of a forced value, "" when it has none.
func (m *System) typeTag(v Value) string {
	set := v.Set()
	if set == nil || !set.Has("_type") {
		return ""
	}
	text, _ := m.session.Force(set.Get("_type")).AsString()
	return text
}

// isFunction is nixpkgs' lib.isFunction.
func isFunction(v Value) bool { return v.Kind() == eval.FunctionKind || v.Set().Has("__functor") }

// stringList is a list of strings as a value.
func stringList(texts []string) Value {
	elems := make([]Value, len(texts))
	for i, t := range texts {
		elems[i] = eval.String(t)
	}
	return eval.MakeList(elems)
}

// location is the path of an option or of what is in its value; bad is what stands in its place. A value may hold itself.
func (m *System) location(v Value) (path []string, bad Value) {
	if path, bad = m.textList(v); len(path) > maxPrefix {
		return nil, unknown("submodules nest too deep")
	}
	return path, bad
}

// textList is a list of strings out of a value; bad is what stands in its place.
func (m *System) textList(v Value) (texts []string, bad Value) {
	v = m.session.Force(v)
	if bad, ok := known(v); !ok {
		return nil, bad
	}
	elems := v.List().Elems()
	texts = make([]string, 0, len(elems))
	for _, e := range elems {
		text, ok := m.session.Force(e).AsString()
		if !ok {
			return nil, unknown("a part of an option's path is not known")
		}
		texts = append(texts, text)
	}
	return texts, Value{}
}

// set makes a set of names and values in turn.
func set(pairs ...any) Value {
	attrs := make([]eval.Attr, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		attrs = append(attrs, eval.Attr{Name: pairs[i].(string), Value: pairs[i+1].(Value)})
	}
	return eval.MakeSet(attrs)
}

// showOption is the path loc as Nix's messages write it.
func showOption(loc []string) string {
	parts := make([]string, len(loc))
	for i, p := range loc {
		parts[i] = p
		if p != "*" && !(strings.HasPrefix(p, "<") && strings.HasSuffix(p, ">")) {
			parts[i] = eval.QuoteName(p)
		}
	}
	return strings.Join(parts, ".")
}

// showFiles names files as Nix's messages do.
func showFiles(files []string) string {
	quoted := make([]string, len(files))
	for i, f := range files {
		quoted[i] = "`" + f + "'"
	}
	return strings.Join(quoted, " and ")
}

// showDefs lists definitions as Nix's messages do; bad is the error that showing them is.
func (m *System) showDefs(defs Value) (text string, bad Value) {
	v := m.session.Apply(m.lib("options", "showDefs"), defs)
	if v.Kind() == eval.ErrorKind {
		return "", v
	}
	text, _ = v.AsString()
	return text, Value{}
}
