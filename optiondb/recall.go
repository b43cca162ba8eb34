package optiondb

import (
	"slices"
	"sync/atomic"

	"atproto-ls/eval"
	"atproto-ls/syntax"
)

// Recall lets the walk over a file's next version take over what the edit cannot have changed. It remembers which
// definitions an expression gave, where nothing but the text decides what that is, see [eval.Pending]. One walk makes it, the
// next reads it.
type Recall struct {
	file  *syntax.File
	log   *Log
	parts map[int]recalled // by the node of the expression
	index *Index           // of the walk
	done  bool             // the walk has ended, and what is remembered is right
	taken bool             // something was taken over
	used  atomic.Bool      // the next version has it

	last  *Recall     // what the walk before remembered, nil for nothing
	kept  syntax.Kept // of last's file
	move  *eval.Move  // from last's file
	elems []Value     // room for the elements of a list
}

// recalled is what an expression gave as the value of one path.
type recalled struct {
	at       Definition // path, certainty, priority and origin that it was given with
	found    []*Definition
	count    int  // of all definitions in found
	from, to mark // what was asked for meanwhile, of the log
}

// smallestRecalled is how many nodes an expression has at least that is remembered: smaller ones are evaluated faster.
const smallestRecalled = 24

// Log is what an evaluation asked for of what is around it, in order.
type Log struct {
	Reads []Path // of the configuration
	Files []string
}

// mark is how much of a log there is.
type mark struct{ reads, files int }

func (l *Log) mark() mark { return mark{len(l.Reads), len(l.Files)} }

// repeat adds what another log has between two marks.
func (l *Log) repeat(other *Log, from, to mark, move *eval.Move) {
	for _, p := range other.Reads[from.reads:to.reads] {
		l.Reads = append(l.Reads, move.Texts(p))
	}
	l.Files = append(l.Files, other.Files[from.files:to.files]...)
}

// NewRecall begins to remember what the file at path gives, and recalls what last remembers of its version before, nil for
// nothing. Only one version recalls it, and what it has seen is forgotten. What the evaluation asks for is put into log.
func NewRecall(path string, file *syntax.File, log *Log, last *Recall) *Recall {
	r := &Recall{file: file, log: log, parts: map[int]recalled{}}
	if last != nil && last.done && !last.used.Swap(true) {
		r.last, r.kept = last, syntax.Compare(last.file, file)
		r.move = eval.NewMove(path, last.file, file, r.kept)
	}
	return r
}

// Close ends the walk, and lets go of the version before. What was remembered counts only when s is steady. A nil Recall, which
// remembers nothing, may be closed.
func (r *Recall) Close(s *eval.Session) {
	if r == nil {
		return
	}
	r.done = s.Steady(r.file) && r.index != nil
	r.index.forget()
	r.last, r.move, r.elems = nil, nil, nil
}

// Taken reports whether anything was taken over: then the log may lack what the version before asked for only at what has
// changed.
func (r *Recall) Taken() bool { return r != nil && r.taken }

// recollect is [Walk.expand] for a value that was not looked at yet: what it gives is taken over from the version before, or
// remembered for the next. ok is false when neither can be.
func (w *Walk) recollect(out []*Definition, d Definition, at *Index, depth int) (all []*Definition, ok bool) {
	r := w.recall
	n := eval.Pending(d.Value, r.file)
	if n.Size() < smallestRecalled {
		return out, false
	}
	start, count, from := len(out), w.count, r.log.mark()
	if out, ok = w.take(out, &d, at, n); !ok {
		given := d
		given.Value = w.session.Force(d.Value)
		w.count-- // it is counted already
		out = w.expand(out, given, at, depth)
	}
	d.Value = Value{}
	if w.count <= maxDefinitions {
		r.parts[n.Index()] = recalled{d, slices.Clone(out[start:]), w.count - count, from, r.log.mark()}
	}
	return out, true
}

// take appends what the version before gave for the expression n as the value of d; false when that is not known.
func (w *Walk) take(out []*Definition, d *Definition, at *Index, n syntax.Node) (all []*Definition, ok bool) {
	r := w.recall
	if r.last == nil {
		return out, false
	}
	was, there := r.kept.Was(n.Index())
	p, known := r.last.parts[was]
	if !there || !known || !r.kept.Whole(n) || w.count+p.count > maxDefinitions || !r.same(&p.at, d) {
		return out, false
	}
	moved := make([]*Definition, len(p.found))
	for i, old := range p.found {
		moved[i] = w.moved(old, d.Module)
	}
	if r.move.Failed() {
		return out, false
	}
	delete(r.last.parts, was) // two versions of a large file are much memory
	for _, m := range moved {
		w.place(m, at)
	}
	w.count += p.count
	r.log.repeat(r.last.log, p.from, p.to, r.move)
	r.taken = true
	return append(out, moved...), true
}

// same reports whether an expression would be looked at as it was before.
func (r *Recall) same(before, now *Definition) bool {
	o := r.move.Origin(before.Origin)
	return !r.move.Failed() && before.When == now.When && before.Around == now.Around && before.Priority == now.Priority && before.Order == now.Order && slices.Equal(before.Path, now.Path) &&
		o.Path() == now.Origin.Path() && o.Name() == now.Origin.Name() && o.Value() == now.Origin.Value()
}

// moved is a definition of the version before, with what is below it, in the new version; its place in the index comes later.
func (w *Walk) moved(old *Definition, module *Module) *Definition {
	move := w.recall.move
	d := w.made.Make(*old)
	d.Module, d.Origin = module, move.Origin(old.Origin)
	if old.Children != nil {
		d.Children = w.lists.Slice(len(old.Children))
	}
	for i, c := range old.Children {
		d.Children[i] = w.moved(c, module)
	}
	elems := w.recall.elems[:0]
	for i, e := range old.Value.List().Elems() {
		if len(old.Children) != old.Value.List().Len() || eval.Evaluated(e) != old.Children[i].Value {
			break // properties were taken apart
		}
		elems = append(elems, d.Children[i].Value)
	}
	w.recall.elems = elems
	d.Value = move.Value(old.Value, elems)
	return d
}

// place indexes what was moved, where the walk is now, as [Walk.children] and [Walk.elements] do: each name of a set has a place,
// also where its value defines nothing.
func (w *Walk) place(d *Definition, at *Index) {
	d.Path, at.next = at.Path, 0
	children := d.Children
	for i := range d.Value.Set().Attrs() {
		if children == nil {
			break // it was not looked into
		}
		below := w.below(at, d.Value.Set().Attrs()[i].Name)
		for len(children) > 0 && children[0].Path[len(at.Path)] == below.Name() {
			w.place(children[0], below)
			children = children[1:]
		}
	}
	if d.Value.List().Len() > 0 {
		below := w.below(at, AnyElement)
		for _, c := range children {
			w.place(c, below)
		}
	}
	w.put(d, at)
}
