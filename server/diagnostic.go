package server

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
)

// Diagnostic answers what is wrong in one document. It waits for the folders that are being opened: what is wrong in a
// file depends on those around it, and what would be taken back a moment later is not said.
func (s *Server) Diagnostic(ctx context.Context, p *protocol.DocumentDiagnosticParams) (protocol.DocumentDiagnosticReport, error) {
	ctx, err := s.loaded(ctx)
	if err != nil {
		return nil, err
	}
	v, f, err := s.file(ctx, p.TextDocument)
	if err != nil {
		return nil, err
	}
	found, err := s.findings(ctx, v, f.Path)
	if err != nil {
		return nil, err
	}
	if s.outran(v, p.TextDocument) {
		return nil, &jsonrpc2.Error{
			Code:    jsonrpc2.Code(protocol.LSPErrorCodesServerCancelled),
			Message: "the document has changed since",
			Data:    jsonrpc2.RawMessage(toJSON(protocol.DiagnosticServerCancellationData{RetriggerRequest: true})),
		}
	}
	digest := digestOf(found)
	if p.PreviousResultID != nil && *p.PreviousResultID == digest {
		report := &protocol.RelatedUnchangedDocumentDiagnosticReport{}
		report.UnchangedDocumentDiagnosticReport = unchangedReport(digest)
		return report, nil
	}
	report := &protocol.RelatedFullDocumentDiagnosticReport{}
	report.FullDocumentDiagnosticReport = s.fullReport(v, f, found, digest)
	return report, nil
}

// outran reports whether the client has sent a newer text of the document than v has.
func (s *Server) outran(v *view, id protocol.TextDocumentIdentifier) bool {
	now := s.store.now.Load().docs[id.URI]
	return now != nil && now != v.state.docs[id.URI]
}

func unchangedReport(digest string) protocol.UnchangedDocumentDiagnosticReport {
	return protocol.UnchangedDocumentDiagnosticReport{Kind: string(protocol.DocumentDiagnosticReportKindUnchanged), ResultID: digest}
}

func (s *Server) fullReport(v *view, f *analysis.File, found []analysis.Diagnostic, digest string) protocol.FullDocumentDiagnosticReport {
	return protocol.FullDocumentDiagnosticReport{
		Kind:     string(protocol.DocumentDiagnosticReportKindFull),
		ResultID: &digest,
		Items:    s.diagnosticsToProtocol(v, f, found),
	}
}
