package eval

import (
	"encoding/hex"
	"strings"
)

// derivationStrict is the derivation that the attributes in its argument describe: a set of its path and its outputs'.
func derivationStrict(s *Session, a []Value) Value {
	b := &drvMaker{s: s, set: a[0].Set(), drv: drv{
		env: map[string]string{}, inputs: map[string]map[string]bool{}, sources: map[string]bool{}, outputs: []string{"out"},
	}}
	b.make()
	if b.bad.ref != nil {
		return b.bad
	}
	d := &b.drv
	p := s.drvPath(d)
	attrs := []Attr{{Name: "drvPath", Value: stringWith(p, []string{"=" + p})}}
	for _, o := range d.outputs {
		attrs = append(attrs, Attr{Name: o, Value: stringWith(d.paths[o], []string{"!" + o + "!" + p})})
	}
	return MakeSet(attrs)
}

// drvMaker reads a derivation's attributes. After the first fault it does nothing.
type drvMaker struct {
	s          *Session
	set        *Set
	drv        drv
	ctx        contexts
	structured *jsonWriter // not nil when the attributes are passed as JSON
	members    []string
	special    map[string]string // outputHash and its kin
	bad        Value
}

func (b *drvMaker) fail(v Value) {
	if b.bad.ref == nil {
		b.bad = v
	}
}

func (b *drvMaker) flag(name string) bool {
	v := b.set.Get(name)
	if v.ref == nil || b.bad.ref != nil {
		return false
	}
	yes, bad := b.s.wantBool(b.s.Force(v))
	b.fail(bad)
	return yes
}

func (b *drvMaker) make() {
	name := b.set.Get("name")
	if name.ref == nil {
		b.fail(MakeError("required attribute 'name' missing"))
		return
	}
	var bad Value
	if b.drv.name, bad = b.s.wantName(b.s.Force(name)); bad.ref != nil {
		b.fail(bad)
		return
	}
	b.fail(badName(b.drv.name))
	b.special = map[string]string{}
	if b.flag("__structuredAttrs") {
		b.structured = &jsonWriter{s: b.s}
	}
	ignoreNulls := b.flag("__ignoreNulls")
	if b.flag("__contentAddressed") || b.flag("__impure") {
		b.fail(MakeUnknown("a derivation whose outputs are not known before it is built", ""))
	}
	for _, at := range b.set.attrs {
		if b.bad.ref != nil {
			return
		}
		if at.Name == "__ignoreNulls" || at.Name == "__contentAddressed" || at.Name == "__impure" {
			continue
		}
		v := b.s.Force(at.Value)
		if ignoreNulls && v.Kind() == NullKind {
			continue
		}
		b.attr(at.Name, v)
	}
	b.finish()
}

func (b *drvMaker) attr(name string, v Value) {
	switch {
	case name == "args":
		b.arguments(v)
	case b.structured != nil:
		b.member(name, v)
	default:
		text, bad := b.s.coerce(v, looseStore, &b.ctx)
		b.fail(bad)
		b.drv.env[name] = text
		b.known(name, text)
		if name == "outputs" && bad.ref == nil {
			b.setOutputs(strings.Fields(text))
		}
	}
}

// known takes what Nix itself reads of the attributes.
func (b *drvMaker) known(name, text string) {
	switch name {
	case "builder":
		b.drv.builder = text
	case "system":
		b.drv.platform = text
	case "outputHash", "outputHashAlgo", "outputHashMode":
		b.special[name] = text
	}
}

func (b *drvMaker) arguments(v Value) {
	l, bad := b.s.wantList(v)
	if bad.ref != nil {
		b.fail(bad)
		return
	}
	for _, e := range l.elems {
		text, bad := b.s.coerce(b.s.Force(e), looseStore, &b.ctx)
		b.fail(bad)
		b.drv.args = append(b.drv.args, text)
	}
}

// member adds an attribute to the JSON that structured attributes are passed as.
func (b *drvMaker) member(name string, v Value) {
	if name == "__structuredAttrs" {
		return
	}
	w := &jsonWriter{s: b.s}
	w.str(name)
	w.b.WriteByte(':')
	w.write(v)
	b.fail(w.bad)
	b.ctx.add(w.context.list...)
	b.members = append(b.members, w.b.String())
	switch name {
	case "builder", "system", "outputHash", "outputHashAlgo", "outputHashMode":
		text, bad := b.s.wantString(v)
		b.fail(bad)
		b.ctx.add(contextOf(v)...)
		b.known(name, text)
	case "outputs":
		l, bad := b.s.wantList(v)
		if bad.ref != nil {
			b.fail(bad)
			return
		}
		names, bad := b.s.stringsOf(l)
		b.fail(bad)
		b.setOutputs(names)
	}
}

func (b *drvMaker) setOutputs(names []string) {
	seen := map[string]bool{}
	for _, o := range names {
		switch {
		case seen[o]:
			b.fail(MakeError("duplicate derivation output '" + o + "'"))
		case o == "drvPath":
			b.fail(MakeError("invalid derivation output name 'drvPath'"))
		}
		seen[o] = true
	}
	if len(names) == 0 {
		b.fail(MakeError("derivation cannot have an empty set of outputs"))
	}
	b.drv.outputs = names
}

func (b *drvMaker) finish() {
	d := &b.drv
	if b.structured != nil {
		d.env["__json"] = "{" + strings.Join(b.members, ",") + "}"
	}
	for _, c := range b.ctx.list {
		b.depend(c)
	}
	switch {
	case d.builder == "":
		b.fail(MakeError("required attribute 'builder' missing"))
	case d.platform == "":
		b.fail(MakeError("required attribute 'system' missing"))
	case strings.HasSuffix(d.name, ".drv"):
		b.fail(MakeError("derivation names are allowed to end in '.drv' only if they produce a single derivation file"))
	}
	if b.special["outputHash"] != "" {
		b.fixed()
	}
	if b.bad.ref == nil && !b.s.setPaths(d) {
		b.fail(MakeUnknown("a derivation that needs one which was not evaluated here", ""))
	}
}

// depend makes a store path that the attributes refer to an input.
func (b *drvMaker) depend(c string) {
	switch c[0] {
	case '=':
		b.fail(MakeUnknown("a derivation that needs all that another one needs", ""))
	case '!':
		output, p := outputContext(c)
		if b.drv.inputs[p] == nil {
			b.drv.inputs[p] = map[string]bool{}
		}
		b.drv.inputs[p][output] = true
	default:
		b.drv.sources[c] = true
	}
}

// fixed reads the hash of the only output.
func (b *drvMaker) fixed() {
	d := &b.drv
	if len(d.outputs) != 1 || d.outputs[0] != "out" {
		b.fail(MakeError("multiple outputs are not supported in fixed-output derivations"))
		return
	}
	f := &fixedOutput{algorithm: b.special["outputHashAlgo"]}
	switch mode := b.special["outputHashMode"]; mode {
	case "recursive", "nar":
		f.method = "r:"
	case "", "flat":
	case "text":
		b.fail(MakeUnknown("a derivation whose output is hashed as a text", ""))
	default:
		b.fail(MakeError("invalid value '" + mode + "' for 'outputHashMode' attribute"))
	}
	text := b.special["outputHash"]
	if prefix, rest, ok := strings.Cut(text, "-"); ok && hashSizes[prefix] > 0 {
		f.algorithm, text = prefix, rest
	} else if prefix, rest, ok := strings.Cut(text, ":"); ok {
		f.algorithm, text = prefix, rest
	}
	sum := decodeHash(text, hashSizes[f.algorithm])
	if hashSizes[f.algorithm] == 0 || sum == nil {
		b.fail(MakeError("hash '" + b.special["outputHash"] + "' does not include a type, nor is the type otherwise known from context"))
		return
	}
	f.hash = hex.EncodeToString(sum)
	d.fixed = f
}
