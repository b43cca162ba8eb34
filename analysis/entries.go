package analysis

import (
	"context"
	"path"
	"slices"
	"strings"

	"atproto-ls/eval"
	"atproto-ls/optiondb"
	"atproto-ls/optiondb/modules"
)

// This file finds the configurations that flakes and hives put together, and reads each as a whole: its modules know one
// another's values and the arguments that they are passed.

// entry is where a configuration begins.
type entry struct {
	name  string                      // "flake.nix#nixosConfigurations.host"
	file  *File                       // that it stands in
	begin func(*composing) eval.Value // the value of the configuration; runs in any session

	ofFile    bool           // nothing but its file says that it is one
	test      bool           // it is a machine of a test
	shared    bool           // what runs on the machine around it may serve it
	variantOf *Configuration // the same machine without the modules of this variant of it; nil as a rule
}

// Lost is a configuration, or a set of some, that cannot be followed.
type Lost struct {
	Entry string
	Why   string
}

// discovery is what one file puts together. It is immutable.
type discovery struct {
	entries []entry
	lost    []Lost
	uses    []*File
	data    map[string]string // the files of data that were read, by path
}

// composeFuel bounds the search of one file for configurations, and the evaluation of each.
const composeFuel = 20_000_000

// discover finds what f puts together; nil for nothing.
func (s *Snapshot) discover(f *File) *discovery {
	flake := path.Base(f.Path) == "flake.nix" && flakeLike(f.Tree) && (mayConfigure(f.Tree) || s.tests())
	if !flake && !isHive(f) {
		return nil
	}
	d := &discovery{}
	c := s.compose(composeFuel)
	defer c.session.Close()
	if flake {
		d.flake(c, f)
	} else {
		d.hive(c, s.Relative(f.Path)+"#", f, func(c *composing) eval.Value { return c.nodes(c.imported(f)) })
	}
	d.uses, d.data = c.loader.files(), c.loader.data
	return d
}

func (d *discovery) lose(entry string, v eval.Value) {
	d.lost = append(d.lost, Lost{entry, whyNot(v)})
}

// whyNot says why a value is not what was looked for.
func whyNot(v eval.Value) string {
	switch {
	case v.Error() != nil:
		return v.Error().Plain()
	case v.Known():
		return "it is " + v.Kind().WithArticle() + " that no function makes that is known"
	}
	return eval.Why(v).Reason
}

// flake finds the configurations in the outputs of a flake.
func (d *discovery) flake(c *composing, f *File) {
	outputs := func(c *composing, names ...string) eval.Value {
		return c.session.Lookup(c.flake(path.Dir(f.Path), revision.Unknown()), append([]string{"outputs"}, names...)...)
	}
	name := c.snapshot.Relative(f.Path) + "#"
	d.each(c, name+"nixosConfigurations", outputs(c, "nixosConfigurations"), func(host string) {
		d.entries = append(d.entries, entry{name: attribute(name+"nixosConfigurations", host), file: f, begin: func(c *composing) eval.Value {
			return outputs(c, "nixosConfigurations", host)
		}})
	})
	if c.snapshot.Mentions("colmena") {
		d.hive(c, name+"colmenaHive.nodes", f, func(c *composing) eval.Value { return outputs(c, "colmenaHive", "nodes") })
		if v := outputs(c, "colmena"); !outputs(c, "colmenaHive").Exists() && v.Exists() {
			d.hive(c, name+"colmena", f, func(c *composing) eval.Value { return c.nodes(outputs(c, "colmena")) })
		}
	}
	if !outputs(c, "nixosConfigurations").Exists() {
		d.perSystem(c, name, f, outputs)
	}
	d.checks(c, name, f, outputs)
}

// perSystem finds configurations among the packages of a system, where nixos-rebuild looks as well: those of one system, the
// others being the same.
func (d *discovery) perSystem(c *composing, name string, f *File, outputs func(*composing, ...string) eval.Value) {
	for _, set := range []string{"legacyPackages", "packages"} {
		for system := range linuxFirst(outputs(c, set).Set()) {
			at := []string{set, system, "nixosConfigurations"}
			v := outputs(c, at...)
			if !v.IsSet() {
				continue
			}
			below := name + strings.Join(at, ".")
			d.each(c, below, v, func(host string) {
				d.entries = append(d.entries, entry{name: attribute(below, host), file: f, begin: func(c *composing) eval.Value {
					return outputs(c, append(at, host)...)
				}})
			})
			if len(d.entries) > 0 {
				return
			}
		}
	}
}

// attribute is the path of an attribute of a set that is named.
func attribute(set, name string) string {
	if !strings.HasSuffix(set, "#") {
		set += "."
	}
	return set + eval.QuoteName(name)
}

// each calls found for the names in a set of configurations.
func (d *discovery) each(c *composing, name string, v eval.Value, found func(string)) {
	if !v.Exists() {
		return
	}
	if !v.IsSet() {
		d.lose(name, v)
		return
	}
	for attr := range v.Set().All() {
		found(attr)
	}
	if why := v.Set().Open(); why != nil {
		d.lost = append(d.lost, Lost{name, why.Reason})
	}
}

// hive finds the nodes of a hive, but for those that the flake has under their names as configurations already.
func (d *discovery) hive(c *composing, name string, f *File, nodes func(*composing) eval.Value) {
	d.each(c, name, nodes(c), func(node string) {
		flake, _, _ := strings.Cut(name, "#")
		same := func(e entry) bool { return e.name == attribute(flake+"#nixosConfigurations", node) }
		if !slices.ContainsFunc(d.entries, same) {
			d.entries = append(d.entries, entry{name: attribute(name, node), file: f, begin: func(c *composing) eval.Value {
				return c.session.Lookup(nodes(c), node)
			}})
		}
	})
}

// nodes are the configurations of a hive as colmena makes them.
func (c *composing) nodes(hive eval.Value) eval.Value {
	colmena := c.session.Apply(c.known()["zhaofengli/colmena"], eval.MakeUnknown("colmena is not at hand", "colmena"))
	return c.session.Lookup(c.session.Apply(c.session.Select(colmena, "lib", "makeHive"), hive), "nodes")
}

// configured is the configuration of modules.
func (c *composing) configured(list ...eval.Value) eval.Value {
	return c.session.Apply(c.nixos(""), eval.MakeSet([]eval.Attr{{Name: "modules", Value: eval.MakeList(list)}}))
}

// imported is the value of a file, of a function that of unknown arguments but lib and those that have a default.
func (c *composing) imported(f *File) eval.Value {
	v := c.session.Import(f.Path)
	formals, pattern := c.session.FormalsOf(v)
	if v.Kind() != eval.FunctionKind {
		return v
	}
	if !pattern {
		return optiondb.Call(c.session, v, nil)
	}
	known, given := optiondb.ModuleArgs(c.session), []eval.Attr{}
	for _, formal := range formals {
		arg, found := known[formal.Name]
		if !found && formal.Optional {
			continue
		}
		if !found {
			arg = eval.MakeUnknown("`"+formal.Name+"` is an argument that is passed to the file", formal.Name)
		}
		given = append(given, eval.Attr{Name: formal.Name, Value: arg})
	}
	return c.session.Apply(v, eval.MakeSet(given))
}

// discoveries are what the flakes and hives of the workspace put together, by file.
func (s *Snapshot) discoveries() []*discovery {
	var candidates []*File
	for _, f := range s.order {
		if path.Base(f.Path) == "flake.nix" || isHive(f) {
			candidates = append(candidates, f)
		}
	}
	return s.discoverAll(candidates, s.discover)
}

// discoverAll is what files put together, each found by discover where it is not known from the snapshot before.
func (s *Snapshot) discoverAll(candidates []*File, discover func(*File) *discovery) (all []*discovery) {
	found := make([]*discovery, len(candidates))
	Share(context.Background(), len(candidates), func(i int) {
		if d := s.foundBefore[candidates[i]]; d != nil && s.same(d.uses, d.data) {
			found[i] = d
			return
		}
		found[i] = discover(candidates[i])
	})
	for i, d := range found {
		if d != nil {
			s.found[candidates[i]] = d
			all = append(all, d)
		}
	}
	return all
}

// same reports whether files, and those of data, are as they were.
func (s *Snapshot) same(files []*File, data map[string]string) bool {
	for path, was := range data {
		if text, ok := s.disk.Text(path); !ok || text != was {
			return false
		}
	}
	return !slices.ContainsFunc(files, func(f *File) bool { return s.files[f.Path] != f })
}

// read reads the configuration that begins at e; why it cannot be, where it is nil. What its modules read of the option sets in
// force, a default as a rule, is known when it was read once: then it is read again.
func (s *Snapshot) read(e entry, around []*optiondb.Surface) (c *Configuration, lost *Lost) {
	asked, known := map[string]optiondb.Path{}, map[string]optiondb.Value{}
	for range maxRounds {
		if c, lost = s.readKnowing(e, asked, known); c == nil {
			return nil, lost
		}
		s.finish(c, around)
		before := len(known)
		for name, p := range asked {
			if v := c.readable(p); v.Exists() && c.Closed != Open {
				known[name] = v
			}
		}
		if len(known) == before {
			break
		}
	}
	return c, nil
}

// readKnowing is one round of read: what is asked for is noted in asked, and known says what is known of that.
func (s *Snapshot) readKnowing(e entry, asked map[string]optiondb.Path, known map[string]optiondb.Value) (c *Configuration, lost *Lost) {
	run := s.compose(composeFuel)
	v := e.begin(run)
	whole := run.system.ConfigurationOf(v)
	if whole == nil {
		return nil, &Lost{e.name, whyNot(v)}
	}
	defer run.session.Close()
	if e.variantOf != nil && !e.variantOf.differs(run, whole) {
		return nil, nil
	}
	whole.AskElsewhere(func(p []string) eval.Value {
		name := optiondb.Path(p).String()
		asked[name] = p
		return known[name]
	})
	c = &Configuration{Entry: e.name, Whole: true, Test: e.test, entry: &e, begin: e.begin, by: whole.By()}
	files := map[*File]bool{}
	walk := optiondb.NewWalk(run.session, s.interesting)
	for _, part := range whole.Parts() {
		m := &optiondb.Module{File: part.File, At: part.At, Options: part.Options, Config: part.Config}
		c.Roots = append(c.Roots, walk.Add(m)...)
		if f := s.files[part.At.Path()]; f != nil {
			files[f] = true
			c.parts = append(c.parts, part.At)
			if part.File == f.Path || part.File == path.Dir(f.Path) {
				c.modules = append(c.modules, f)
			}
			if f == e.file || s.Facts(f).Kind != ModuleFile {
				c.declare(run.session, m)
			}
		}
	}
	for _, u := range whole.Unread() {
		run.unread(c, u)
	}
	c.pins = run.pins
	for _, d := range c.Roots {
		s.filesOf(d, files)
	}
	if e.shared {
		c.Closed = Open
	}
	c.indexes = []*optiondb.Index{walk.Index()}
	c.sources = map[*File]bool{}
	for f := range files {
		c.Files = append(c.Files, f)
		c.sources[f] = !slices.Contains(c.modules, f)
	}
	for f := range files {
		if s.Facts(f).Kind == ModuleFile {
			c.addSources(s.valuesOf(f, nil))
		}
	}
	sortByPath(c.Files)
	c.uses, c.data = run.loader.files(), run.loader.data
	for _, key := range whole.Disabled() {
		if name, own := strings.CutPrefix(key, nixpkgsRoot); own {
			c.disabled = append(c.disabled, strings.TrimSuffix(path.Base(name), ".nix"))
		}
	}
	return c, nil
}

// fileEntry is the configuration that a file is the entry of. One that reads folders and files of data, or takes modules out, is evaluated
// to be read, as those of flakes are.
func (s *Snapshot) fileEntry(f *File, likely bool, around []*optiondb.Surface) *Configuration {
	c := s.unchanged(f, true, around)
	if c != nil && c.Likely == likely {
		return c
	}
	c = s.follow(f)
	c.Whole, c.Likely, c.begin = true, likely, func(c *composing) eval.Value { return c.configured(eval.Path(f.Path)) }
	if slices.ContainsFunc(c.modules, func(f *File) bool { return s.Facts(f).outside }) || slices.ContainsFunc(c.Unread, func(u UnreadImport) bool { return u.What == "disabledModules" }) {
		for _, read := range s.readAll([]entry{{name: c.Entry, file: f, begin: c.begin, ofFile: true}}, around) {
			read.Likely = likely
			return read
		}
	}
	return c
}

// declare notes what a module declares that is none of a file's own.
func (c *Configuration) declare(session *eval.Session, m *optiondb.Module) {
	if !m.Options.Exists() {
		return
	}
	if surface, _ := optiondb.Declared(session, c.Entry, []*optiondb.Module{m}); len(surface.Root.Order) > 0 {
		c.inline = append(c.inline, surface)
	}
}

// filesOf adds the files in which d and what is below it are written.
func (s *Snapshot) filesOf(d *optiondb.Definition, files map[*File]bool) {
	if f := s.files[d.Origin.Path()]; f != nil {
		files[f] = true
	}
	for _, child := range d.Children {
		s.filesOf(child, files)
	}
}

// unread notes what c does not import. What is nixpkgs' own counts as read: nothing of it enables what the rules ask for.
func (run *composing) unread(c *Configuration, u modules.Unread) {
	if strings.Contains(u.Why, nixpkgsRoot) {
		return
	}
	what := u.At.Value().Text()
	name, isInput := run.reasons[u.Why]
	if !isInput {
		name, isInput = run.snapshot.inputOf(u.At.Path()) // what an input's module imports is a matter of the input
	}
	isInput = isInput && !givenFiles(u.At.Value())
	if channel := channelOf(what); channel != "" {
		name, isInput = channel, true
	}
	if run.snapshot.File(u.At.Path()) == nil {
		u.At = nil // written by a library, whose text nobody has at hand
		if strings.ContainsAny(what, "\n ") {
			what = "a module"
		}
	}
	if what == "" {
		what = "a module of " + run.snapshot.Relative(u.File)
	}
	c.leave(UnreadImport{Range: originRange(u.At), What: what, Why: u.Why, Input: isInput && !run.private[name], From: name})
}

// files are the files that were read.
func (l *snapshotLoader) files() (all []*File) {
	seen := map[string]bool{}
	for _, path := range l.log.Files {
		if !seen[path] {
			seen[path] = true
			all = append(all, l.snapshot.files[path])
		}
	}
	return all
}
