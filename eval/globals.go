package eval

import (
	"strings"
	"sync"
)

// def is the definition of a builtin.
type def struct {
	name  string
	wants []want
	f     func(s *Session, args []Value) Value
}

// args spells a builtin's wants.
func args(wants ...want) []want { return wants }

func (d *def) value() Value {
	return Value{ref: &Builtin{Name: d.name, arity: len(d.wants), wants: d.wants, f: d.f}}
}

// bare are the builtins that are global under their own name too; the others are under two underscores.
var bare = map[string]bool{
	"abort": true, "baseNameOf": true, "break": true, "builtins": true, "derivation": true, "derivationStrict": true,
	"dirOf": true, "false": true, "fetchGit": true, "fetchMercurial": true, "fetchTarball": true, "fetchTree": true,
	"fromTOML": true, "import": true, "isNull": true, "map": true, "null": true, "placeholder": true,
	"removeAttrs": true, "scopedImport": true, "throw": true, "toString": true, "true": true,
}

// globals are the names that need no import.
type globals struct{ values map[string]Value }

// shared are the names that need no import, with their values, when the search path is empty. They hold no thunk that
// is not forced, so that all Sessions share them.
var shared = sync.OnceValue(func() *globals { return globalsWith(nil) })

// sharedWith are those with a search path, by what [searchKey] makes of it.
var sharedWith sync.Map

// globalsOf are the globals of a Session with a search path. A process has few of them.
func globalsOf(searchPath []SearchEntry) *globals {
	if len(searchPath) == 0 {
		return shared()
	}
	key := searchKey(searchPath)
	if known, ok := sharedWith.Load(key); ok {
		return known.(*globals)
	}
	known, _ := sharedWith.LoadOrStore(key, globalsWith(searchPath))
	return known.(*globals)
}

func searchKey(searchPath []SearchEntry) string {
	var b strings.Builder
	for _, e := range searchPath {
		b.WriteString(e.Prefix + "\x00" + e.Path + "\x00")
	}
	return b.String()
}

func globalsWith(searchPath []SearchEntry) *globals {
	names := map[string]Value{}
	for _, d := range allBuiltins() {
		names[d.name] = d.value()
	}
	for name, why := range impure {
		names[name] = MakeUnknown("builtins."+name+" "+why, "builtins."+name)
	}
	names["true"], names["false"], names["null"] = Bool(true), Bool(false), Null
	names["langVersion"], names["storeDir"] = Int(6), String("/nix/store")
	names["nixPath"] = nixPath(searchPath)
	builtins := builtinsSet(names)
	all := map[string]Value{"builtins": builtins}
	for name, v := range names {
		if bare[name] {
			all[name] = v
		} else {
			all["__"+name] = v
		}
	}
	return &globals{all}
}

// builtinsSet is the set `builtins`, which holds itself.
func builtinsSet(names map[string]Value) Value {
	self := &Thunk{env: forced}
	attrs := []Attr{{Name: "builtins", Value: Value{ref: self}}}
	for name, v := range names {
		attrs = append(attrs, Attr{Name: name, Value: v})
	}
	self.value = MakeSet(attrs)
	return self.value
}

// noSearchPath is the search path of which nothing is known: who has one may find more there than in an empty list.
var noSearchPath = Value{ref: &List{}}

// nixPath is `builtins.nixPath`.
func nixPath(entries []SearchEntry) Value {
	if len(entries) == 0 {
		return noSearchPath
	}
	var list []Value
	for _, e := range entries {
		list = append(list, MakeSet([]Attr{{Name: "path", Value: String(e.Path)}, {Name: "prefix", Value: String(e.Prefix)}}))
	}
	return MakeList(list)
}

// Global is the value of a name that Nix knows without any import, such as `builtins` or `toString`; the zero Value
// when there is none.
func (s *Session) Global(name string) Value { return s.globals.values[name] }
