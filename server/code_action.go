package server

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
)

// CodeAction answers what mends what is wrong in a range, and, where the client asks for it, all of a document.
func (s *Server) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	v, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	found, err := s.findings(ctx, v, f.Path)
	if err != nil {
		return nil, err
	}
	actions := []protocol.CommandOrCodeAction{}
	if wanted(p.Context.Only, protocol.CodeActionKindQuickFix, true) {
		start, end := rangeToOffsets(f, p.Range, s.client.encoding)
		for _, d := range found {
			if d.Start <= end && start <= d.End {
				actions = append(actions, s.quickFixes(v, f, d, p.Context.Diagnostics)...)
			}
		}
	}
	actions = append(actions, s.insertions(v, f, p)...)
	if wanted(p.Context.Only, fixAllKind, false) {
		if fix, ok := v.snapshot().FixAll(found); ok {
			actions = append(actions, s.action(v, fix, fixAllKind, reference{URI: p.TextDocument.URI, All: true}))
		}
	}
	return actions, nil
}

// wanted reports whether the client wants actions of the kind: one that only names, or one above it.
func wanted(only []protocol.CodeActionKind, kind protocol.CodeActionKind, byDefault bool) bool {
	if len(only) == 0 {
		return byDefault
	}
	return slices.ContainsFunc(only, func(k protocol.CodeActionKind) bool {
		return k == "" || kind == k || strings.HasPrefix(string(kind), string(k)+".")
	})
}

// quickFixes are the actions for one diagnostic: what mends it, and what hides it. None is offered after which the text
// would parse worse.
func (s *Server) quickFixes(v *view, f *analysis.File, d analysis.Diagnostic, shown []protocol.Diagnostic) (actions []protocol.CommandOrCodeAction) {
	ref := reference{URI: v.state.pathToURI(f.Path), Fingerprint: d.Fingerprint}
	add := func(fix analysis.Fix) {
		action := s.action(v, fix, protocol.CodeActionKindQuickFix, ref)
		action.Diagnostics = []protocol.Diagnostic{s.shownAs(v, f, d, shown)}
		if fix.Preferred {
			action.IsPreferred = of(true)
		}
		actions = append(actions, action)
	}
	for i, fix := range d.Fixes {
		if ref.Fix = i; v.snapshot().Sound(fix) {
			add(fix)
		}
	}
	if c := analysis.Find(s.checks, d.Code); c == nil || c.Last {
		return actions // it speaks of the comments that hide others
	}
	if fix, ok := v.snapshot().Silence(d); ok {
		ref.Fix = silence
		add(fix)
	}
	return actions
}

// shownAs is the diagnostic as the client sent it, or as we would send it.
func (s *Server) shownAs(v *view, f *analysis.File, d analysis.Diagnostic, shown []protocol.Diagnostic) protocol.Diagnostic {
	ours := s.diagnosticToProtocol(v, f, d)
	for _, c := range shown {
		if c.Code == ours.Code && c.Range == ours.Range {
			return c
		}
	}
	return ours
}

// action is the code action that makes a fix: with its edit, or with what finds it again where the client asks later.
func (s *Server) action(v *view, fix analysis.Fix, kind protocol.CodeActionKind, ref reference) *protocol.CodeAction {
	action := &protocol.CodeAction{Title: toTitle(fix.Title), Kind: &kind}
	if !s.client.resolveEdit {
		action.Edit = s.editsToProtocol(v, fix.Edits)
		return action
	}
	if d := v.state.docs[ref.URI]; d != nil {
		ref.Version = d.version
	}
	action.Data = toJSON(ref)
	return action
}
