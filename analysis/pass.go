package analysis

import (
	"slices"

	"atproto-ls/syntax"
)

// Pass is one run of one check over one file: what it may look at, and where it reports. It belongs to one goroutine.
type Pass struct {
	Snapshot *Snapshot
	File     *File    // the file to look at
	Known    []*Check // every check there is, run or not

	check  *Check
	unused []Suppression
	found  []Diagnostic
}

// Configurations are those to look at: that look at a definition in the file, and that the check is for.
func (p *Pass) Configurations() []*Configuration {
	all := p.Snapshot.SpeakingIn(p.File)
	if p.check.Deployed {
		all = slices.DeleteFunc(all, func(c *Configuration) bool { return c.Test })
	}
	return all
}

// Severity is what a finding of the pass's check has unless it says otherwise.
func (p *Pass) Severity() Severity { return p.check.Severity }

// Report adds a finding. Its code, name and, where unset, severity are those of the check.
//
//go:noinline
func (p *Pass) Report(d Diagnostic) {
	d.Code, d.Name = p.check.Code, p.check.Name
	if d.Severity == 0 {
		d.Severity = p.check.Severity
	}
	p.found = append(p.found, d)
}

// ReportError reports what package syntax says against the file, as [Pass.Diagnostic] has it.
func (p *Pass) ReportError(e syntax.Error) { p.Report(p.Diagnostic(e)) }

// Diagnostic is what package syntax says against the file, its fix included. A fix of the parser inserts or removes what
// the grammar demands, so it is safe.
func (p *Pass) Diagnostic(e syntax.Error) Diagnostic {
	d := Diagnostic{Range: Range{p.File.Path, e.Start, e.End}, Message: e.Message}
	if r := e.Related; r.Message != "" {
		d.Related = []Related{{Range{p.File.Path, r.Start, r.End}, r.Message}}
	}
	if e.Fix != nil {
		d.Fixes = []Fix{{Title: e.Fix.Title, Preferred: true, Safe: true, Edits: p.Edits(e.Fix.Edits...)}}
	}
	return d
}

// Edits are edits of the pass's file.
func (p *Pass) Edits(edits ...syntax.Edit) []Edit {
	out := make([]Edit, len(edits))
	for i, e := range edits {
		out[i] = Edit{Range{p.File.Path, e.Start, e.End}, e.NewText}
	}
	return out
}

// Unused are the suppressions of the file that hid nothing although their check ran over it; known only to a check
// that runs [Check.Last].
func (p *Pass) Unused() []Suppression { return p.unused }
