package server

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"sync/atomic"

	"go.uber.org/zap"

	"atproto-ls/analysis"
)

// findings is what is wrong in the file at path, with fixes that were not yet tried. Checks that crash are logged: the
// others' findings count.
func (s *Server) findings(ctx context.Context, v *view, path string) ([]analysis.Diagnostic, error) {
	found, err := v.findings(ctx, path)
	poke(s.found)
	s.crashed(found.Crashes)
	return found.Diagnostics, err
}

// crashed logs checks that crashed, and tells the client of each check once.
func (s *Server) crashed(crashes []analysis.Crash) {
	for _, crash := range crashes {
		s.log.Error("check crashed", zap.Error(crash), zap.String("stack", crash.Stack))
		s.mourn(crash.Check, crash.Error())
	}
}

// findings is what the checks find in the file at path. The error is that of a cancelled ctx.
func (v *view) findings(ctx context.Context, path string) (analysis.Findings, error) {
	v.mutex.Lock()
	found, known := v.found[path]
	v.mutex.Unlock()
	if known {
		return found, nil
	}
	rules := v.rules
	rules.Files = []string{path}
	found, err := v.snapshot().Run(ctx, rules)
	if err == nil {
		v.mutex.Lock()
		v.found[path] = found
		v.mutex.Unlock()
	}
	return found, err
}

// all is what the checks find in all files of the view, by path; done is told how far the work is.
func (v *view) all(ctx context.Context, done func(n, all int)) (map[string]analysis.Findings, error) {
	v.mutex.Lock()
	found := maps.Clone(v.found)
	v.mutex.Unlock()
	rules := v.rules
	files := v.snapshot().Files()
	for _, f := range files {
		if _, known := found[f.Path]; !known {
			rules.Files = append(rules.Files, f.Path)
			found[f.Path] = analysis.Findings{}
		}
	}
	if len(rules.Files) == 0 {
		return found, nil
	}
	var n atomic.Int64
	rules.Done = func() { done(int(n.Add(1)), len(rules.Files)) }
	more, err := v.snapshot().Run(ctx, rules)
	if err != nil {
		return nil, err
	}
	for _, c := range more.Crashes {
		f := found[c.File]
		f.Crashes = append(f.Crashes, c)
		found[c.File] = f
	}
	for _, d := range more.Diagnostics {
		f := found[d.File]
		f.Diagnostics = append(f.Diagnostics, d)
		found[d.File] = f
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	for _, path := range rules.Files {
		v.found[path] = found[path]
	}
	return found, nil
}

// digestOf names what was found: equal findings have equal digests. It is the resultId of a pulled report.
func digestOf(found []analysis.Diagnostic) string {
	h := sha256.New()
	for _, d := range found {
		fmt.Fprintf(h, "%s\x00%d\x00%d\x00%d\x00%s\x00%s\x00", d.Code, d.Severity, d.Start, d.End, d.Message, d.Fingerprint)
		for _, r := range d.Related {
			fmt.Fprintf(h, "%s\x00%d\x00%d\x00%s\x00", r.File, r.Start, r.End, r.Message)
		}
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}
