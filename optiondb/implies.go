package optiondb

import (
	"atproto-ls/eval"
)

// readImplies reads a set's implications, in a session of its own.
func readImplies(name string) implications {
	s := newShippedSession()
	r := reader{s, name + "/set.nix"}
	all := implications{byOption: map[string][]Clause{}}
	for option, clauses := range r.get(s.Import(ShippedRoot+"/"+name+"/set.nix"), "implies").Set().All() {
		one := implication{option: ParsePath(option)}
		for _, c := range r.list(clauses) {
			one.clauses = append(one.clauses, r.clause(c))
		}
		all.byOption[option] = one.clauses
		all.list = append(all.list, one)
	}
	return all
}

// reader takes the data of a shipped file apart. What has the wrong form is an error in this program and panics.
type reader struct {
	session *eval.Session
	file    string
}

func (r reader) fail(want string, v Value) {
	detail := v.Kind().String()
	if e := v.Error(); e != nil {
		detail = e.Message
	}
	if u := v.Unknown(); u != nil {
		detail = u.Reason
	}
	panic("optiondb: bundled/" + r.file + ": want " + want + ", have " + detail)
}

// get is the attribute name of v, forced; the zero Value when it is absent or null.
func (r reader) get(v Value, name string) Value {
	forced := r.session.Force(v)
	if !forced.IsSet() {
		r.fail("a set with `"+name+"`", forced)
	}
	got := r.session.Force(forced.Set().Get(name))
	switch got.Kind() {
	case eval.NullKind:
		return Value{}
	case eval.ErrorKind, eval.UnknownKind, eval.ChoiceKind:
		r.fail("`"+name+"`", got)
	}
	return got
}

func (r reader) list(v Value) []Value {
	v = r.session.Force(v)
	if v.Exists() && !v.IsList() {
		r.fail("a list", v)
	}
	return v.List().Elems()
}

func (r reader) str(v Value) string {
	v = r.session.Force(v)
	text, ok := v.AsString()
	if v.Exists() && !ok {
		r.fail("a string", v)
	}
	return text
}

func (r reader) strs(v Value) (all []string) {
	for _, e := range r.list(v) {
		all = append(all, r.str(e))
	}
	return all
}

func (r reader) path(v Value) Path { return ParsePath(r.str(v)) }

func (r reader) paths(v Value) (all []Path) {
	for _, e := range r.list(v) {
		all = append(all, r.path(e))
	}
	return all
}

func (r reader) repositories(v Value) (all []Repository) {
	for _, e := range r.list(v) {
		all = append(all, Repository{r.str(r.get(e, "host")), r.str(r.get(e, "owner")), r.str(r.get(e, "repo"))})
	}
	return all
}

func (r reader) clause(v Value) Clause {
	c := Clause{
		Value: r.get(v, "value"), When: r.paths(r.get(v, "when")), Unless: r.paths(r.get(v, "unless")),
		Provides: r.strs(r.get(v, "provides")), Text: r.str(r.get(v, "text")), Fails: r.str(r.get(v, "fails")),
		User: r.ref(r.get(v, "user")), Group: r.ref(r.get(v, "group")), DataDir: r.ref(r.get(v, "dataDir")),
		Listens: r.listeners(r.get(v, "listens")), Opens: r.listeners(r.get(v, "opens")),
	}
	for _, u := range r.list(r.get(v, "units")) {
		c.Units = append(c.Units, Unit{r.str(r.get(u, "name")), r.strs(r.get(u, "after")), r.strs(r.get(u, "wants")), r.strs(r.get(u, "requires"))})
	}
	for _, n := range r.list(r.get(v, "needs")) {
		c.Needs = append(c.Needs, Need{r.str(r.get(n, "system")), r.path(r.get(n, "remote"))})
	}
	for name, value := range r.get(v, "hardening").Set().All() {
		c.Hardening = append(c.Hardening, Setting{name, r.session.Print(r.session.Force(value))})
	}
	if web := r.get(v, "web"); web.Exists() {
		c.Web = r.web(web)
	}
	if secrets := r.get(v, "secrets"); secrets.Exists() {
		c.Secrets = &Secrets{r.path(r.get(r.get(secrets, "files"), "option")), r.strs(r.get(secrets, "variables"))}
	}
	return c
}

// ref reads `{ option; value; }`; an absent one is the zero Ref.
func (r reader) ref(v Value) Ref {
	if !v.Exists() {
		return Ref{}
	}
	return Ref{r.path(r.get(v, "option")), freeze(r.session, r.get(v, "value"))}
}

func (r reader) listeners(v Value) (all []Listener) {
	for _, e := range r.list(v) {
		all = append(all, r.listener(e))
	}
	return all
}

func (r reader) listener(v Value) Listener {
	l := Listener{
		Protocol: r.str(r.get(v, "protocol")), For: r.str(r.get(v, "for")),
		Port: r.ref(r.get(v, "port")), Address: r.ref(r.get(v, "address")),
	}
	if endpoint := r.get(v, "endpoint"); endpoint.Exists() {
		l.Endpoint, l.Form = r.path(r.get(endpoint, "option")), r.str(r.get(endpoint, "form"))
	}
	return l
}

func (r reader) web(v Value) *Web {
	w := &Web{Host: r.ref(r.get(v, "host")), WebSockets: r.strs(r.get(v, "websockets")), BodyLimit: r.ref(r.get(v, "bodyLimit"))}
	w.Listener = Listener{Port: r.ref(r.get(v, "port"))}
	if endpoint := r.get(v, "endpoint"); endpoint.Exists() {
		w.Listener.Endpoint, w.Listener.Form = r.path(r.get(endpoint, "option")), r.str(r.get(endpoint, "form"))
	}
	return w
}
