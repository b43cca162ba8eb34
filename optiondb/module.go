package optiondb

import (
	"strings"

	"atproto-ls/eval"
)

// Value is a value of package eval, as options and definitions hold it.
type Value = eval.Value

// Module is one NixOS module after its function was applied: what it declares and what it defines, both not evaluated
// further. nixpkgs' lib/modules.nix (unifyModuleSyntax) says how they are told apart.
type Module struct {
	File    string       // the file that it stands in, "" for one that stands in no file
	At      *eval.Origin // where it stands: the module's own expression; nil when unknown
	Options Value        // a set of declarations; the zero Value when there are none
	Config  Value        // a set of definitions or a property such as `mkIf`; the zero Value when there are none
	Free    Value        // freeformType; the zero Value when there is none
	Plain   bool         // it has none of `imports`, `options` and `config`: any set could be it
}

// Unread is an import that could not be followed: what it brings is unknown.
type Unread struct {
	At   *eval.Origin // the element of `imports`, or the module; nil when unknown
	What string       // the import as it is written
	Why  string
}

// Import is an import of a path.
type Import struct {
	At   *eval.Origin
	Path string // absolute; a folder stands for its default.nix
}

// Modules are the modules that some roots import, roots included, each once, imported ones before their importers.
type Modules struct {
	All    []*Module
	Paths  []Import // the imports of paths that were not followed, see [CollectOne]
	Unread []Unread
}

// Args are what a module function is called with: by name. A name that is not there is Unknown, for it may come from
// `_module.args` or `specialArgs`.
type Args map[string]Value

// collector follows imports.
type collector struct {
	session *eval.Session
	args    Args
	seen    map[string]bool // by key: a path, or a module's `key`
	depth   int
	one     bool // imports of paths are noted, not followed
	out     Modules

	disabled map[string]bool // the keys that disabledModules takes out
}

// maxImportDepth is how deep imports may nest; deeper ones are unread.
const maxImportDepth = 256

// Collect follows the imports of roots: paths, sets, functions, lists of them. It never fails: what cannot be read is
// told in Unread.
func Collect(s *eval.Session, args Args, roots ...Value) Modules {
	c := &collector{session: s, args: args, seen: map[string]bool{}}
	for _, r := range roots {
		c.load(r, "", eval.OriginOf(r))
	}
	if len(c.disabled) == 0 {
		return c.out
	}
	c = &collector{session: s, args: args, seen: c.disabled} // once more: without those, and what only they import
	for _, r := range roots {
		c.load(r, "", eval.OriginOf(r))
	}
	return c.out
}

// CollectOne is Collect for the module in one file: imports of paths are noted in Paths instead of being followed, those
// of sets and functions, which stand in the file or are computed by it, are read.
func CollectOne(s *eval.Session, args Args, file string, module Value) Modules {
	c := &collector{session: s, args: args, seen: map[string]bool{file: true}, one: true}
	c.load(module, file, eval.OriginOf(module))
	return c.out
}

// load reads one module: whatever may stand in a list of imports. file is the importer's.
func (c *collector) load(v Value, file string, at *eval.Origin) {
	if c.depth++; c.depth > maxImportDepth {
		c.unread(at, "imports nest too deep")
		c.depth--
		return
	}
	defer func() { c.depth-- }()
	forced := c.session.Force(v)
	switch forced.Kind() {
	case eval.PathKind:
		path, _ := forced.AsPath()
		c.loadPath(path, at)
	case eval.StringKind:
		if path, _ := forced.AsString(); strings.HasPrefix(path, "/") {
			c.loadPath(path, at)
		} else {
			c.unread(at, "a string is no module")
		}
	case eval.FunctionKind:
		c.loadApplied(c.call(forced), file, at)
	case eval.SetKind:
		if c.functor(forced) {
			c.loadApplied(c.call(forced), file, at)
			return
		}
		c.module(forced, file, at)
	default:
		c.notModule(forced, at)
	}
}

func (c *collector) functor(v Value) bool { return v.Set().Has("__functor") }

// loadPath reads the module in a file, once.
func (c *collector) loadPath(path string, at *eval.Origin) {
	if c.one {
		c.out.Paths = append(c.out.Paths, Import{at, path})
		return
	}
	if c.seen[path] {
		return
	}
	c.seen[path] = true
	v := c.session.Import(path)
	file := path
	if o := eval.OriginOf(v); o.Path() != "" {
		file = o.Path() // a folder's default.nix
		if c.seen[file] && file != path {
			return
		}
		c.seen[file] = true
	}
	if v.Kind() == eval.FunctionKind {
		v = c.call(v)
	}
	c.loadApplied(v, file, at)
}

// loadApplied reads what a module's file or function gave.
func (c *collector) loadApplied(v Value, file string, at *eval.Origin) {
	if v.Kind() == eval.SetKind {
		c.module(v, file, at)
		return
	}
	c.notModule(v, at)
}

func (c *collector) notModule(v Value, at *eval.Origin) {
	switch v.Kind() {
	case eval.UnknownKind:
		c.unread(at, v.Unknown().Reason)
	case eval.ErrorKind:
		c.unread(at, v.Error().Message)
	case eval.ChoiceKind:
		c.unread(at, "which of several modules is meant depends on the evaluation")
	default:
		c.unread(at, v.Kind().WithArticle()+" is no module")
	}
}

func (c *collector) unread(at *eval.Origin, why string) {
	c.out.Unread = append(c.out.Unread, Unread{at, at.Value().Text(), why})
}

// call applies a module function to the arguments that it names.
func (c *collector) call(f Value) Value { return Call(c.session, f, c.args) }

// Call applies the module function f to those of args that it names; others that it names are Unknown.
func Call(s *eval.Session, f Value, args Args) Value {
	return s.Apply(f, moduleArguments(s, f, args))
}

// moduleArguments is the set that a module function is called with: the names of its pattern, or for a function of one
// variable all of args and maybe more.
func moduleArguments(s *eval.Session, f Value, args Args) Value {
	why := eval.MakeUnknown("it may come from _module.args", "").Unknown()
	formals, pattern := s.FormalsOf(f)
	if !pattern {
		attrs := make([]eval.Attr, 0, len(args))
		for name, v := range args {
			attrs = append(attrs, eval.Attr{Name: name, Value: v})
		}
		return eval.MakeOpenSet(attrs, why)
	}
	attrs := make([]eval.Attr, 0, len(formals))
	for _, formal := range formals {
		v, known := args[formal.Name]
		if !known {
			v = eval.MakeUnknown("`"+formal.Name+"` is an argument that the configuration passes", formal.Name)
		}
		attrs = append(attrs, eval.Attr{Name: formal.Name, Value: v})
	}
	return eval.MakeSet(attrs)
}

// moduleKeys are what a module may hold besides definitions.
var moduleKeys = map[string]bool{"_class": true, "_file": true, "key": true, "disabledModules": true, "imports": true,
	"options": true, "config": true, "meta": true, "freeformType": true}

// module takes a module's set apart and follows its imports.
func (c *collector) module(v Value, file string, at *eval.Origin) {
	set := v.Set()
	if key, ok := c.session.Force(set.Get("key")).AsString(); ok {
		if c.seen["key:"+key] {
			return
		}
		c.seen["key:"+key] = true
	}
	if named, ok := c.session.Force(set.Get("_file")).AsString(); ok && file == "" {
		file = named
	}
	if set.Origin() != nil {
		at = set.Origin()
	}
	m := &Module{File: file, At: at, Plain: !set.Has("imports") && !set.Has("options") && !set.Has("config")}
	switch {
	case set.Has("_type"):
		m.Config = v
	case set.Has("config") || set.Has("options"):
		m.Options, m.Config, m.Free = set.Get("options"), set.Get("config"), set.Get("freeformType")
	default:
		m.Config, m.Free = shorthand(v), set.Get("freeformType")
	}
	c.imports(set.Get("imports"), file)
	if set.Open() != nil && !set.Has("imports") {
		c.out.Unread = append(c.out.Unread, Unread{at, "imports", set.Open().Reason})
	}
	c.disable(set.Get("disabledModules"), at)
	c.out.All = append(c.out.All, m)
}

// disable notes what a module's disabledModules takes out: paths, and sets with a key. A relative name is one of nixpkgs' own
// modules.
func (c *collector) disable(v Value, at *eval.Origin) {
	if !v.Exists() {
		return
	}
	list := c.session.Force(v).List()
	known := list != nil && list.Open() == nil && !c.one
	for _, e := range list.Elems() {
		e = c.session.Force(e)
		path, isPath := e.AsPath()
		text, isText := e.AsString()
		if e.IsSet() {
			text, isText = c.session.Force(e.Set().Get("key")).AsString()
			text = "key:" + text
		}
		known = known && (isPath || isText)
		if c.disabled == nil {
			c.disabled = map[string]bool{}
		}
		c.disabled[path+text] = true
	}
	if !known {
		c.out.Unread = append(c.out.Unread, Unread{at, "disabledModules", "what it takes out is not followed"})
	}
}

// shorthand is a module without `config` and `options`: its other attributes are definitions.
func shorthand(v Value) Value {
	set := v.Set()
	attrs := make([]eval.Attr, 0, set.Len())
	for _, a := range set.Attrs() {
		if !moduleKeys[a.Name] {
			attrs = append(attrs, a)
		}
	}
	return set.With(attrs)
}

// imports follows a list of imports.
func (c *collector) imports(v Value, file string) {
	if !v.Exists() {
		return
	}
	at := eval.OriginOf(v)
	forced := c.session.Force(v)
	if forced.Kind() != eval.ListKind {
		c.notModule(forced, at)
		return
	}
	list := forced.List()
	if !c.one {
		c.session.Foresee(list.Elems())
	}
	for _, e := range list.Elems() {
		c.load(e, file, eval.OriginOf(e))
	}
	if list.Open() != nil {
		c.unread(at, list.Open().Reason)
	}
}
