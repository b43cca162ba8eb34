package eval

import (
	"embed"
	"strings"
	"sync"

	"atproto-ls/syntax"
)

// The evaluator's own `lib`, for where nixpkgs' is not at hand. Each file of lib/ is a set of functions, written for
// this project, that sees `lib` itself, `native` (lib_native.go) and the globals of Nix. They are indented with tabs, for the
// size of the program. What nixpkgs' lib has and ours lacks is Unknown by name.

//go:embed lib/*.nix
var libSources embed.FS

// libNames are the attributes of nixpkgs' lib as of 2026-06 that ours lacks, those of a topic with its name in front. They say
// which names a `with lib` may bind: a name that is no function of lib comes from further out.
var libNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for line := range strings.Lines(libNameList) {
		_, list, _ := strings.Cut(line, ":") // in front is why
		for name := range strings.FieldsSeq(list) {
			names[name] = true
		}
	}
	return names
})

//go:embed lib/names.txt
var libNameList string

// libTopics are the files of lib/. The functions of a spread topic are attributes of lib itself too; of two with one name
// (lists.replicate, strings.replicate) that of the later topic is. The other topics are read when something first asks for
// them: most files need none of them but the types.
var libTopics = []struct {
	name   string
	spread bool
}{
	{"trivial", true}, {"fixedPoints", true}, {"strings", true}, {"lists", true}, {"attrsets", true},
	{"options", true}, {"modules", true}, {"types", false}, {"versions", false}, {"generators", false},
	{"asserts", false}, {"debug", false}, {"meta", false}, {"customisation", false}, {"derivations", false},
	{"filesystem", false}, {"fileset", false}, {"sources", false}, {"cli", false}, {"path", false}, {"gvariant", false},
	{"network", false}, {"kernel", false}, {"fetchers", false}, {"stringsWithDeps", false}, {"misc", false},
	{"top", true},
}

// inTopicOnly are functions of spread topics that are no attributes of lib itself, as in nixpkgs: it has another one there by that
// name, or none. Of those that once were there (mdDoc) ours has them.
var inTopicOnly = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for name := range strings.FieldsSeq(`attrsets.longestValidPathPrefix attrsets.unionOfDisjoint
		lists.commonPrefix lists.findFirstIndex lists.hasPrefix lists.removePrefix
		modules.defaultOrderPriority modules.defaultOverridePriority modules.filterOverrides' modules.importApply modules.importJSON
		modules.importTOML modules.mapDefinitionValue modules.mergeAttrDefinitionsWithPrio modules.mkAliasAndWrapDefsWithPriority
		modules.mkAliasIfDef options.literalCode options.renderOptionValue options.showDefs
		strings.charToInt strings.commonPrefixLength strings.commonSuffixLength strings.escapeC strings.escapeNixIdentifier
		strings.escapeNixString strings.floatToString strings.isConvertibleWithToString strings.levenshtein strings.levenshteinAtMost
		strings.normalizePath strings.sanitizeDerivationName strings.storeDir`) {
		names[name] = true
	}
	return names
})

// libFiles are the parsed files, by topic, shared by all Sessions.
var libFiles = func() (files []func() *syntax.File) {
	for _, t := range libTopics {
		files = append(files, sync.OnceValue(func() *syntax.File {
			src, err := libSources.ReadFile("lib/" + t.name + ".nix")
			if err != nil {
				panic("eval: lib/" + t.name + ".nix is not embedded")
			}
			return syntax.Parse(string(src))
		}))
	}
	return files
}()

// Prepare makes what Sessions share that use our own lib, so that a program reads other things meanwhile. Without it the first
// that needs them makes them.
func Prepare() {
	shared()
	nativeAttrs()
	for i, parse := range libFiles {
		if libTopics[i].spread || libTopics[i].name == "types" {
			parse()
		}
	}
}

// Lib is nixpkgs' `lib`: what [Options] name, else our own, which is open: what it does not cover is Unknown, with a
// reason that names it. A Session has one.
func (s *Session) Lib() Value {
	switch {
	case s.lib.ref != nil:
	case s.options.Lib != nil:
		s.lib = NewLazy(nil, s.options.Lib)
	default:
		if used := s.libs().take(); used != nil {
			s.lib = Value{ref: used}
		} else {
			s.lib = NewLazy(nil, (*Session).ownLib)
		}
	}
	return s.lib
}

// plainLibs and moduleLibs are our own libs, without and with a module system, that no Session uses any more: making one
// costs more than what else is evaluated for a short file. Nothing in them is of a Session.
var plainLibs, moduleLibs usedLibs

// usedLibs keeps libs. A sync.Pool would lose them whenever garbage is collected, which is every few edits.
type usedLibs struct {
	mutex sync.Mutex
	free  []*Thunk
}

// keptLibs is how many libs of a kind are kept: as many as there are Sessions at a time in most cases.
const keptLibs = 4

func (l *usedLibs) take() *Thunk {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	last := len(l.free) - 1
	if last < 0 {
		return nil
	}
	lib := l.free[last]
	l.free = l.free[:last]
	return lib
}

func (l *usedLibs) put(lib *Thunk) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if len(l.free) < keptLibs {
		l.free = append(l.free, lib)
	}
}

func (s *Session) libs() *usedLibs {
	if s.modules != nil {
		return &moduleLibs
	}
	return &plainLibs
}

// Close ends s: its lib, with what is evaluated of it, is for the next Session. The values of s may be read after, but none
// that is Lazy may be forced. Not to close a Session costs time and nothing else.
func (s *Session) Close() {
	lib, asked := s.lib.ref.(*Thunk)
	if asked && s.options.Lib == nil && lib.env == forced && !s.cut {
		s.libs().put(lib)
	}
	s.lib, s.cut = Value{}, true
}

func (s *Session) ownLib() Value {
	native := MakeSet(append([]Attr(nil), nativeAttrs()...))
	vars := newSet([]Attr{{Name: "lib", Value: s.Lib()}, {Name: "native", Value: native}, {Name: "moduleSystem", Value: s.moduleHooks()}, {Name: "hasModuleSystem", Value: Bool(s.modules != nil)},
		{Name: "unknownArguments", Value: NewBuiltin("unknownArguments", 1, unknownArguments)}}, nil)
	var attrs []Attr
	for i, t := range libTopics {
		topic := NewLazy(nil, func(s *Session) Value {
			u := &unit{source: &source{path: "lib/" + t.name + ".nix", file: libFiles[i]()}, globals: shared()}
			sc, e := scopeOf(&scope{unit: u}, &env{}, vars)
			v := s.Force(u.compile(u.file.Expr(), sc).eval(s, e))
			if v.IsSet() {
				set := *v.Set()
				set.open = notCovered("lib." + t.name)
				v.ref = &set
			}
			return v
		})
		if t.spread {
			spread := s.Force(topic)
			if !spread.IsSet() { // no steps left: the next to ask tries again
				return spread
			}
			for _, a := range spread.Set().Attrs() {
				if !inTopicOnly()[t.name+"."+a.Name] {
					attrs = append(attrs, a)
				}
			}
		}
		if t.name != "top" {
			attrs = append(attrs, Attr{Name: t.name, Value: topic})
		}
	}
	return MakeOpenSet(attrs, notCovered("lib"))
}

// notCovered is what hides the attributes of a set of lib functions that are not written here.
func notCovered(name string) *Unknown {
	return &Unknown{Reason: name + " is not covered in full", text: name, names: true}
}
