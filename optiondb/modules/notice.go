package modules

import (
	"strings"

	"atproto-ls/eval"
)

// Notice is what a module says about a configuration: an assertion that does not hold, or a warning.
type Notice struct {
	Message    string       // "" when it is not known
	Definition Definition   // of `assertions` or `warnings`, the one that it stands in
	At         *eval.Origin // where in it; nil when unknown

	// Reads are the options that the condition read, in its order, and what those depend on. They are options of the
	// configuration that was asked.
	Reads []*Option
	// Around are likewise the options that decide whether the notice is there.
	Around []*Option
}

// noticeFuel is how many steps one assertion may take.
const noticeFuel = 2_000_000

// Failed are the assertions that are known to be false: elements of `assertions`, with which NixOS refuses to build. It
// does not matter whether that option is declared. A condition that throws says so itself. What is not known is none.
func (c *Configuration) Failed() (found []Notice) {
	s := c.system.session
	for i, d := range c.listed("assertions").certain {
		for j, e := range s.Force(d.Value).List().Elems() {
			assertion := s.Force(e)
			holds := s.Limit(noticeFuel, func() Value { return s.Force(assertion.Set().Get("assertion")) })
			n := Notice{Definition: d, At: eval.OriginOf(e)}
			if b, isBool := holds.AsBool(); isBool && !b {
				message, _ := s.Text(assertion.Set().Get("message"))
				n.Message = strings.TrimRight(message, "\n")
			} else if e := holds.Error(); e != nil && e.Class == eval.ThrowError {
				n.Message = e.Plain()
			} else {
				continue
			}
			n.Reads, n.Around = c.same(c.again().condition(i, j)), c.same(c.again().reason("assertions", i))
			found = append(found, n)
		}
	}
	return found
}

// Warnings are the elements of `warnings` that are known to be there.
func (c *Configuration) Warnings() (found []Notice) {
	s := c.system.session
	for i, d := range c.listed("warnings").certain {
		for _, e := range s.Force(d.Value).List().Elems() {
			if text, bad := s.Text(e); !bad.Exists() {
				reads := c.same(c.again().reason("warnings", i))
				found = append(found, Notice{Message: text, Definition: d, At: eval.OriginOf(e), Reads: reads})
			}
		}
	}
	return found
}

// listing is an option that holds a list of notices.
type listing struct {
	certain []Definition // those that are there for sure
	reads   [][]*Option  // what deciding that evaluated first, where that is tracked
}

// listed reads the definitions of the option name as lists, whether it is declared or not.
func (c *Configuration) listed(name string) (l listing) {
	s := c.system.session
	if c.root.declared.run(s).Exists() {
		return l
	}
	typ := s.Apply(c.system.lib("types", "listOf"), c.system.lib("types", "raw"))
	r := c.system.merge([]string{name}, typ, func() ([]definition, Value) { return c.root.definitions(name) })
	if r.final.run(s).Kind() == eval.ErrorKind {
		return l
	}
	var best int64 = 9999
	for _, d := range r.all {
		if !d.Maybe {
			best = min(best, d.Priority)
		}
	}
	for i, d := range r.all {
		if !d.Maybe && d.Priority == best && s.Force(d.Value).IsList() {
			l.certain, l.reads = append(l.certain, d), append(l.reads, r.reads[i])
		}
	}
	return l
}

// again is a configuration of the same modules in which nothing is evaluated yet: what is evaluated is only seen once.
func (c *Configuration) again() *Configuration { return c.system.Evaluate(c.args) }

// condition are the options that the condition of an assertion reads: element j of the certain definition i.
func (c *Configuration) condition(i, j int) []*Option {
	defs, s := c.listed("assertions").certain, c.system.session
	if i >= len(defs) || j >= s.Force(defs[i].Value).List().Len() {
		return nil
	}
	assertion := s.Force(s.Force(defs[i].Value).List().At(j))
	return c.system.track(func() {
		s.Limit(noticeFuel, func() Value { return s.Force(assertion.Set().Get("assertion")) })
	})
}

// reason are the options that decide about the certain definition i of name.
func (c *Configuration) reason(name string, i int) []*Option {
	var l listing
	all := c.system.track(func() { l = c.listed(name) })
	if i < len(l.reads) && len(l.reads[i]) > 0 {
		return l.reads[i]
	}
	return all
}
