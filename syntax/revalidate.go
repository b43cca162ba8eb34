package syntax

import "sort"

// Revalidate is [Validate] for f, the next version of the text of old, of which Validate found errors: what did not change is
// not looked at again. It gives the same as Validate.
func Revalidate(f, old *File, errors []Error) []Error {
	if len(errors) >= suggestions || conflicted(f) || conflicted(old) {
		return Validate(f)
	}
	for _, e := range errors {
		if e.Kind != UndefinedVariable { // it concerns several nodes
			return Validate(f)
		}
	}
	v := &validator{file: f, names: map[string]int{}, fewTables: map[int32]*attrTable{}, before: &validated{old, errors, Compare(old, f)}}
	v.expr(f.Root())
	if len(v.errors) >= suggestions {
		return Validate(f)
	}
	return v.sorted()
}

// validated is what is known of a text's version before.
type validated struct {
	file   *File
	errors []Error
	kept   Kept
}

// takeOver reports what was found in n before; false when n has changed. What names mean in n has not: see [Compare].
func (v *validator) takeOver(n Node) bool {
	b := v.before
	if b == nil || !n.Exists() || !b.kept.Whole(n) {
		return false
	}
	was, there := b.kept.Was(n.Index())
	if !there {
		return false
	}
	old := b.file.Node(was)
	if !b.kept.changed && old.Text() != n.Text() {
		return false // blanks and comments have changed: each error moves by itself
	}
	start, end, shift := old.Start(), old.End(), n.Start()-old.Start()
	first := sort.Search(len(b.errors), func(i int) bool { return b.errors[i].Start >= start })
	for _, e := range b.errors[first:] {
		if e.Start >= end || e.End > end {
			break
		}
		v.errors = append(v.errors, e.moved(shift))
	}
	return true
}

// moved is e that many bytes further on.
func (e Error) moved(by int) Error {
	e.Start, e.End = e.Start+by, e.End+by
	if e.Related.Message != "" {
		e.Related.Start, e.Related.End = e.Related.Start+by, e.Related.End+by
	}
	if e.Fix != nil {
		fix := Fix{Title: e.Fix.Title, Edits: make([]Edit, len(e.Fix.Edits))}
		for i, edit := range e.Fix.Edits {
			fix.Edits[i] = Edit{edit.Start + by, edit.End + by, edit.NewText}
		}
		e.Fix = &fix
	}
	return e
}
