package eval

import (
	"embed"
	"strings"
	"sync"

	"atproto-ls/syntax"
)

// The evaluator's own `lib`, for where nixpkgs' is not at hand. Each file of lib/ is a set of functions, written for
// this project, that sees `lib` itself, `native` (lib_native.go) and the globals of Nix. What nixpkgs' lib has and ours
// lacks is Unknown by name.

//go:embed lib/*.nix
var libSources embed.FS

// libNames are the attributes of nixpkgs' lib as of 2026-06, ours or not. They say which names a `with lib` may bind: what
// ours lacks is Unknown there, and a name that is no function of lib comes from further out.
var libNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for name := range strings.FieldsSeq(libNameList) {
		names[name] = true
	}
	return names
})

//go:embed lib/names.txt
var libNameList string

// libTopics are the files of lib/. The functions of a spread topic are attributes of lib itself too; of two with one name
// (lists.replicate, strings.replicate) that of the later topic is.
var libTopics = []struct {
	name   string
	spread bool
}{
	{"trivial", true}, {"fixedPoints", true}, {"strings", true}, {"lists", true}, {"attrsets", true},
	{"options", true}, {"modules", true}, {"types", false}, {"versions", false}, {"generators", false},
	{"asserts", true}, {"debug", true}, {"meta", true}, {"customisation", true}, {"derivations", true},
	{"filesystem", true}, {"sources", true}, {"cli", false}, {"path", false}, {"gvariant", false},
	{"misc", true},
}

// inTopicOnly are functions of a spread topic that are no attributes of lib itself: there lib has that of strings.
var inTopicOnly = map[string]bool{"lists.hasPrefix": true, "lists.removePrefix": true}

// libFiles are the parsed files, shared by all Sessions.
var libFiles = sync.OnceValue(func() []*syntax.File {
	files := make([]*syntax.File, len(libTopics))
	for i, t := range libTopics {
		src, err := libSources.ReadFile("lib/" + t.name + ".nix")
		if err != nil {
			panic("eval: lib/" + t.name + ".nix is not embedded")
		}
		files[i] = syntax.Parse(string(src))
	}
	return files
})

// Lib is nixpkgs' `lib`: what [Options] name, else our own, which is open: what it does not cover is Unknown, with a
// reason that names it. Made once a Session.
func (s *Session) Lib() Value {
	if s.lib.ref == nil {
		make := s.options.Lib
		if make == nil {
			make = (*Session).ownLib
		}
		s.lib = NewLazy(nil, make)
	}
	return s.lib
}

func (s *Session) ownLib() Value {
	native := MakeSet(append([]Attr(nil), nativeAttrs()...))
	vars := newSet([]Attr{{Name: "lib", Value: s.Lib()}, {Name: "native", Value: native}, {Name: "moduleSystem", Value: s.moduleHooks()}, {Name: "hasModuleSystem", Value: Bool(s.modules != nil)}}, nil)
	var attrs []Attr
	for i, t := range libTopics {
		u := &unit{libFiles()[i], "lib/" + t.name + ".nix", "", shared(), ""}
		sc, e := scopeOf(&scope{unit: u}, &env{}, vars)
		topic := sc.compile(u.file.Expr()).eval(s, e)
		if t.spread {
			for _, a := range topic.Set().Attrs() {
				if !inTopicOnly[t.name+"."+a.Name] {
					attrs = append(attrs, a)
				}
			}
		}
		set := *topic.Set()
		set.open = notCovered("lib." + t.name)
		if t.name != "misc" {
			attrs = append(attrs, Attr{Name: t.name, Value: Value{ref: &set}})
		}
	}
	return MakeOpenSet(attrs, notCovered("lib"))
}

// notCovered is what hides the attributes of a set of lib functions that are not written here.
func notCovered(name string) *Unknown {
	return &Unknown{Reason: name + " is not covered in full", text: name, names: true}
}
