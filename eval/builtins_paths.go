package eval

import (
	"path"
	"strings"
)

func pathBuiltins() []def {
	return []def{
		{"baseNameOf", args(lazily), baseNameOf},
		{"dirOf", args(lazily), dirOf},
		{"toPath", args(pathArg), func(_ *Session, a []Value) Value {
			p, _ := a[0].AsPath()
			return String(p)
		}},
	}
}

func baseNameOf(s *Session, a []Value) Value {
	return s.unary(s.Force(a[0]), func(v Value) Value {
		text, bad := s.coerce(v, appendedToPath)
		if bad.ref != nil {
			return bad
		}
		text = strings.TrimSuffix(text, "/")
		return String(text[strings.LastIndexByte(text, '/')+1:])
	})
}

func dirOf(s *Session, a []Value) Value {
	return s.unary(s.Force(a[0]), func(v Value) Value {
		if p, ok := v.AsPath(); ok {
			return Path(path.Dir(p))
		}
		text, bad := s.coerce(v, interpolated)
		if bad.ref != nil {
			return bad
		}
		switch i := strings.LastIndexByte(text, '/'); i {
		case -1:
			return String(".")
		case 0:
			return String("/")
		default:
			return String(text[:i])
		}
	})
}

// storeBuiltins need the store or the environment for their value, but check their arguments as Nix does.
func storeBuiltins() []def {
	return []def{
		{"getEnv", args(stringArg), func(s *Session, a []Value) Value {
			name, _ := a[0].AsString()
			if s.options.Getenv != nil {
				return String(s.options.Getenv(name))
			}
			return MakeUnknown("builtins.getEnv: the environment is not read", "builtins.getEnv "+Quote(name))
		}},
		{"placeholder", args(stringArg), placeholder},
		{"toFile", args(stringArg, stringArg), func(*Session, []Value) Value {
			return MakeUnknown("builtins.toFile "+storeReason, "")
		}},
	}
}

// placeholder is the text that stands for an output's path inside a derivation: a hash of the output's name.
func placeholder(_ *Session, a []Value) Value {
	name, _ := a[0].AsString()
	return String("/" + toNix32(digest("sha256", "nix-output:"+name)))
}
