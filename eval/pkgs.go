package eval

import (
	"sync"

	"atproto-ls/syntax"
)

// Pkgs is what modules get as `pkgs`: unknown, and printing as it is written, but for what of nixpkgs is mere code on top of
// lib: `pkgs.lib`, and the types of `pkgs.formats`, which options have.
func (s *Session) Pkgs(reason string) Value {
	s.Lib()
	if s.formats.ref == nil {
		s.formats = NewLazy(nil, (*Session).pkgsFormats)
	}
	return Value{ref: &Unknown{Reason: reason, text: "pkgs", pkgs: true}}
}

// ProvidePackage makes v what [Session.Pkgs] has as name.
func (s *Session) ProvidePackage(name string, v Value) {
	if s.packages == nil {
		s.packages = map[string]Value{}
	}
	s.packages[name] = v
}

// attrOf is the attribute name of what u stands for; not forced.
func (s *Session) attrOf(u *Unknown, name string) Value {
	switch {
	case name == "isLinux" && u.isPlatform():
		return Bool(true)
	case name == "isDarwin" && u.isPlatform():
		return Bool(false)
	case !u.pkgs || s.formats.ref == nil: // of another Session
	case name == "lib":
		return s.lib
	case name == "formats":
		return s.formats
	case s.packages[name].ref != nil:
		return s.packages[name]
	}
	return u.attr(name)
}

// isPlatform reports whether u tells of the system that packages are for: of NixOS that is Linux.
func (u *Unknown) isPlatform() bool {
	if u.base == nil || !u.isPackage() {
		return false
	}
	switch u.Text() {
	case "pkgs.stdenv", "pkgs.hostPlatform", "pkgs.stdenv.hostPlatform":
		return true
	}
	return false
}

// isPackage reports whether u was selected from `pkgs`.
func (u *Unknown) isPackage() bool {
	for u.base != nil {
		u = u.base
	}
	return u.pkgs
}

var formatsFile = sync.OnceValue(func() *syntax.File {
	src, err := libSources.ReadFile("lib/formats.nix")
	if err != nil {
		panic("eval: lib/formats.nix is not embedded")
	}
	return syntax.Parse(string(src))
})

// pkgsFormats is `pkgs.formats`. What it lacks is Unknown by name.
func (s *Session) pkgsFormats() Value {
	made := MakeUnknown("what pkgs.formats generates is a package", "")
	known := s.EvalNode(formatsFile().Expr(), "lib/formats.nix", "", MakeSet([]Attr{{Name: "lib", Value: s.Lib()}, {Name: "made", Value: made}}))
	return MakeOpenSet(known.Set().Attrs(), notCovered("pkgs.formats"))
}

// unknownArguments are arguments for a module function of which nothing but nixpkgs is known.
func unknownArguments(s *Session, a []Value) Value {
	formals, _ := s.FormalsOf(s.Force(a[0]))
	attrs := make([]Attr, len(formals))
	for i, f := range formals {
		v := MakeUnknown("`"+f.Name+"` is an argument of a submodule", f.Name)
		switch f.Name {
		case "lib":
			v = s.Lib()
		case "pkgs":
			v = s.Pkgs("`pkgs` is not evaluated")
		}
		attrs[i] = Attr{Name: f.Name, Value: v}
	}
	return MakeSet(attrs)
}
