package eval

import (
	"sort"
	"strings"
)

// drv is a derivation as it is written to the store (Nix manual, "Derivation").
type drv struct {
	name, platform, builder string

	outputs []string // names, as given
	paths   map[string]string
	fixed   *fixedOutput               // nil unless the hash of the only output is given
	inputs  map[string]map[string]bool // outputs needed, by path of the derivation
	sources map[string]bool
	args    []string
	env     map[string]string
}

type fixedOutput struct{ method, algorithm, hash string }

var termReplacer = strings.NewReplacer(`"`, `\"`, `\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

func term(text string) string { return `"` + termReplacer.Replace(text) + `"` }

func keys[V any](m map[string]V) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	sort.Strings(list)
	return list
}

// text is the derivation as a file in the store holds it; masked leaves out the outputs' paths. inputs are the
// derivations that it needs, by their path or by the hash that stands for them.
func (d *drv) text(masked bool, inputs map[string]map[string]bool) string {
	var outputs, drvs, sources, args, env []string
	for _, o := range sortedCopy(d.outputs) {
		p := d.paths[o]
		algorithm, sum := "", ""
		if masked {
			p = ""
		}
		if d.fixed != nil {
			algorithm, sum = d.fixed.method+d.fixed.algorithm, d.fixed.hash
		}
		outputs = append(outputs, "("+term(o)+","+term(p)+","+term(algorithm)+","+term(sum)+")")
	}
	for _, p := range keys(inputs) {
		var names []string
		for _, o := range keys(inputs[p]) {
			names = append(names, term(o))
		}
		drvs = append(drvs, "("+term(p)+",["+strings.Join(names, ",")+"])")
	}
	for _, p := range keys(d.sources) {
		sources = append(sources, term(p))
	}
	for _, a := range d.args {
		args = append(args, term(a))
	}
	for _, k := range keys(d.env) {
		v := d.env[k]
		if _, output := d.paths[k]; output && masked {
			v = ""
		}
		env = append(env, "("+term(k)+","+term(v)+")")
	}
	list := func(elems []string) string { return "[" + strings.Join(elems, ",") + "]" }
	return "Derive(" + strings.Join([]string{
		list(outputs), list(drvs), list(sources), term(d.platform), term(d.builder), list(args), list(env),
	}, ",") + ")"
}

func sortedCopy(list []string) []string {
	c := append([]string(nil), list...)
	sort.Strings(c)
	return c
}

// hashModulo is the hash that stands for d where another derivation needs it: how its outputs are made, or, when their
// hash is given, what they are.
func (s *Session) hashModulo(d *drv, masked bool) (sum string, ok bool) {
	if d.fixed != nil {
		return sha256Hex("fixed:out:" + d.fixed.method + d.fixed.algorithm + ":" + d.fixed.hash + ":" + d.paths["out"]), true
	}
	inputs := map[string]map[string]bool{}
	for p, outputs := range d.inputs {
		h, ok := s.drvHashes[p]
		if !ok {
			return "", false
		}
		if inputs[h] == nil {
			inputs[h] = map[string]bool{}
		}
		for o := range outputs {
			inputs[h][o] = true
		}
	}
	return sha256Hex(d.text(masked, inputs)), true
}

// setPaths computes where d's outputs lie, and puts that in its environment.
func (s *Session) setPaths(d *drv) (ok bool) {
	d.paths = map[string]string{}
	if d.fixed != nil {
		d.paths["out"] = fixedPath(d.fixed.method, d.fixed.algorithm, d.fixed.hash, d.name)
		d.env["out"] = d.paths["out"]
		return true
	}
	for _, o := range d.outputs {
		d.paths[o], d.env[o] = "", ""
	}
	sum, ok := s.hashModulo(d, true)
	if !ok {
		return false
	}
	for _, o := range d.outputs {
		name := d.name
		if o != "out" {
			name += "-" + o
		}
		d.paths[o] = storePath("output:"+o, sum, name)
		d.env[o] = d.paths[o]
	}
	return true
}

// path is where d itself lies, and remembers its hash for those that need it.
func (s *Session) drvPath(d *drv) string {
	refs := map[string]bool{}
	for p := range d.sources {
		refs[p] = true
	}
	for p := range d.inputs {
		refs[p] = true
	}
	p := textPath(d.name+".drv", d.text(false, d.inputs), keys(refs))
	if sum, ok := s.hashModulo(d, false); ok {
		s.drvHashes[p] = sum
	}
	return p
}
