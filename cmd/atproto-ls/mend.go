package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/pflag"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
)

// fixFlags are the flags of `check` that make fixes.
type fixFlags struct {
	fix, unsafe, diff bool
}

func (f *fixFlags) add(flags *pflag.FlagSet) {
	flags.BoolVar(&f.fix, "fix", false, "make the safe fixes, and then say what remains")
	flags.BoolVar(&f.unsafe, "unsafe-fixes", false, "with --fix or --diff: also make fixes that may change what a file means")
	flags.BoolVar(&f.diff, "diff", false, "print what --fix would change instead of the findings, and change nothing")
}

// mend makes the fixes of a workspace and writes the files, or with --diff prints the difference. It gives what there is
// then: with --diff, and where the files could not be written, what there was. told says on stderr what was done.
func (f *checkFlags) mend(ctx context.Context, s streams, j *job, loaded workspace.Loaded, findings analysis.Findings) (
	after *analysis.Snapshot, rest analysis.Findings, told func() int, err error) {
	x := newFixer(f.unsafe)
	visible := j.visible(findings)
	after, rest, err = x.run(ctx, loaded.Snapshot, visible, loaded.Files, func(ctx context.Context, s *analysis.Snapshot) (analysis.Findings, error) {
		found, err := j.look(ctx, s)
		return j.visible(found), err
	})
	if err != nil {
		return nil, rest, nil, err
	}
	changes := x.changes(after)
	if f.diff {
		told = func() int { x.tell(s.err); x.count(s.err, "would make", len(changes)); return exitOK }
		return loaded.Snapshot, findings, told, writeDiffs(s.out, changes)
	}
	if failed := save(j.workspace.Root, changes); failed != nil {
		told = func() int { x.tell(s.err); fmt.Fprintf(s.err, "atproto-ls: %v\n", failed); return exitUsage }
		return loaded.Snapshot, findings, told, nil
	}
	if len(changes) > 0 { // the last look left out what is hidden
		rest, err = j.look(ctx, after)
	} else {
		rest = findings
	}
	return after, rest, func() int { x.tell(s.err); x.count(s.err, "made", len(changes)); return exitOK }, err
}

// count says how many fixes were made.
func (x *fixer) count(out io.Writer, verb string, files int) {
	noun := "fixes"
	if x.made == 1 {
		noun = "fix"
	}
	if x.made == 0 {
		fmt.Fprintf(out, "atproto-ls: there is nothing to fix\n")
		return
	}
	fmt.Fprintf(out, "atproto-ls: %s %d %s in %s\n", verb, x.made, noun, analysis.Counted(files, "file"))
}

// writeDiffs prints the changes in the form that patch and git apply read.
func writeDiffs(out io.Writer, changes []change) error {
	for _, c := range changes {
		name := shown(c.path)
		if _, err := io.WriteString(out, udiff.Unified(inDiff("a/"+name), inDiff("b/"+name), c.before, c.after)); err != nil {
			return err
		}
	}
	return nil
}

// inDiff is a name as git and patch read it back from the head of a diff: in quotes where a byte would end it, with a tab behind
// it where a blank would.
func inDiff(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == 0x7f }) {
		var b strings.Builder
		for _, c := range []byte(name) {
			switch {
			case c == '"' || c == '\\':
				b.WriteString("\\" + string(c))
			case c < ' ' || c >= 0x7f:
				fmt.Fprintf(&b, "\\%03o", c)
			default:
				b.WriteByte(c)
			}
		}
		return `"` + b.String() + `"`
	}
	if strings.Contains(name, " ") {
		return name + "\t"
	}
	return name
}
