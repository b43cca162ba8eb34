package modules

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"atproto-ls/eval"
)

// module is one module after its function was applied, taken apart (nixpkgs' unifyModuleSyntax).
type module struct {
	file, key string
	at        *eval.Origin // where the module's set was written; nil when unknown
	class     Value
	disabled  Value // a list; the zero Value for none
	options   Value // a set of declarations; the zero Value for none
	config    Value
	imports   []*module
}

// Unread is an import that was not followed.
type Unread struct {
	At   *eval.Origin // the element of `imports`; nil when unknown
	File string       // the file of the importing module
	Why  string
}

// unknownFile is what stands for the file of a module that has none.
const unknownFile = "<unknown-file>"

// maxDepth is how deep imports may nest, maxModules how many modules a configuration may have, and maxPrefix how long the
// path of a submodule, or of a value in sets of sets, may be: a type may hold itself.
const (
	maxDepth   = 256
	maxModules = 20_000
	maxPrefix  = 64
)

// collector follows the imports of one configuration.
type collector struct {
	*Configuration
	passed   Value              // what module functions are called with
	byPath   map[string]*module // those read from files
	count    int
	depth    int
	disabled map[string]bool
}

// collect finds the modules of c: in the order in which their definitions count.
func (c *Configuration) collect() Value {
	if len(c.args.Prefix) > maxPrefix {
		return unknown("submodules nest too deep")
	}
	c.modules, c.unread = nil, nil
	c.collecting = true
	defer func() { c.collecting = false }()
	w := &collector{Configuration: c, passed: c.moduleArgs(), byPath: map[string]*module{}, disabled: map[string]bool{}}
	roots, bad := w.loadAll(c.args.Modules, unknownFile, "")
	if bad.Exists() {
		return bad
	}
	for i, own := range []Value{c.system.baseModule(len(c.args.Prefix) > 0), c.ownModule()} {
		m, bad := w.load(own, unknownFile, ":anon-"+strconv.Itoa(len(c.args.Modules)+i+1))
		if bad.Exists() { // a limit: a configuration without them is none, however lenient
			return bad
		}
		roots = append(roots, m)
	}
	if bad := w.disable(roots, map[*module]bool{}); bad.Exists() {
		return bad
	}
	c.disabled = slices.Sorted(maps.Keys(w.disabled))
	c.roots = roots
	found := w.closure(roots)
	for i := len(found) - 1; i >= 0; i-- {
		c.modules = append(c.modules, found[i])
	}
	return Value{}
}

// closure are the modules that roots reach, breadth first, each key once, without the disabled ones.
func (w *collector) closure(roots []*module) (found []*module) {
	seen := map[string]bool{}
	queue := append([]*module(nil), roots...)
	for len(queue) > 0 {
		m := queue[0]
		queue = queue[1:]
		if seen[m.key] || w.disabled[m.key] {
			continue
		}
		seen[m.key] = true
		found = append(found, m)
		queue = append(queue, m.imports...)
	}
	return found
}

// loadAll reads a list of modules that the module in file imports. In a lenient configuration what cannot be read is
// noted and left out.
func (w *collector) loadAll(list []Value, file, key string) (loaded []*module, bad Value) {
	for i, v := range list {
		m, bad := w.load(v, file, key+":anon-"+strconv.Itoa(i+1))
		if bad.Exists() {
			if !w.args.Lenient || w.system.session.Fuel() <= 0 { // with more steps the module may be read
				return nil, bad
			}
			w.unread = append(w.unread, Unread{eval.OriginOf(v), file, why(bad)})
			continue
		}
		loaded = append(loaded, m)
	}
	return loaded, Value{}
}

// why is why a value is no value.
func why(bad Value) string {
	if e := bad.Error(); e != nil {
		return e.Plain()
	}
	return eval.Why(bad).Reason
}

// load reads one module: whatever may stand in a list of imports.
func (w *collector) load(v Value, file, key string) (m *module, bad Value) {
	if w.depth++; w.depth > maxDepth {
		w.depth--
		return nil, unknown("imports nest too deep")
	}
	defer func() { w.depth-- }()
	if w.count++; w.count > maxModules {
		return nil, unknown("more modules than the limit")
	}
	if !w.system.session.Spend(20) {
		return nil, w.system.session.Exhausted()
	}
	forced := w.system.session.Force(v)
	if bad, ok := known(forced); !ok {
		return nil, bad
	}
	switch {
	case isFunction(forced):
		return w.unify(w.call(forced, key), file, key, nil)
	case forced.IsSet():
		return w.loadSet(forced, file, key)
	case forced.IsList():
		text, bad := w.system.showDefs(eval.MakeList([]Value{set("file", eval.String(file), "value", forced)}))
		if bad.Exists() {
			return nil, bad
		}
		return nil, eval.MakeThrow("Module imports can't be nested lists. Perhaps you meant to remove one level of lists? Definitions: " + text)
	}
	return w.loadPath(forced)
}

// loadSet reads a set that stands for a module, or for something else and is a mistake.
func (w *collector) loadSet(v Value, file, key string) (*module, Value) {
	switch tag := w.system.typeTag(v); {
	case tag == "" || tag == "module":
		return w.unify(v, file, key, nil)
	case tag == "if" || tag == "override":
		return w.unify(set("config", v), file, key, nil)
	default:
		return nil, eval.MakeThrow(w.notModule(tag, file))
	}
}

// loadPath reads the module in a file, once.
func (w *collector) loadPath(v Value) (*module, Value) {
	s := w.system.session
	text, bad := s.Text(s.Apply(w.system.lib("toString"), v))
	if bad.Exists() {
		return nil, bad
	}
	if m := w.byPath[text]; m != nil {
		return m, Value{}
	}
	var imported Value
	switch {
	case strings.HasPrefix(text, "/"):
		imported = s.Import(text)
	case v.Kind() == eval.StringKind:
		return nil, eval.MakeError("string '" + text + "' doesn't represent an absolute path")
	default:
		return nil, eval.MakeError("cannot coerce a value of a module list to a path: " + s.Print(v))
	}
	if isFunction(imported) {
		imported = w.call(imported, text)
	}
	m := &module{}
	w.byPath[text] = m
	return w.unify(imported, text, text, m)
}

// call applies a module function to the arguments that it names; those that the configuration does not have at hand come
// from `_module.args`.
func (w *collector) call(f Value, key string) Value {
	s, args := w.system.session, w.passed.Set()
	formals, _ := s.FormalsOf(f)
	if functionArgs := f.Set().Get("__functionArgs"); functionArgs.Exists() {
		for _, a := range s.Force(functionArgs).Set().Attrs() {
			formals = append(formals, eval.Formal{Name: a.Name})
		}
	}
	extra := make([]eval.Attr, 0, len(formals))
	for _, formal := range formals {
		name := formal.Name
		given := args.Get(name)
		extra = append(extra, eval.Attr{Name: name, Value: lazy(func() Value {
			return eval.AddContext(w.argument(given, name), "while evaluating the module argument `"+name+"' in \""+key+"\":")
		})})
	}
	return s.Apply(f, args.Updated(extra...))
}

// argument is the module argument name, given when it was passed.
func (c *Configuration) argument(given Value, name string) Value {
	s := c.system.session
	if given.Exists() {
		return s.Force(given)
	}
	if c.args.Lenient {
		// What an import depends on cannot come from _module.args: it is one of those that the caller passes.
		if c.collecting {
			return c.passed(name)
		}
		if v := s.Lookup(c.config, "_module", "args", name); v.Exists() && v.Kind() != eval.UnknownKind {
			return v
		}
		return c.passed(name)
	}
	return eval.AddContext(s.Select(c.hinted, "_module", "args", name),
		"noting that argument `"+name+"` is not externally provided, so querying `_module.args` instead, requiring `config`")
}

// passed stands for an argument that the caller of a lenient configuration does not give.
func (c *Configuration) passed(name string) Value {
	if name == "pkgs" {
		return c.system.session.Pkgs("`pkgs` is an argument that the configuration passes")
	}
	return eval.MakeUnknown("`"+name+"` is an argument that the configuration passes", name)
}

// moduleKeys are what a module with `config` or `options` may hold besides, and which of a shorthand one are no
// definitions.
var (
	moduleKeys    = map[string]bool{"_class": true, "_file": true, "key": true, "disabledModules": true, "imports": true, "options": true, "config": true, "meta": true, "freeformType": true}
	shorthandKeys = map[string]bool{"_class": true, "_file": true, "key": true, "disabledModules": true, "require": true, "imports": true, "freeformType": true}
)

// unify takes the set of a module apart, into m when that exists, and follows its imports.
func (w *collector) unify(v Value, file, key string, m *module) (*module, Value) {
	if m == nil {
		m = &module{}
	}
	v = w.system.session.Force(v)
	if bad, ok := known(v); !ok {
		return nil, bad
	}
	if !v.IsSet() {
		return nil, eval.MakeThrow("module " + file + " (" + key + ") does not look like a module.")
	}
	attrs := v.Set()
	m.at = attrs.Origin()
	m.class, m.disabled = eval.Null, attrs.Get("disabledModules")
	if attrs.Has("_class") {
		m.class = attrs.Get("_class")
	}
	var bad Value
	if m.file, bad = w.named(attrs, "_file", file); bad.Exists() {
		return nil, bad
	}
	if m.key, bad = w.named(attrs, "key", key); bad.Exists() {
		return nil, bad
	}
	if attrs.Has("config") || attrs.Has("options") {
		bad = m.explicit(attrs)
	} else {
		m.shorthand(v)
	}
	if !bad.Exists() {
		bad = w.checkClass(m)
	}
	if bad.Exists() {
		return nil, bad
	}
	return m, w.follow(m, attrs)
}

// named is the attribute name as a string, otherwise without it.
func (w *collector) named(attrs *eval.Set, name, otherwise string) (string, Value) {
	if !attrs.Has(name) {
		return otherwise, Value{}
	}
	s := w.system.session
	return s.Text(s.Apply(w.system.lib("toString"), attrs.Get(name)))
}

// explicit is a module with `config` or `options`.
func (m *module) explicit(attrs *eval.Set) Value {
	var odd []string
	for _, a := range attrs.Attrs() {
		if !moduleKeys[a.Name] {
			odd = append(odd, a.Name)
		}
	}
	if len(odd) > 0 {
		return eval.MakeThrow("Module `" + m.key + "' has an unsupported attribute `" + odd[0] + "'. This is caused by introducing a top-level `config' or `options' attribute. Add configuration attributes immediately on the top level instead, or move all of them (namely: " + strings.Join(odd, " ") + ") into the explicit `config' attribute.")
	}
	m.options, m.config = attrs.Get("options"), attrs.Get("config")
	if !m.config.Exists() {
		m.config = eval.MakeSet(nil)
	}
	m.config = withMeta(m.config, attrs, true)
	return Value{}
}

// shorthand is a module without: its attributes are definitions.
func (m *module) shorthand(v Value) {
	all := v.Set()
	kept := make([]eval.Attr, 0, all.Len())
	for _, a := range all.Attrs() {
		if !shorthandKeys[a.Name] {
			kept = append(kept, a)
		}
	}
	m.config = withMeta(all.With(kept), all, false)
}

// withMeta is a module's config, and what its `meta` and `freeformType` define.
func withMeta(config Value, attrs *eval.Set, meta bool) Value {
	parts := []Value{config}
	if meta && attrs.Has("meta") {
		parts = append(parts, set("meta", attrs.Get("meta")))
	}
	if attrs.Has("freeformType") {
		parts = append(parts, set("_module", set("freeformType", attrs.Get("freeformType"))))
	}
	if len(parts) == 1 {
		return config
	}
	return set("_type", eval.String("merge"), "contents", eval.MakeList(parts))
}

// follow reads the imports of m.
func (w *collector) follow(m *module, attrs *eval.Set) Value {
	var list []Value
	for _, name := range []string{"require", "imports"} {
		if !attrs.Has(name) || name == "require" && attrs.Has("config") {
			continue
		}
		v := w.system.session.Force(attrs.Get(name))
		bad, ok := known(v)
		if ok && !v.IsList() {
			bad, ok = eval.MakeError("expected a list but found "+w.system.session.Print(v)+", while evaluating the imports of `"+m.file+"'"), false
		}
		if ok && v.List().Open() != nil {
			bad, ok = unknown(v.List().Open().Reason), false
		}
		list = append(list, v.List().Elems()...)
		if !ok && !w.args.Lenient {
			return bad
		}
		if !ok {
			w.unread = append(w.unread, Unread{eval.OriginOf(attrs.Get(name)), m.file, why(bad)})
		}
	}
	var bad Value
	m.imports, bad = w.loadAll(list, m.file, m.key)
	return bad
}

// checkClass refuses a module of another class than the configuration's.
func (w *collector) checkClass(m *module) Value {
	want, ok := w.args.class()
	if !ok {
		return Value{}
	}
	got := w.system.session.Force(m.class)
	text, isText := got.AsString()
	if !isText || text == want {
		return Value{}
	}
	return eval.MakeThrow("The module `" + m.file + "` (class: " + eval.Quote(text) + ") cannot be imported into a module evaluation that expects class " + eval.Quote(want) + ".\n\nHelp:\n- Ensure that you are importing the correct module.\n- Verify that the module's `_class`, " + eval.Quote(text) + " matches the expected `class` " + eval.Quote(want) + ".\n- If you are using a custom class, make sure it is correctly defined and used consistently across your modules.\n")
}
