package checks

import (
	"iter"
	"strings"

	"atproto-ls/analysis"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// A need is a rule between services: an option that asks for a system which nothing in the configuration brings. What
// asks and what brings is data of the option sets (optiondb/bundled: needs, provides); here stands what is said.
type need struct {
	systems []string // the systems that the check is about
	says    string   // the message: what is missing, "%s" for the option that asks, "%v" for the system
	asks    func(option optiondb.Path) bool
	unless  func(*analysis.Configuration, analysis.Implication) bool // what the need does not hold for; nil: nothing
	set     map[string][]setting                                     // by system: what to write to have it from the integration
	plain   map[string][]setting                                     // by system: what to write to have it from NixOS itself
}

// inService reports whether an option is a service's, not the integration's.
func inService(option optiondb.Path) bool { return option[0] == "services" }

// setting is an option to set and its value.
type setting struct{ option, value string }

// run reports, in the pass's file, each definition that asks for a system which is known to be missing; of several in one
// service the first.
func (n need) run(p *analysis.Pass) {
	for c, severity := range absences(p) {
		said := map[string]bool{}
		for _, i := range c.Implications() {
			for _, asked := range i.Clause.Needs {
				key := c.OwnerOf(i.Option).String() + " " + asked.System
				if !said[key] && n.about(asked.System) && n.asks(i.Option) && n.holds(c, i, asked) {
					said[key] = n.report(p, c, i, asked.System, severity)
				}
			}
		}
	}
}

// holds reports whether the system that i asks for is known to be missing on this machine.
func (n need) holds(c *analysis.Configuration, i analysis.Implication, asked optiondb.Need) bool {
	if n.unless != nil && n.unless(c, i) {
		return false
	}
	return asksHere(c, i, asked.Remote) && c.Provided(asked.System) == analysis.No
}

// asksHere reports whether what i asks for is known to be meant on this machine. A program that takes its settings from
// the environment may get the URL from a file of secrets: without one nothing is known.
func asksHere(c *analysis.Configuration, i analysis.Implication, remote optiondb.Path) bool {
	if remote != nil && c.Merged(remote).Idle() && hasSecretFiles(i.Set, i.Option) {
		return false
	}
	return remoteIsLocal(c, remote)
}

func hasSecretFiles(set *optiondb.Set, option optiondb.Path) bool {
	for n := 2; n < len(option); n++ {
		for _, clause := range set.Implied(option[:n].Append("enable")) {
			if clause.Secrets != nil {
				return true
			}
		}
	}
	return false
}

func (n need) about(system string) bool {
	for _, s := range n.systems {
		if s == system {
			return true
		}
	}
	return false
}

// report says that a system is missing; false where the definition that asks for it stands in another file.
func (n need) report(p *analysis.Pass, c *analysis.Configuration, i analysis.Implication, system string, severity analysis.Severity) bool {
	at, ok := trigger(p, i)
	if !ok {
		return i.Definition() != nil
	}
	d := analysis.Diagnostic{
		Severity: severity, Range: at, Option: i.Option.String(), Entries: entry(c),
		Message: strings.ReplaceAll(strings.ReplaceAll(n.says, "%s", i.Option.String()), "%v", analysis.SystemName(system)) + unseen(c),
	}
	settings := n.set[system]
	if i.Set.Name != integration && n.plain[system] != nil {
		settings = n.plain[system]
	}
	if fix, ok := define(p, c, "enable "+analysis.SystemName(system), settings...); ok {
		for _, s := range settings {
			fix.Safe = fix.Safe && s.value == "true" // else it is a placeholder
		}
		d.Fixes = append(d.Fixes, fix)
	}
	p.Report(d)
	return true
}

// integration is the option set that has `atproto.integration`: its services are served by that, others by NixOS itself.
const integration = "documented"

// unseen is the end of a message about what is absent from a configuration whose flake inputs could not be read.
func unseen(c *analysis.Configuration) string {
	if c.Closed == analysis.Closed {
		return ""
	}
	return c.Unseen()
}

// trigger is the range of the definition that makes i hold, where it stands in the pass's file.
func trigger(p *analysis.Pass, i analysis.Implication) (analysis.Range, bool) {
	return placeIn(p, i.Definition())
}

// placeIn is the range of a definition, where it is written in the pass's file; d may be nil.
func placeIn(p *analysis.Pass, d *optiondb.Definition) (analysis.Range, bool) {
	if d == nil {
		return analysis.Range{}, false
	}
	at, written := analysis.DefinitionRange(d)
	return at, written && at.File == p.File.Path
}

// absences are the configurations of the pass's file in which a check of what is absent may speak, and how loud: a step
// lower where modules of flake inputs could not be read.
func absences(p *analysis.Pass) iter.Seq2[*analysis.Configuration, analysis.Severity] {
	return absencesIn(p, p.Configurations())
}

// absencesIn are those of configurations in which a check may speak, see absences.
func absencesIn(p *analysis.Pass, configurations []*analysis.Configuration) iter.Seq2[*analysis.Configuration, analysis.Severity] {
	return func(yield func(*analysis.Configuration, analysis.Severity) bool) {
		for _, c := range configurations {
			severity := p.Severity()
			switch c.Closed {
			case analysis.Open:
				continue
			case analysis.InputsOpen:
				severity = severity.Lower()
			}
			if !yield(c, severity) {
				return
			}
		}
	}
}

// remoteIsLocal reports whether the URL in option, which may name another machine, is known not to.
func remoteIsLocal(c *analysis.Configuration, option optiondb.Path) bool {
	if option == nil {
		return true
	}
	m := c.Merged(option)
	if m.State == analysis.Unsettled {
		return false
	}
	url, isText := m.Value.AsString()
	return m.Idle() || isText && analysis.LocalURL(url)
}

// define is the fix that sets options in the pass's file, each in the set that already holds the longest part of its path.
func define(p *analysis.Pass, c *analysis.Configuration, title string, settings ...setting) (analysis.Fix, bool) {
	fix := analysis.Fix{Title: title, Preferred: true, Safe: true}
	var sites []analysis.Site
	missing := map[syntax.Node][]analysis.Definition{}
	for _, s := range settings {
		path := optiondb.ParsePath(s.option)
		if c.Merged(path).IsTrue() && s.value == "true" {
			continue
		}
		if len(c.At(path)) > 0 {
			r, ok := ownValue(p, c, path)
			if !ok {
				return fix, false
			}
			fix.Edits = append(fix.Edits, analysis.Edit{Range: r, NewText: s.value})
			continue
		}
		site, ok := c.Site(path, p.File.Path)
		if !ok {
			return fix, false
		}
		if missing[site.Set] == nil {
			sites = append(sites, site)
		}
		missing[site.Set] = append(missing[site.Set], analysis.Definition{Path: path, Value: s.value})
	}
	for _, site := range sites {
		edits := site.Insert(missing[site.Set], syntax.Node{})
		if len(edits) == 0 {
			return fix, false
		}
		fix.Edits = append(fix.Edits, edits...)
	}
	return fix, len(fix.Edits) > 0
}

// ownValue is the range of the value that path has in the pass's file.
func ownValue(p *analysis.Pass, c *analysis.Configuration, path optiondb.Path) (analysis.Range, bool) {
	for _, d := range c.At(path) {
		value := d.ValueNode()
		if r, ok := analysis.ValueRange(d); ok && r.File == p.File.Path && d.When != optiondb.Never && value.Exists() && !value.Parent().Is(syntax.InheritNode) && !shared(value) {
			return r, true
		}
	}
	return analysis.Range{}, false
}

// shared reports whether a value is a variable of a function that makes definitions: another text in its place is one for all.
func shared(value syntax.Node) bool {
	for n := value.Parent(); value.Is(syntax.IdentNode) && n.Exists(); n = n.Parent() {
		if l := syntax.AsLambda(n); l.Exists() && l.Param().Text() == value.Text() {
			return true
		}
	}
	return false
}

// setAt are the places where options get the values that they have, as other ends of a finding; none of a default.
func setAt(p *analysis.Pass, c *analysis.Configuration, options ...optiondb.Path) (all []analysis.Related) {
	for _, option := range options {
		if d := c.Merged(option).Last(); d != nil && len(option) > 0 {
			at, _ := analysis.ValueRange(d)
			all = append(all, related(p, at, "`"+option.String()+"` is set here")...)
		}
	}
	return all
}

// related is another end of a finding, none where it is not in the workspace.
func related(p *analysis.Pass, at analysis.Range, message string) []analysis.Related {
	if p.Snapshot.File(at.File) == nil {
		return nil
	}
	return []analysis.Related{{Range: at, Message: message}}
}

// entry names the configuration that a finding is of.
func entry(c *analysis.Configuration) []string {
	if !c.Whole {
		return nil
	}
	return []string{c.Entry}
}
