package eval

// Slab makes values of one type many at once, which takes less time than one by one. Their memory is kept as long as any of those that
// were made together is. The zero Slab is ready; it is for one goroutine.
type Slab[T any] struct{ room []T }

// How many values a slab makes at once, at first and at most.
const (
	slabFirst = 8
	slabMost  = 128
)

// Make is a copy of v.
func (s *Slab[T]) Make(v T) *T {
	made := &s.Slice(1)[0]
	*made = v
	return made
}

// Slice is n zero values.
func (s *Slab[T]) Slice(n int) []T {
	if cap(s.room)-len(s.room) < n {
		s.room = make([]T, 0, max(n, min(max(slabFirst, 2*cap(s.room)), slabMost)))
	}
	start := len(s.room)
	s.room = s.room[:start+n]
	return s.room[start : start+n : start+n]
}
