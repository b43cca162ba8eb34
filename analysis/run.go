package analysis

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
)

// Rules say what a run of checks is to do.
type Rules struct {
	Checks   []*Check                         // the checks to run, in any order
	Known    []*Check                         // every check there is, for what suppressions may name; nil: Checks
	Severity map[string]Severity              // by code: the severity instead of the check's own
	Ignored  func(path string, c *Check) bool // whether a check is not to run over a file; nil: none is
	Files    []string                         // the paths to report on; nil: all files of the snapshot
	Done     func()                           // called when a file is done, from any goroutine; nil: nothing is
}

// Findings is the outcome of a run.
type Findings struct {
	Diagnostics []Diagnostic // sorted by file, offset, code
	Suppressed  int          // how many more there are that comments hide
	Crashes     []Crash      // checks that panicked; what they would have found is missing
}

// Crash is a check that panicked over a file: an error in this program, never in the file.
type Crash struct {
	Check *Check
	File  string
	Value any    // what was panicked with
	Stack string // where
}

// Error says what crashed.
func (c Crash) Error() string {
	return fmt.Sprintf("check %s (%s) crashed over %s: %v", c.Check.Code, c.Check.Name, c.File, c.Value)
}

// Run runs checks over the files of s. It is deterministic: goroutines share the files among them, and the outcome is
// put in order. The error is that of a cancelled ctx, and the findings are then worth nothing.
func (s *Snapshot) Run(ctx context.Context, rules Rules) (Findings, error) {
	if rules.Known == nil {
		rules.Known = rules.Checks
	}
	files := s.order
	if rules.Files != nil {
		files = nil
		for _, path := range rules.Files {
			if f := s.files[path]; f != nil {
				files = append(files, f)
			}
		}
	}
	if len(files) > 1 && len(files) == len(s.order) {
		s.checksAll.Store(true)
	}
	outcomes := make([]Findings, len(files))
	Share(ctx, len(files), func(i int) {
		outcomes[i] = s.runFile(ctx, files[i], rules, len(files) == 1)
		if rules.Done != nil {
			rules.Done()
		}
	})
	var all Findings
	for _, f := range outcomes {
		all.Diagnostics = append(all.Diagnostics, f.Diagnostics...)
		all.Suppressed += f.Suppressed
		all.Crashes = append(all.Crashes, f.Crashes...)
	}
	sortDiagnostics(all.Diagnostics)
	return all, ctx.Err()
}

// Share calls work for 0 to n-1 on as many goroutines as there are processors, the caller's among them, and waits for them. It
// stops early when ctx is cancelled. A panic of work on any of them is one of the caller's, once all have ended.
func Share(ctx context.Context, n int, work func(i int)) {
	var next atomic.Int64
	var failed atomic.Pointer[shared]
	some := func() {
		defer func() {
			if v := recover(); v != nil {
				failed.CompareAndSwap(nil, &shared{v, string(debug.Stack())})
			}
		}()
		for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
			work(i)
		}
	}
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) - 1 {
		wait.Go(some)
	}
	some() // here the stack is large already
	wait.Wait()
	if p := failed.Load(); p != nil {
		panic(p)
	}
}

// shared is a panic that another goroutine met.
type shared struct {
	value any
	stack string
}

// Error says what was panicked with: the runtime prints it where nobody recovers.
func (p *shared) Error() string { return fmt.Sprintf("%v\n\n%s", p.value, p.stack) }

// crash is that c panicked with v over a file.
func crash(c *Check, file string, v any) Crash {
	stack := string(debug.Stack())
	for p, ok := v.(*shared); ok; p, ok = v.(*shared) {
		v, stack = p.value, p.stack
	}
	return Crash{c, file, v, stack}
}

// configured is no check: it works out what most checks wait for. Run beside the first checks, which look at the text alone, it
// makes the run over one file shorter.
var configured = &Check{Name: "configurations", Run: func(p *Pass) { p.Snapshot.Configurations() }}

// runFile runs the checks over one file: first those of the file, then those of the others' outcome. alone says that no other
// file is looked at meanwhile: then goroutines share the checks among them.
func (s *Snapshot) runFile(ctx context.Context, f *File, rules Rules, alone bool) Findings {
	if f.sealed {
		return Findings{}
	}
	var ran, last []*Check
	for _, c := range rules.Checks {
		switch {
		case rules.Ignored != nil && rules.Ignored(f.Path, c):
		case c.Last:
			last = append(last, c)
		default:
			ran = append(ran, c)
		}
	}
	outcomes := make([]Findings, 1+len(ran))
	run := func(i int) {
		if i == 0 && alone {
			s.runCheck(configured, f, nil, rules, &outcomes[0])
		} else if i > 0 {
			outcomes[i].Diagnostics = s.runCheck(ran[i-1], f, nil, rules, &outcomes[i])
		}
	}
	if alone {
		Share(ctx, len(outcomes), run)
	} else {
		for i := range outcomes {
			run(i)
		}
	}
	var out Findings
	var found []Diagnostic
	for _, o := range outcomes {
		found = append(found, o.Diagnostics...)
		out.Crashes = append(out.Crashes, o.Crashes...)
	}
	words := newWords(f, rules.Known)
	out.Diagnostics = words.filter(s.perEntry(f, mostSpecific(merge(found), rules.Known), rules.Known), &out)
	unused := words.unused(ran)
	for _, c := range last {
		out.Diagnostics = append(out.Diagnostics, words.filter(s.runCheck(c, f, unused, rules, &out), &out)...)
	}
	sortDiagnostics(out.Diagnostics)
	s.fingerprint(f, out.Diagnostics)
	return out
}

// runCheck runs one check. What panics in it, on whatever goroutine, is told as a [Crash]: the other checks go on.
func (s *Snapshot) runCheck(c *Check, f *File, unused []Suppression, rules Rules, out *Findings) (found []Diagnostic) {
	p := &Pass{Snapshot: s, File: f, Known: rules.Known, check: c, unused: unused}
	defer func() {
		if v := recover(); v != nil {
			out.Crashes = append(out.Crashes, crash(c, f.Path, v))
		}
		found = p.found
		for i := range found {
			found[i].Severity = adjust(found[i].Severity, c.Severity, rules.Severity[c.Code])
		}
	}()
	c.Run(p)
	return nil
}

// adjust is the severity of a finding where the settings want another one than the check's own: a finding that the
// check lowered stays as much below it.
func adjust(got, usual, wanted Severity) Severity {
	if wanted == 0 {
		return got
	}
	if got < usual {
		return max(Hint, Severity(max(0, int(wanted)-int(usual-got))))
	}
	return wanted
}

func sortDiagnostics(all []Diagnostic) {
	sort.SliceStable(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		return cmp.Or(strings.Compare(a.File, b.File), a.Start-b.Start, strings.Compare(a.Code, b.Code), a.End-b.End,
			strings.Compare(a.Message, b.Message)) < 0
	})
}
