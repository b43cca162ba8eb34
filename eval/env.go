package eval

// env is a frame of variables at run time: what a scope is at compile time. Variables are found by how many frames up
// and which slot, both known since compilation.
type env struct {
	up    *env
	slots []Value
}

// The frames of few slots are one allocation.
type (
	env1 struct {
		env
		a [1]Value
	}
	env2 struct {
		env
		a [2]Value
	}
	env4 struct {
		env
		a [4]Value
	}
	env8 struct {
		env
		a [8]Value
	}
)

func newEnv(up *env, n int) *env {
	switch {
	case n <= 1:
		e := &env1{}
		e.up, e.slots = up, e.a[:n]
		return &e.env
	case n == 2:
		e := &env2{}
		e.up, e.slots = up, e.a[:]
		return &e.env
	case n <= 4:
		e := &env4{}
		e.up, e.slots = up, e.a[:n]
		return &e.env
	case n <= 8:
		e := &env8{}
		e.up, e.slots = up, e.a[:n]
		return &e.env
	}
	return &env{up, make([]Value, n)}
}

// newEnv1 is the frame of a function with one parameter.
func newEnv1(up *env, v Value) *env {
	e := &env1{a: [1]Value{v}}
	e.up, e.slots = up, e.a[:]
	return &e.env
}
