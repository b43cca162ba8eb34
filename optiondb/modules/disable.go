package modules

import (
	"strings"

	"atproto-ls/eval"
)

// disable notes the keys of what the modules below roots disable, those of disabled modules included, as nixpkgs has it.
func (w *collector) disable(roots []*module, seen map[*module]bool) Value {
	for _, m := range roots {
		if seen[m] {
			continue
		}
		seen[m] = true
		if bad := w.disabledBy(m); bad.Exists() {
			return bad
		}
		if bad := w.disable(m.imports, seen); bad.Exists() {
			return bad
		}
	}
	return Value{}
}

func (w *collector) disabledBy(m *module) Value {
	if !m.disabled.Exists() {
		return Value{}
	}
	list := w.system.session.Force(m.disabled)
	if bad, ok := known(list); !ok {
		if w.args.Lenient {
			w.unread = append(w.unread, Unread{eval.OriginOf(m.disabled), m.file, why(bad)})
			return Value{}
		}
		return bad
	}
	if !list.IsList() {
		return eval.MakeError("expected a list but found " + w.system.session.Print(list))
	}
	for _, v := range list.List().Elems() {
		key, bad := w.disabledKey(m.file, v)
		if bad.Exists() && w.args.Lenient {
			w.unread = append(w.unread, Unread{eval.OriginOf(v), m.file, why(bad)})
			continue
		}
		if bad.Exists() {
			return bad
		}
		w.disabled[key] = true
	}
	return Value{}
}

// disabledKey is the key of the module that an element of disabledModules in file means.
func (w *collector) disabledKey(file string, v Value) (key string, bad Value) {
	s := w.system.session
	v = s.Force(v)
	if bad, ok := known(v); !ok {
		return "", bad
	}
	attrs := v.Set()
	text, isText := v.AsString()
	switch {
	case isText && strings.HasPrefix(text, "/"):
		return text, Value{}
	case isText:
		base, bad := s.Text(s.Apply(w.system.lib("toString"), w.modulesPath()))
		return base + "/" + text, bad
	case s.Apply(w.system.lib("strings", "isConvertibleWithToString"), v).IsTrue() || attrs.Has("outPath") || attrs.Has("__toString"):
		text, bad := s.Text(s.Apply(w.system.lib("toString"), v))
		if bad.Exists() || !attrs.Has("key") {
			return text, bad
		}
		if own, _ := s.Force(attrs.Get("key")).AsString(); own != text {
			return "", eval.MakeThrow("Module `" + file + "` contains a disabledModules item that is an attribute set that can be converted to a string (" + text + ") but also has a `.key` attribute (" + own + ") with a different value. This makes it ambiguous which module should be disabled.")
		}
		return text, Value{}
	case attrs.Has("key"):
		return s.Text(s.Apply(w.system.lib("toString"), attrs.Get("key")))
	case v.IsSet():
		return "", eval.MakeThrow("Module `" + file + "` contains a disabledModules item that is an attribute set, presumably a module, that does not have a `key` attribute. This means that the module system doesn't have any means to identify the module that should be disabled. Make sure that you've put the correct value in disabledModules: a string path relative to modulesPath, a path value, or an attribute set with a `key` attribute.")
	}
	return "", eval.MakeThrow("Each disabledModules item must be a path, string, or a attribute set with a key attribute, or a value supported by toString. However, one of the disabledModules items in `" + file + "` is none of that, but is of type " + v.Kind().String() + ".")
}

func (c *Configuration) modulesPath() Value {
	if v := c.system.session.Force(c.args.SpecialArgs).Set().Get("modulesPath"); v.Exists() {
		return v
	}
	return eval.String("")
}

// notModule says that a set of type tag was imported into file in place of a module.
func (w *collector) notModule(tag, file string) string {
	const bold, red, green, off = "\x1b[1m", "\x1b[1;35m", "\x1b[1;32m", "\x1b[0m"
	text := "Expected a module, but found a value of type " + red + eval.Quote(tag) + off
	if file != unknownFile {
		text += ", while trying to load a module into " + file
	}
	if prefix := w.args.Prefix; len(prefix) > 0 {
		text += ", while trying to load a module into " + bold + showOption(prefix) + off
	}
	text += ".\nA module is typically loaded by adding it to the " + bold + "imports = [ ... ];" + off + " attribute of an existing module, or in the " + bold + "modules = [ ... ];" + off + " argument of various functions.\nPlease make sure that each of the list items is a module, and not a different kind of value."
	switch tag {
	case "configuration":
		text += "\n\nIf you really mean to import this configuration, instead please only import the modules that make up the configuration.\nYou may have to create a `let` binding, file or attribute to give yourself access to the relevant modules.\nWhile loading a configuration into the module system is a very sensible idea, it can not be done cleanly in practice."
	case "flake":
		attr := ".modules.someApp.default"
		if class, ok := w.args.class(); ok {
			attr = ".modules." + class + ".default"
		}
		text += "\n\nPerhaps you forgot to select an attribute name?\nInstead of, for example,\n    " + red + "inputs.someflake" + off + "\nyou need to write something like\n    " + red + "inputs.someflake" + green + attr + off
	}
	return text
}
