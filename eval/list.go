package eval

// List is a list of values, possibly Lazy ones. It is immutable.
//
// An open list holds these elements in this order, and maybe others before, between and behind them: what `[ a ] ++ u`
// is when u is not known. Its length, its head and its element at an index are not known.
type List struct {
	elems []Value
	open  *Unknown
	at    *Origin // the list literal; nil for a computed one
}

func (*List) kind() Kind { return ListKind }

var emptyList = Value{ref: &List{}}

// MakeList makes a list of elems and keeps the slice.
func MakeList(elems []Value) Value {
	if len(elems) == 0 {
		return emptyList
	}
	return Value{ref: &List{elems: elems}}
}

// MakeOpenList makes a list of which elems are only some elements; why says what hides the others.
func MakeOpenList(elems []Value, why *Unknown) Value {
	return Value{ref: &List{elems: elems, open: why}}
}

// Len is the number of known elements; 0 for nil.
func (l *List) Len() int {
	if l == nil {
		return 0
	}
	return len(l.elems)
}

// At is the element at index i, possibly Lazy.
func (l *List) At(i int) Value { return l.elems[i] }

// Elems are the known elements; the slice must not be changed.
func (l *List) Elems() []Value {
	if l == nil {
		return nil
	}
	return l.elems
}

// Open is nil when the elements are all there are, else why there may be more.
func (l *List) Open() *Unknown {
	if l == nil {
		return nil
	}
	return l.open
}
