package main

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"atproto-ls/analysis"
)

// acceptFlags are the flags of `check` that say which findings are accepted.
type acceptFlags struct {
	baseline string
	update   bool
	newFrom  string
}

func (f *acceptFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.baseline, "baseline", "", "do not say what this `FILE` accepts")
	flags.BoolVar(&f.update, "update-baseline", false, "accept in the baseline what is found")
	flags.StringVar(&f.newFrom, "new-from", "", "only say what was not found in this git `REV`ision; REV... is where the branch left REV")
}

// accept gives the jobs their baselines and revisions.
func (f *checkFlags) accept(ctx context.Context, jobs []*job) error {
	open := map[string]*baseline{}
	for _, j := range jobs {
		name := f.baseline
		if b := j.workspace.Settings.Check.Baseline; name == "" && b != "" {
			name = b
			if !filepath.IsAbs(b) {
				name = filepath.FromSlash(path.Join(j.workspace.Root, filepath.ToSlash(b)))
			}
		}
		if name == "" && f.update {
			return usage("--update-baseline: which one? Name it with --baseline FILE or `baseline` in the settings")
		}
		if name != "" && open[name] == nil {
			b, err := openBaseline(name, f.update)
			if err != nil {
				return err
			}
			open[name] = b
		}
		j.baseline = open[name]
		if f.newFrom != "" {
			var err error
			if j.past, err = openPast(ctx, j.workspace.Root, f.newFrom); err != nil {
				return err
			}
		}
	}
	return nil
}

// visible is findings without those that are accepted.
func (j *job) visible(findings analysis.Findings) analysis.Findings {
	findings.Diagnostics = slices.Clone(findings.Diagnostics)
	if j.baseline != nil {
		j.baseline.hide(&findings)
	}
	if j.past != nil {
		j.past.hide(&findings)
	}
	return findings
}

// settle takes what is accepted out of the last findings of j, and counts it. With --update-baseline that is everything,
// unless a check crashed: what it would have found must not be forgotten.
func (f *checkFlags) settle(j *job, findings *analysis.Findings, r *report) {
	if b := j.baseline; b != nil {
		if f.update && len(findings.Crashes) == 0 {
			b.update(j.rules.Files, j.rules.Checks, findings.Diagnostics)
		}
		b.missed(j.rules.Files, j.rules.Checks, findings.Diagnostics)
		r.accepted += b.hide(findings)
	}
	if j.past != nil {
		r.older += j.past.hide(findings)
	}
}

// keep writes a baseline that is to be updated, and says of another what could be taken out of it.
func (f *checkFlags) keep(s streams, b *baseline, r *report) error {
	if !f.update {
		if b.gone > 0 {
			fmt.Fprintf(s.err, "atproto-ls: %s accepts %s more than there are; --update-baseline takes them out\n",
				shown(b.name), analysis.Counted(b.gone, "finding"))
		}
		return nil
	}
	if r.crashed {
		return fmt.Errorf("%s is not updated: a check crashed", shown(b.name))
	}
	return b.save()
}
