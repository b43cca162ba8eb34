package eval

import (
	"math"
	"strconv"
)

func (s *Session) minus(a, b Value) Value {
	x, ok1 := a.AsInt()
	y, ok2 := b.AsInt()
	if !ok1 || !ok2 {
		return s.floats(a, b, (*Session).minus, func(x, y float64) float64 { return x - y })
	}
	d := x - y
	if (x < y) != (d < 0) {
		return overflow("subtracting", x, "-", y)
	}
	return Int(d)
}

func (s *Session) times(a, b Value) Value {
	x, ok1 := a.AsInt()
	y, ok2 := b.AsInt()
	if !ok1 || !ok2 {
		return s.floats(a, b, (*Session).times, func(x, y float64) float64 { return x * y })
	}
	p := x * y
	if x != 0 && (p/x != y || x == -1 && y == math.MinInt64) {
		return overflow("multiplying", x, "*", y)
	}
	return Int(p)
}

func (s *Session) divide(a, b Value) Value {
	if f, bad := s.wantNumber(b); bad.Kind() == ErrorKind && !a.bad() {
		return bad
	} else if f == 0 && bad.ref == nil && !a.bad() {
		return MakeError("division by zero")
	}
	x, ok1 := a.AsInt()
	y, ok2 := b.AsInt()
	if !ok1 || !ok2 {
		return s.floats(a, b, (*Session).divide, func(x, y float64) float64 { return x / y })
	}
	if x == math.MinInt64 && y == -1 {
		return overflow("dividing", x, "/", y)
	}
	return Int(x / y)
}

// sum adds two numbers.
func (s *Session) sum(a, b Value) Value {
	x, ok1 := a.AsInt()
	y, ok2 := b.AsInt()
	if !ok1 || !ok2 {
		return s.floats(a, b, (*Session).sum, func(x, y float64) float64 { return x + y })
	}
	sum := x + y
	if (sum > x) != (y > 0) {
		return overflow("adding", x, "+", y)
	}
	return Int(sum)
}

// floats is f of two numbers of which one is a float; again is the operation itself, for the alternatives of a Choice.
func (s *Session) floats(a, b Value, again func(*Session, Value, Value) Value, f func(x, y float64) float64) Value {
	if a.bad() || b.bad() {
		return s.pair(a, b, func(a, b Value) Value { return again(s, a, b) })
	}
	wanted := "an integer"
	if a.Kind() == FloatKind || b.Kind() == FloatKind {
		wanted = "a float"
	}
	x, bad1 := s.wantNumber(a)
	if bad1.ref != nil {
		return s.unexpected(a, wanted)
	}
	y, bad2 := s.wantNumber(b)
	if bad2.ref != nil {
		return s.unexpected(b, wanted)
	}
	return Float(f(x, y))
}

func overflow(doing string, x int64, op string, y int64) Value {
	return MakeError("integer overflow in " + doing + " " + strconv.FormatInt(x, 10) + " " + op + " " + strconv.FormatInt(y, 10))
}
