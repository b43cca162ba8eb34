package server

import (
	"context"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// DiagnosticWorkspace answers what is wrong in all files of the folders that the client has open.
func (s *Server) DiagnosticWorkspace(ctx context.Context, p *protocol.WorkspaceDiagnosticParams) (*protocol.WorkspaceDiagnosticReport, error) {
	known := map[uri.URI]string{}
	for _, previous := range p.PreviousResultIds {
		known[previous.URI] = previous.Value
	}
	ctx, work := s.progress(ctx, "Checking the workspace", p.WorkDoneToken)
	defer work.end()
	if err := s.loads.wait(ctx); err != nil {
		return nil, err
	}
	st := s.store.now.Load() // later than the request: nothing to say of files that were not read yet
	report := &protocol.WorkspaceDiagnosticReport{Items: []protocol.WorkspaceDocumentDiagnosticReport{}}
	for _, w := range st.worlds {
		if !w.isFolder {
			continue
		}
		items, err := s.reports(ctx, st.views[w], known, work)
		if err != nil {
			return nil, err
		}
		report.Items = append(report.Items, items...)
	}
	return report, nil
}

// reports are the reports on the files of v: unchanged ones where the client knows what there is.
func (s *Server) reports(ctx context.Context, v *view, known map[uri.URI]string, work *progress) (items []protocol.WorkspaceDocumentDiagnosticReport, err error) {
	found, err := v.all(ctx, work.at)
	if err != nil {
		return nil, err
	}
	for _, f := range v.snapshot().Files() {
		u, version := v.state.pathToURI(f.Path), v.state.version(f.Path)
		s.crashed(found[f.Path].Crashes)
		digest := digestOf(found[f.Path].Diagnostics)
		if known[u] == digest {
			item := &protocol.WorkspaceUnchangedDocumentDiagnosticReport{URI: u, Version: version}
			item.UnchangedDocumentDiagnosticReport = unchangedReport(digest)
			items = append(items, item)
			continue
		}
		item := &protocol.WorkspaceFullDocumentDiagnosticReport{URI: u, Version: version}
		item.FullDocumentDiagnosticReport = s.fullReport(v, f, found[f.Path].Diagnostics, digest)
		items = append(items, item)
	}
	return items, nil
}
