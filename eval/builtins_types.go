package eval

import "math"

func typeBuiltins() []def {
	is := func(name string, kind Kind) def {
		return def{name, args(forcedArg), func(_ *Session, a []Value) Value { return Bool(a[0].Kind() == kind) }}
	}
	return []def{
		is("isAttrs", SetKind), is("isBool", BoolKind), is("isFloat", FloatKind), is("isFunction", FunctionKind),
		is("isInt", IntKind), is("isList", ListKind), is("isNull", NullKind), is("isPath", PathKind),
		is("isString", StringKind),
		{"typeOf", args(forcedArg), func(_ *Session, a []Value) Value { return String(a[0].Kind().String()) }},
	}
}

func numberBuiltins() []def {
	operator := func(name string, f func(*Session, Value, Value) Value) def {
		return def{name, args(forcedArg, forcedArg), func(s *Session, a []Value) Value { return f(s, a[0], a[1]) }}
	}
	bits := func(name string, f func(x, y int64) int64) def {
		return def{name, args(intArg, intArg), func(_ *Session, a []Value) Value {
			x, _ := a[0].AsInt()
			y, _ := a[1].AsInt()
			return Int(f(x, y))
		}}
	}
	return []def{
		operator("add", (*Session).sum), operator("sub", (*Session).minus), operator("mul", (*Session).times),
		operator("div", (*Session).divide),
		bits("bitAnd", func(x, y int64) int64 { return x & y }),
		bits("bitOr", func(x, y int64) int64 { return x | y }),
		bits("bitXor", func(x, y int64) int64 { return x ^ y }),
		{"lessThan", args(forcedArg, forcedArg), func(s *Session, a []Value) Value { return s.less(a[0], a[1]) }},
		{"ceil", args(numberArg), func(_ *Session, a []Value) Value { return rounded("ceil", a[0], math.Ceil) }},
		{"floor", args(numberArg), func(_ *Session, a []Value) Value { return rounded("floor", a[0], math.Floor) }},
	}
}

func rounded(name string, v Value, round func(float64) float64) Value {
	f, ok := v.AsFloat()
	if !ok {
		return v
	}
	f = round(f)
	if math.IsNaN(f) || f < math.MinInt64 || f >= math.MaxInt64 {
		return MakeUnknown("builtins."+name+" of a float that no integer holds", "")
	}
	return Int(int64(f))
}
