package eval

import (
	"encoding/hex"
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
		var c contexts
		text, bad := s.coerce(v, appendedToPath, &c)
		if bad.ref != nil {
			return bad
		}
		text = strings.TrimSuffix(text, "/")
		return c.marked(text[strings.LastIndexByte(text, '/')+1:])
	})
}

func dirOf(s *Session, a []Value) Value {
	return s.unary(s.Force(a[0]), func(v Value) Value {
		if p, ok := v.AsPath(); ok {
			return Path(path.Dir(p))
		}
		var c contexts
		text, bad := s.coerce(v, interpolated, &c)
		if bad.ref != nil {
			return bad
		}
		switch i := strings.LastIndexByte(text, '/'); {
		case i < 0:
			return c.marked(".")
		case i == 0:
			return c.marked("/")
		case text[i-1] == '/': // Nix 2.26 drops all slashes before the name, later versions one of them
			return MakeUnknown("dirOf of a text with slashes in a row", "")
		default:
			return c.marked(text[:i])
		}
	})
}

// storeBuiltins need the store or the environment for their value, but check their arguments as Nix does.
func storeBuiltins() []def {
	return []def{
		{"getEnv", args(stringArg), func(s *Session, a []Value) Value {
			name, _ := a[0].AsString()
			if s.options.Getenv != nil {
				if value, known := s.options.Getenv(name); known {
					return String(value)
				}
			}
			return MakeUnknown("builtins.getEnv: the environment is not read", "builtins.getEnv "+Quote(name))
		}},
		{"placeholder", args(stringArg), placeholder},
		{"toFile", args(nameArg, stringArg), toFile},
		{"derivationStrict", args(setArg), derivationStrict},
		{"path", args(setArg), pathBuiltin},
		{"filterSource", args(lazily, pathArg), filterSource},
	}
}

// placeholder is the text that stands for an output's path inside a derivation: a hash of the output's name.
func placeholder(_ *Session, a []Value) Value {
	name, _ := a[0].AsString()
	return String("/" + toNix32(digest("sha256", "nix-output:"+name)))
}

// toFile is the store path of a text, which can be read and imported there.
func toFile(s *Session, a []Value) Value {
	name := str(a[0])
	if bad := badName(name); bad.ref != nil {
		return bad
	}
	refs := contextOf(a[1])
	for _, c := range refs {
		if c[0] == '!' || c[0] == '=' {
			return MakeError("files created by builtins.toFile may not reference derivations, but " + name + " references " + strings.Replace(c, storeDir+"/", "", 1))
		}
	}
	p := textPath(name, str(a[1]), refs)
	s.written[p] = str(a[1])
	return stringWith(p, []string{p})
}

// pathBuiltin is builtins.path: the store path of a copy, under another name, filtered, or with a known hash.
func pathBuiltin(s *Session, a []Value) Value {
	set := a[0].Set()
	p := s.asPath(s.selectAttr(a[0], "path"))
	if p.bad() {
		return vague(p)
	}
	c := copying{s: s, path: s.real(str(p)), name: path.Base(str(p)), method: "r:", keep: s.filterOf(set.Get("filter"))}
	if v := set.Get("name"); v.ref != nil {
		name, bad := s.wantString(s.Force(v))
		if bad.ref != nil {
			return bad
		}
		c.name = name
	}
	if v := set.Get("recursive"); v.ref != nil {
		recursive, bad := s.wantBool(s.Force(v))
		if bad.ref != nil {
			return bad
		}
		if !recursive {
			c.method = ""
		}
	}
	if v := set.Get("sha256"); v.ref != nil {
		sum, bad := s.wantString(s.Force(v))
		if bad.ref != nil {
			return bad
		}
		return c.known(sum)
	}
	return c.result()
}

func filterSource(s *Session, a []Value) Value {
	c := copying{s: s, path: s.real(str(a[1])), name: path.Base(str(a[1])), method: "r:", keep: s.filterOf(a[0])}
	return c.result()
}

// copying is what is about to be copied to the store.
type copying struct {
	s                  *Session
	path, name, method string
	keep               func(p string, t FileType) (bool, Value)
}

// filterOf is the filter function f as archiveHash takes it; nil for none.
func (s *Session) filterOf(f Value) func(p string, t FileType) (bool, Value) {
	if f.ref == nil {
		return nil
	}
	return func(p string, t FileType) (bool, Value) {
		return s.wantBool(s.apply2(f, String(p), String(string(t))))
	}
}

// known is the store path when its hash is given.
func (c *copying) known(text string) Value {
	if rest, ok := strings.CutPrefix(text, "sha256-"); ok {
		text = rest
	}
	sum := decodeHash(strings.TrimPrefix(text, "sha256:"), 32)
	if sum == nil {
		return MakeError("hash '" + text + "' has wrong length for hash algorithm 'sha256'")
	}
	return c.at(fixedPath(c.method, "sha256", hex.EncodeToString(sum), c.name))
}

func (c *copying) result() Value {
	if c.method == "" {
		text, err := c.s.readText(c.path)
		if err != nil {
			return c.s.fileError(c.path, err)
		}
		return c.at(fixedPath("", "sha256", sha256Hex(text), c.name))
	}
	sum, bad := c.s.archiveHash(c.path, c.keep)
	if bad.ref != nil {
		return bad
	}
	return c.at(fixedPath("r:", "sha256", sum, c.name))
}

func (c *copying) at(p string) Value {
	if bad := badName(c.name); bad.ref != nil {
		return bad
	}
	return stringWith(p, []string{p})
}
