package eval

import (
	"path"
	"sync"

	"atproto-ls/syntax"
)

// unit is one file: what compiled expressions share.
type unit struct {
	*source
	dir string // what relative paths start from; "" when that is not known

	globals *globals // the names that are always in scope
	home    string   // what `~` stands for, "" when that is not known

	compiling sync.Mutex // who holds it adds to what is compiled: to what follows, to a lazy, a lambda

	root      expr       // the whole file, where Sessions share the unit: what holds a piece would hold all
	protos    []*proto   // memory of sets that were compiled
	lazies    []lazy     // memory for expressions, made many at once
	constants []constant // the same

	shared    bool // several Sessions use it
	twice     bool // a function that the whole file is was applied a second time, or nobody counts it: see [Pending]
	positions bool // something in it knows on which line it stands
}

// whole is the whole file as an expression without outer variables.
func (u *unit) whole() expr {
	u.compiling.Lock()
	defer u.compiling.Unlock()
	if u.root != nil {
		return u.root
	}
	x := (&scope{unit: u, once: true}).body(u.file.Expr())
	if u.shared {
		u.root = x
	}
	return x
}

// compile compiles an expression of the file that stands in sc.
func (u *unit) compile(n syntax.Node, sc *scope) expr {
	u.compiling.Lock()
	defer u.compiling.Unlock()
	return sc.compile(n)
}

// someAtOnce is how many small things memory is made for at once.
const someAtOnce = 32

func (sc *scope) lazy(n syntax.Node) expr {
	u := sc.unit
	if len(u.lazies) == cap(u.lazies) {
		u.lazies = make([]lazy, 0, someAtOnce)
	}
	u.lazies = u.lazies[:len(u.lazies)+1]
	l := &u.lazies[len(u.lazies)-1]
	l.index, l.scope = int32(n.Index()), sc
	return l
}

func (p place) constant(v Value) expr {
	u := p.unit
	if len(u.constants) == cap(u.constants) {
		u.constants = make([]constant, 0, someAtOnce)
	}
	u.constants = append(u.constants, constant{p, v})
	return &u.constants[len(u.constants)-1]
}

// place is where an expression stands.
type place struct {
	unit  *unit
	index int32 // of its node
}

func (p place) node() syntax.Node { return p.unit.file.Node(int(p.index)) }
func (p place) origin() *Origin {
	return &Origin{source: p.unit.source, value: nodeRef(p.index + 1)}
}

func (u *unit) at(n syntax.Node) place { return place{u, int32(n.Index())} }

// scope is what names mean at one place of a text, known without running it. Each scope is one [env] at run time.
type scope struct {
	up    *scope
	unit  *unit
	with  bool           // the frame of a `with`: one slot, its set
	once  bool           // it has one frame in an evaluation: no function is around it but those that the whole file is
	names []string       // slot i is names[i]
	index map[string]int // the same, when there are many names
}

// manyNames is from how many names on a scope keeps a map.
const manyNames = 12

func (sc *scope) inner(names []string) *scope {
	in := &scope{up: sc, unit: sc.unit, names: names, once: sc.once}
	if len(names) >= manyNames {
		in.index = make(map[string]int, len(names))
		for i, n := range names {
			in.index[n] = i
		}
	}
	return in
}

func (sc *scope) slot(name string) int {
	if sc.index != nil {
		if i, ok := sc.index[name]; ok {
			return i
		}
		return -1
	}
	for i, n := range sc.names {
		if n == name {
			return i
		}
	}
	return -1
}

// variable compiles a reference to name. The innermost scope that binds it counts, then the globals, and only then the
// sets of the enclosing `with`s, innermost first (Nix manual, "With-expressions").
func (sc *scope) variable(name string, at place) expr {
	var withs []int
	depth := 0
	for s := sc; s != nil; s = s.up {
		if s.with {
			withs = append(withs, depth)
		} else if i := s.slot(name); i >= 0 {
			return &variable{at, depth, i}
		}
		depth++
	}
	if v, ok := sc.unit.globals.values[name]; ok {
		return &constant{at, v}
	}
	if withs == nil {
		return &undefined{at, name}
	}
	return &withVariable{at, name, withs}
}

// isGlobal reports whether name means the global value here.
func (sc *scope) isGlobal(name string) bool {
	for s := sc; s != nil; s = s.up {
		if !s.with && s.slot(name) >= 0 {
			return false
		}
	}
	return true
}

// absolute is the path p of a text, made absolute; "" when that is not possible.
func (u *unit) absolute(p string) string {
	if path.IsAbs(p) {
		return path.Clean(p)
	}
	if u.dir == "" {
		return ""
	}
	return path.Join(u.dir, p)
}
