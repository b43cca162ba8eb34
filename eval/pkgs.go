package eval

import (
	"slices"
	"strings"
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

// callPackage is `pkgs.callPackage f given` where that is a plain set: a project's own library that is called as packages are. The
// zero Value stands for all others, packages above all.
func (s *Session) callPackage(u *Unknown, args []Value) Value {
	if len(args) != 2 || u.text != "callPackage" || u.base == nil || !u.base.pkgs {
		return Value{}
	}
	f := s.Force(args[0])
	if p, ok := f.AsPath(); ok {
		f = s.Import(p)
	}
	given := s.Force(args[1]).Set()
	formals, pattern := s.FormalsOf(f)
	if !pattern || given == nil {
		return Value{}
	}
	wanted := slices.Clone(given.Attrs())
	for _, formal := range formals {
		switch {
		case given.Has(formal.Name):
		case formal.Name == "pkgs":
			wanted = append(wanted, Attr{Name: "pkgs", Value: Value{ref: u.base}})
		default:
			wanted = append(wanted, Attr{Name: formal.Name, Value: s.attrOf(u.base, formal.Name)})
		}
	}
	made := s.Apply(f, MakeSet(wanted)).Set()
	if made == nil || made.Has("type") {
		return Value{}
	}
	change := MakeUnknown("what it makes of nixpkgs changed is not known", "")
	return made.Updated(Attr{Name: "override", Value: change}, Attr{Name: "overrideDerivation", Value: change})
}

// writers are the functions of `pkgs` that make a package of nothing but text: whoever wants it evaluates all that they are given.
var writers = strings.Fields("writeText writeTextDir writeTextFile writeScript writeScriptBin writeShellScript writeShellScriptBin writeShellApplication")

const generated = "what pkgs.formats generates is a package"

// note notes what u is called with, where it makes a package of it and somebody asks: see [Session.Packed].
func (s *Session) note(u *Unknown, args []Value) {
	if s.packing && len(s.packed) < maxPacked && (u.Reason == generated || u.base != nil && u.base.pkgs && slices.Contains(writers, u.text)) {
		s.packed = append(s.packed, args...)
	}
}

// maxPacked is how many arguments are noted.
const maxPacked = 10_000

// Packed calls visit with each argument from which a package was made while f ran, and while visit did: evaluated later than there, for
// what is in a package may ask for what the package is a part of.
func (s *Session) Packed(f func(), visit func(Value)) {
	s.packing = true
	f()
	for i := 0; i < len(s.packed); i++ {
		visit(s.packed[i])
	}
	s.packing, s.packed = false, nil
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
	made := MakeUnknown(generated, "")
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
