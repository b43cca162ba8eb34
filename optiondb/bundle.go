package optiondb

import (
	"compress/gzip"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"atproto-ls/eval"
	"atproto-ls/optiondb/bundled"
	"atproto-ls/syntax"
)

// ShippedRoot is the folder in which the evaluator sees the files that ship with the program: what [Position.File] of
// their options begins with.
const ShippedRoot = "/shipped"

// shipped serves the embedded files to the evaluator.
type shipped struct{}

func (shipped) inside(path string) (string, error) {
	name, ok := strings.CutPrefix(path, ShippedRoot+"/")
	if !ok {
		return "", eval.ErrOutside
	}
	return name, nil
}

// ReadFile implements [eval.Loader].
func (l shipped) ReadFile(path string) (string, error) {
	name, err := l.inside(path)
	if err != nil {
		return "", err
	}
	b, err := bundled.Files.ReadFile(name)
	return string(b), err
}

// ReadDir implements [eval.Loader].
func (l shipped) ReadDir(path string) ([]eval.Entry, error) {
	name, err := l.inside(path)
	if err != nil {
		return nil, err
	}
	found, err := bundled.Files.ReadDir(name)
	entries := make([]eval.Entry, len(found))
	for i, e := range found {
		entries[i] = eval.Entry{Name: e.Name(), Type: fileType(e.IsDir())}
	}
	return entries, err
}

// FileType implements [eval.Loader].
func (l shipped) FileType(path string) (eval.FileType, error) {
	name, err := l.inside(path)
	if err != nil {
		return "", err
	}
	info, err := fs.Stat(bundled.Files, name)
	if err != nil {
		return "", err
	}
	return fileType(info.IsDir()), nil
}

func fileType(folder bool) eval.FileType {
	if folder {
		return eval.Directory
	}
	return eval.Regular
}

var shippedTrees sync.Map // of *syntax.File by path

// Parse implements [eval.Loader]; each file is parsed once.
func (l shipped) Parse(path string) (*syntax.File, error) {
	if tree, ok := shippedTrees.Load(path); ok {
		return tree.(*syntax.File), nil
	}
	text, err := l.ReadFile(path)
	if err != nil {
		return nil, err
	}
	tree, _ := shippedTrees.LoadOrStore(path, syntax.Parse(text))
	return tree.(*syntax.File), nil
}

// Loader serves the files that ship with the program to evaluations of configurations, of which there are many.
var Loader eval.Coder = &struct {
	shipped
	eval.Codes
}{}

// NixOS are the paths, for [Loader], of modules that stand for a small part of NixOS itself: where everything is there that
// a configuration imports, they say what NixOS would refuse. What they declare is no option set, it is never reported as
// known. A module is left out of whose options declared reports one: it would be there twice.
func NixOS(declared func(Path) bool) (paths []string) {
	for _, m := range nixOS() {
		if !slices.ContainsFunc(m.groups, declared) {
			paths = append(paths, m.path)
		}
	}
	return paths
}

type nixOSModule struct {
	path   string
	groups []Path // what its options lie in
}

var nixOS = sync.OnceValue(func() (all []nixOSModule) {
	s := newShippedSession()
	for _, name := range bundled.NixOS {
		m := nixOSModule{path: ShippedRoot + "/" + name}
		surface, _ := Declared(s, "NixOS", Collect(s, ModuleArgs(s), eval.Path(m.path)).All)
		for _, o := range surface.Options() {
			if len(o.Path) == 3 {
				m.groups = append(m.groups, o.Path)
			}
		}
		all = append(all, m)
	}
	return all
})

// newShippedSession starts an evaluation of shipped files.
func newShippedSession() *eval.Session {
	return eval.New(eval.Options{Loader: shipped{}})
}

// ModuleArgs are what modules are called with where no merged configuration is at hand: all but lib is unknown, and
// prints as it is written.
func ModuleArgs(s *eval.Session) Args {
	args := Args{"lib": s.Lib()}
	for _, name := range []string{"config", "options", "modulesPath", "utils", "specialArgs"} {
		args[name] = eval.MakeUnknown("`"+name+"` is known to a whole configuration only", name)
	}
	args["pkgs"] = s.Pkgs("`pkgs` is not evaluated")
	return args
}

// Shipped are the sets that ship with the program and the sources that are known to be elsewhere, read at the first
// call. A set that cannot be read is an error in this program and panics.
var Shipped = sync.OnceValue(readShipped)

func readShipped() *Library {
	s := newShippedSession()
	defer s.Close()
	lib := &Library{}
	for _, name := range bundled.Sets {
		lib.Sets = append(lib.Sets, readSet(s, name))
	}
	for _, name := range bundled.Facts {
		set, err := readShippedFacts(name)
		if err != nil {
			panic("optiondb: " + name + ": " + err.Error())
		}
		lib.Sets = append(lib.Sets, set)
	}
	r := reader{s, "elsewhere.nix"}
	for _, v := range r.list(s.Import(ShippedRoot + "/elsewhere.nix")) {
		lib.Elsewhere = append(lib.Elsewhere, Elsewhere{
			Name: r.str(r.get(v, "title")), Sources: r.repositories(r.get(v, "sources")),
			Prefixes: r.paths(r.get(v, "prefixes")), Marks: r.paths(r.get(v, "marks")),
		})
	}
	return lib
}

func readShippedFacts(name string) (*Set, error) {
	file, err := bundled.Files.Open(name)
	if err != nil {
		return nil, err
	}
	text, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	return ReadFacts(text)
}

// Library is the option sets that there are, the strongest first: what was found, then what ships with the program.
type Library struct {
	Sets      []*Set
	Elsewhere []Elsewhere

	prefixOnce sync.Once
	outermost  []Path
	nearOnce   sync.Once
	near       *prefixTree
}

// readSet reads bundled/NAME/set.nix. The modules of a generation are evaluated when they are first asked for.
func readSet(s *eval.Session, name string) *Set {
	r := reader{s, name + "/set.nix"}
	v := s.Import(ShippedRoot + "/" + name + "/set.nix")
	set := &Set{
		Kind: FromProgram, Name: r.str(r.get(v, "name")), Title: r.str(r.get(v, "title")), Homepage: r.str(r.get(v, "homepage")),
		Sources: r.repositories(r.get(v, "sources")), Marks: r.paths(r.get(v, "marks")),
	}
	for i, g := range r.list(r.get(v, "generations")) {
		generation := &Generation{
			Set: set, Prefixes: r.paths(r.get(g, "prefixes")), Since: r.str(r.get(g, "since")), Until: r.str(r.get(g, "until")),
			Releases: r.strs(r.get(g, "releases")),
		}
		generation.surface = sync.OnceValue(func() *Surface { return readGeneration(set, generation, i) })
		set.Generations = append(set.Generations, generation)
	}
	for from, m := range r.get(v, "movedTo").Set().All() {
		set.Moved = append(set.Moved, Move{
			From: ParsePath(from), To: ParsePath(r.str(r.get(m, "to"))), On: r.str(r.get(m, "on")), Text: r.str(r.get(m, "text")),
		})
	}
	set.implies = sync.OnceValue(func() implications { return readImplies(name) })
	return set
}

// readGeneration evaluates the modules of a set's generation, in a session of its own: generations are asked for by
// several goroutines.
func readGeneration(set *Set, g *Generation, index int) *Surface {
	s := newShippedSession()
	defer s.Close()
	r := reader{s, set.Name + "/set.nix"}
	v := s.Import(ShippedRoot + "/" + set.Name + "/set.nix")
	modules := Collect(s, ModuleArgs(s), r.list(r.get(r.list(r.get(v, "generations"))[index], "modules"))...)
	surface, problems := Declared(s, set.Name, modules.All)
	for _, u := range modules.Unread {
		panic("optiondb: shipped set " + set.Name + ": " + u.What + ": " + u.Why)
	}
	for _, p := range problems {
		panic("optiondb: shipped set " + set.Name + ": " + p.Path.String() + ": " + p.Why)
	}
	surface.Set, surface.Generation = set, g
	own := map[string]bool{}
	for _, m := range modules.All {
		for _, d := range m.Definitions(s, g.near) {
			noteOwn(own, d)
		}
	}
	surface.own = func() map[string]bool { return own }
	return surface
}

// near reports whether path lies below a prefix of the generation, or above one.
func (g *Generation) near(path Path) bool {
	for _, prefix := range g.Prefixes {
		if path.HasPrefix(prefix) || prefix.HasPrefix(path) {
			return true
		}
	}
	return false
}

func noteOwn(own map[string]bool, d *Definition) {
	own[d.Path.String()] = true
	for _, c := range d.Children {
		noteOwn(own, c)
	}
}

// ShippedFile is a file that ships with the program, by the path that its options name in [Position.File]; nil when there
// is none with that path.
func ShippedFile(path string) *syntax.File {
	tree, err := shipped{}.Parse(path)
	if err != nil {
		return nil
	}
	return tree
}
