package analysis

import (
	"path"
	"slices"
	"strings"
	"sync"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// This file answers whether anything reads an option, from the text of all files that could. It errs on the side of yes: a
// value that is handed on, and everything below it, counts as read; where `config` itself goes somewhere that is not in
// sight, everything is.

// uses is what one file may read of the configuration.
type uses struct {
	read     *usage          // from the configuration's root
	inside   []optiondb.Path // from the root of some submodule
	all      bool            // anything
	silent   bool            // nothing: neither does what it imports get anything from it
	dynamic  bool            // it may import files that it does not name
	aliases  []alias         // options that can be read under another name
	literals []string        // the paths that it names: files that it may import
	values   []string        // those of them that are no element of `imports`
}

// usage is a path of which something is read.
type usage struct {
	whole bool // it, and all below it
	below map[string]*usage
}

func (u *usage) note(p optiondb.Path) {
	for _, name := range p {
		if u.below == nil {
			u.below = map[string]*usage{}
		}
		if u.below[name] == nil {
			u.below[name] = &usage{}
		}
		u = u.below[name]
	}
	u.whole = true
}

// has reports whether the option at p, something below it, or all of a group around it is read.
func (u *uses) has(p optiondb.Path) bool {
	at := u.read
	for _, name := range p {
		if u.all || at.whole {
			return true
		}
		if at = at.below[name]; at == nil {
			return slices.ContainsFunc(u.inside, func(read optiondb.Path) bool { return mayPass(p, read) })
		}
	}
	return true
}

// mayPass reports whether p may lead through what a submodule reads of itself at read: on to it, or past it.
func mayPass(p, read optiondb.Path) bool {
	for start := 1; start < len(p); start++ {
		if n := min(len(read), len(p)-start); slices.Equal(p[start:start+n], read[:n]) {
			return true
		}
	}
	return false
}

// usesOf reads a tree at a path.
func usesOf(at string, tree *syntax.File) *uses {
	w := &useWalker{uses: &uses{read: &usage{}}, tracer: &tracer{bounds: map[syntax.Node]map[string]syntax.Node{}}, folder: path.Dir(at)}
	src := tree.Source()
	if w.silent = !strings.Contains(src, "config") && !strings.Contains(src, "options") && !strings.Contains(src, "Option"); !w.silent {
		w.names = standIns(tree)
	}
	for n := range tree.Root().Descendants() {
		switch n.Kind() {
		case syntax.PathNode:
			w.literal(n)
		case syntax.IdentNode:
			if w.names[n.Text()] {
				w.expression(n)
			}
		case syntax.SelectNode:
			w.expression(n)
		case syntax.ApplyNode:
			call := syntax.AsApply(n)
			w.alias(call)
			if file := call.Argument().Unparen(); importing[functionName(call.Function().Unparen())] && !file.Is(syntax.PathNode) && !file.Is(syntax.SearchPathNode) {
				w.dynamic = true
			}
		}
	}
	return w.uses
}

// importing are the functions that read a file of Nix code.
var importing = map[string]bool{"import": true, "scopedImport": true, "importApply": true, "callPackage": true}

// standIns are the names that may stand for a configuration or a part of one: all others need not be looked up.
func standIns(tree *syntax.File) map[string]bool {
	names := map[string]bool{"config": true, "options": true}
	for n := range tree.Root().Descendants() {
		switch n.Kind() {
		case syntax.LambdaNode:
			names[syntax.AsLambda(n).Param().Text()] = true
		case syntax.LetNode, syntax.LegacyLetNode:
			for e := range n.Children() {
				if b := syntax.AsBinding(e); b.Exists() {
					names[b.Path().Child(0).Text()] = true
				}
				for a := range syntax.AsInherit(e).Attrs() {
					names[a.Text()] = true
				}
			}
		}
	}
	return names
}

// useWalker finds what expressions of one file read.
type useWalker struct {
	*uses
	tracer *tracer
	folder string
	names  map[string]bool // see standIns
}

func (w *useWalker) literal(n syntax.Node) {
	w.dynamic = w.dynamic || !n.IsLiteral()
	if text := n.Text(); n.IsLiteral() && !strings.HasPrefix(text, "<") && !strings.HasPrefix(text, "~") {
		if !strings.HasPrefix(text, "/") {
			text = path.Join(w.folder, text)
		}
		w.literals = append(w.literals, path.Clean(text))
		if !ofImports(n) {
			w.values = append(w.values, path.Clean(text))
		}
	}
}

// ofImports reports whether n is an element of a list that is bound to `imports`, or part of it.
func ofImports(n syntax.Node) bool {
	p := outside(n)
	for p.Is(syntax.ListNode) || syntax.AsBinary(p).Op().Kind == syntax.Concat {
		p = outside(p)
	}
	name, _ := syntax.AttrName(last(syntax.AsBinding(p).Path()))
	return name == "imports"
}

// expression notes what a variable, or the whole of a selection, reads.
func (w *useWalker) expression(n syntax.Node) {
	parent := outside(n)
	if s := syntax.AsSelect(parent); s.Exists() && s.Subject().Unparen() == n.Unparen() {
		return // the selection is what counts
	}
	if n.Is(syntax.IdentNode) {
		switch {
		case n.Parent().Is(syntax.AttrPathNode), n.Parent().Is(syntax.FormalNode) && syntax.AsFormal(n.Parent()).Name() == n, syntax.AsLambda(n.Parent()).Param() == n:
			return // it binds, or names an attribute
		}
		if i := syntax.AsInherit(n.Parent()); i.Exists() && i.HasSource() && i.Source().Unparen() != n {
			w.noteAt(w.resolve(i.Source(), 0).below(n.Text()), n)
			return
		}
	}
	r := w.resolve(n, 0)
	if b := syntax.AsBinding(parent); r.exists && b.Exists() && b.Parent().Is(syntax.LetNode) && !b.Path().Child(1).Exists() {
		return // a name for it, and what reads the name is looked at
	}
	if h := syntax.AsHasAttr(parent); h.Exists() && h.Subject().Unparen() == n.Unparen() {
		names, _ := h.Path().Names()
		r = r.below(names...)
	}
	w.noteAt(r, n)
}

// noteAt notes that all of what r stands for is read by the expression n.
func (w *useWalker) noteAt(r resolved, n syntax.Node) {
	switch {
	case !r.exists:
	case len(r.path) == 0 && !w.handedOn(n):
		w.all = true
	case len(r.path) == 0:
	default:
		w.read.note(r.path)
		if r.nested {
			w.inside = append(w.inside, r.path)
		}
	}
}

// handedOn reports whether n, the configuration as a whole, goes to a file that the text names: what that one makes of its
// `config` is seen there.
func (w *useWalker) handedOn(n syntax.Node) bool {
	p := outside(n)
	climb := func() {
		for syntax.AsBinary(p).Exists() && syntax.AsBinary(p).Op().Kind == syntax.Update {
			p = outside(p)
		}
	}
	if p.Is(syntax.InheritNode) || p.Is(syntax.BindingNode) {
		if b := syntax.AsBinding(p); b.Exists() && b.Path().Text() != "config" || p.Is(syntax.InheritNode) && n.Text() != "config" {
			return false
		}
		p = outside(p.Parent())
	}
	climb()
	call := syntax.AsApply(p)
	inner := syntax.AsApply(call.Function().Unparen())
	name, file := functionName(inner.Function().Unparen()), inner.Argument().Unparen()
	return call.Exists() && (name == "import" || name == "callPackage") && file.Is(syntax.PathNode) && file.IsLiteral()
}

// resolved is what an expression stands for: the value at a path of a configuration.
type resolved struct {
	path   optiondb.Path
	exists bool
	nested bool // the configuration may be that of a submodule
	args   bool // it is what a module is called with, `config` among it
}

func (r resolved) below(names ...string) resolved {
	if r.args && len(names) > 0 {
		r.args = false
		r.exists = names[0] == "config" || names[0] == "options"
		names = names[1:]
	}
	r.path = r.path.Append(names...)
	return r
}

// maxResolve is how many names may stand for one another.
const maxResolve = 64

func (w *useWalker) resolve(n syntax.Node, depth int) resolved {
	n = n.Unparen()
	if depth > maxResolve {
		w.all = true
		return resolved{}
	}
	switch n.Kind() {
	case syntax.SelectNode:
		s := syntax.AsSelect(n)
		names, _ := s.Path().Names()
		if r := w.resolve(s.Subject(), depth+1); r.exists {
			return r.below(names...)
		}
		if i := slices.Index(names, "config"); i >= 0 { // of some other configuration: maybe this one
			return resolved{exists: true, path: names[i+1:]}
		}
	case syntax.IdentNode:
		if w.names[n.Text()] {
			return w.variable(n, n.Text(), depth)
		}
	}
	return resolved{}
}

func (w *useWalker) variable(n syntax.Node, name string, depth int) resolved {
	v := w.tracer.lookup(n, name)
	switch {
	case !v.at.Exists():
		return resolved{}
	case v.at.Is(syntax.BindingNode):
		b := syntax.AsBinding(v.at)
		if b.Path().Child(1).Exists() || !b.Parent().Is(syntax.LetNode) {
			return resolved{} // the value was noted where it stands
		}
		return w.resolve(b.Value(), depth+1)
	case v.at.Parent().Is(syntax.InheritNode):
		if i := syntax.AsInherit(v.at.Parent()); i.HasSource() {
			return resolved{} // noted there, with all below
		}
		return w.variable(v.scope, name, depth+1)
	}
	if f := syntax.AsFormal(v.at); f.Default().Exists() {
		return resolved{} // modules are always given theirs
	}
	l := syntax.AsLambda(v.scope)
	top := outermost(l.Node)
	if v.at == l.Param() { // of a plain function: what it is called with was noted there
		module := top && name == "args"
		for f := range l.Formals().All() {
			module = module || f.Name().Text() == "config" || f.Name().Text() == "options"
		}
		return resolved{exists: module, args: module, nested: !top}
	}
	return resolved{exists: name == "config" || name == "options", nested: !top}
}

// outermost reports whether a function is the value of its file, behind other functions and scopes.
func outermost(n syntax.Node) bool {
	for p := n.Parent(); p.Exists(); p = p.Parent() {
		switch p.Kind() {
		case syntax.LambdaNode, syntax.LetNode, syntax.WithNode, syntax.AssertNode, syntax.ParenNode:
		default:
			return !p.Parent().Exists()
		}
	}
	return true
}

// wrapped is n with the parentheses around it.
func wrapped(n syntax.Node) syntax.Node {
	for n.Parent().Is(syntax.ParenNode) {
		n = n.Parent()
	}
	return n
}

// outside is what n stands in, parentheses left out.
func outside(n syntax.Node) syntax.Node { return wrapped(n).Parent() }

// Unused reports whether an option is known to be read by nothing in c: neither by the modules that every configuration
// imports, nor by anything in the workspace. Known of options that the former declare; the sets that ship do less than
// the modules that they stand for.
func (s *Snapshot) Unused(c *Configuration, option optiondb.Path) bool {
	e := s.Evaluated(c)
	if !e.whole || c.Closed != Closed || !c.fromModules(option) {
		return false
	}
	c.outsideOnce.Do(func() { c.outside = s.usesOf(e.files) })
	return !anyHas(append(c.outside[:len(c.outside):len(c.outside)], s.usesHere()), option)
}

// Selects reports whether the modules of c somewhere ask for an option in a submodule by its name: then the evaluation shows whether
// they do for each, and it is not for the values as wholes that they need it.
func (s *Snapshot) Selects(c *Configuration, option optiondb.Path) bool {
	name := option[len(option)-1]
	for _, f := range s.order {
		if f.Mentions(name) && selects(f.Tree, option) {
			return true
		}
	}
	m := s.world.Modules
	return m != nil && m.Loader != nil && slices.ContainsFunc(s.Evaluated(c).files, func(at string) bool {
		tree, err := m.Loader.Parse(at)
		return err == nil && strings.Contains(tree.Source(), name) && selects(tree, option)
	})
}

// selects reports whether a text selects what an option is called, or inherits it, from anything or from what it lies in.
func selects(tree *syntax.File, option optiondb.Path) bool {
	whole := append(optiondb.Path{"config"}, option...)
	name, holder := whole[len(whole)-1], whole[len(whole)-2]
	for n := range tree.Root().Descendants() {
		switch n.Kind() {
		case syntax.SelectNode:
			names, _ := syntax.AsSelect(n).Path().Names()
			if i := slices.Index(names, name); i == 0 || i > 0 && names[i-1] == holder {
				return true
			}
		case syntax.InheritNode:
			in := syntax.AsInherit(n)
			from, _ := syntax.AsSelect(in.Source().Unparen()).Path().Names()
			for a := range in.Attrs() {
				if text, _ := syntax.AttrName(a); text == name && in.HasSource() && (len(from) == 0 || from[len(from)-1] == holder) {
					return true
				}
			}
		}
	}
	return false
}

// Asks reports whether an option that has no value is asked for when the machine is built, as far as that can be told: of
// what modules at hand declare, the evaluation shows it; of anything else it is taken for granted.
func (s *Snapshot) Asks(c *Configuration, option optiondb.Path) bool {
	e := s.Evaluated(c)
	return !e.whole || !c.fromModules(option) || slices.ContainsFunc(e.Lacking, func(o optiondb.Path) bool { return slices.Equal(o, option) })
}

// fromModules reports whether modules that the user named decide about an option, all of which were read.
func (c *Configuration) fromModules(option optiondb.Path) bool {
	st := c.View.For(option)
	return st.Certain() && !slices.ContainsFunc(st.Surfaces, func(surface *optiondb.Surface) bool {
		return surface.Set == nil || surface.Set.Kind != optiondb.FromModules || surface.Set.Partial
	})
}

// UsedHere reports whether something in the workspace may read the option at p.
func (s *Snapshot) UsedHere(p optiondb.Path) bool { return anyHas([]*uses{s.usesHere()}, p) }

// usesHere is what the files of the workspace read.
func (s *Snapshot) usesHere() *uses {
	s.usesOnce.Do(func() {
		s.uses = &uses{read: &usage{}}
		for _, f := range s.order {
			s.uses.add(f.uses())
		}
	})
	return s.uses
}

// add is u with what other reads.
func (u *uses) add(other *uses) {
	u.read.add(other.read)
	u.inside, u.aliases, u.all = append(u.inside, other.inside...), append(u.aliases, other.aliases...), u.all || other.all
}

func (u *usage) add(other *usage) {
	u.whole = u.whole || other.whole
	for name, o := range other.below {
		if u.below == nil {
			u.below = map[string]*usage{}
		}
		if u.below[name] == nil {
			u.below[name] = &usage{}
		}
		u.below[name].add(o)
	}
}

// usesOf reads the modules outside of the workspace at paths, and the files that their texts name. A module that cannot be
// read may read anything.
func (s *Snapshot) usesOf(paths []string) (all []*uses) {
	seen := map[string]bool{}
	var read func(at string) bool
	read = func(at string) bool {
		u := s.outsideUses(at)
		if u == nil || seen[at] {
			return u != nil
		}
		seen[at] = true
		if all = append(all, u); u.silent {
			return true
		}
		for _, l := range u.literals {
			_ = read(l) || read(path.Join(l, "default.nix"))
		}
		return true
	}
	for _, at := range paths {
		inside := s.module(at) != nil || !strings.HasPrefix(at, "/") || ofNixOS(at) || strings.HasPrefix(at, nixpkgsRoot)
		if !inside && !read(at) && !read(path.Join(at, "default.nix")) {
			all = append(all, &uses{all: true})
		}
	}
	return all
}

// outsideUses reads a file outside of the workspace; nil where there is none.
func (s *Snapshot) outsideUses(at string) *uses {
	m := s.world.Modules
	if m == nil || m.Loader == nil {
		return nil
	}
	u, _ := m.uses.LoadOrStore(at, sync.OnceValue(func() *uses {
		tree, err := m.Loader.Parse(at)
		if err != nil {
			return nil
		}
		return usesOf(at, tree)
	}))
	return u.(func() *uses)()
}
