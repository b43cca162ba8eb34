package main

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"atproto-ls/analysis"
)

// inRepository is an absolute path as the services that show findings beside the code want it: as seen from the checkout
// that GitHub or GitLab works in, wherever in it the program runs; elsewhere as [shown] has it.
func (r *report) inRepository(path string) string {
	for _, variable := range []string{"GITHUB_WORKSPACE", "CI_PROJECT_DIR"} {
		top := os.Getenv(variable)
		if top == "" {
			continue
		}
		if real, err := filepath.EvalSymlinks(top); err == nil {
			top = real
		}
		if rel, err := filepath.Rel(top, filepath.FromSlash(path)); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return r.name(path)
}

// uri is a path with slashes as a URI reference: every segment percent-encoded, and none of them taken for a scheme.
func uri(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		segments[i] = strings.ReplaceAll(url.PathEscape(s), ":", "%3A")
	}
	return strings.Join(segments, "/")
}

// merged are edits with those that insert at one offset of one file made one, in their order: formats that know no order
// of inserts need it.
func merged(edits []analysis.Edit) (out []analysis.Edit) {
	for _, e := range edits {
		same := -1
		for i, o := range out {
			if o.Range == e.Range && e.Start == e.End {
				same = i
			}
		}
		if same < 0 {
			out = append(out, e)
			continue
		}
		out[same].NewText += e.NewText
	}
	return out
}
