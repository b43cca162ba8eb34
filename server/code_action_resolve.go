package server

import (
	"context"
	"encoding/json"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"atproto-ls/analysis"
)

// silence is the number of the fix that hides a diagnostic.
const silence = -1

// reference finds the fix of a code action again.
type reference struct {
	URI         uri.URI `json:"uri"`
	Version     int32   `json:"version"` // of the document for which the action was offered
	Fingerprint string  `json:"fingerprint,omitempty"`
	Fix         int     `json:"fix"` // an index of the diagnostic's fixes, or silence
	All         bool    `json:"all,omitempty"`
	Action      string  `json:"action,omitempty"` // of package actions, by its name
	At          int     `json:"at,omitempty"`     // the byte offset that it was offered at
	About       string  `json:"about,omitempty"`  // what is to be had of it: for clients of ours that list actions
}

// CodeActionResolve answers the edit of an action that was offered without. When the text has changed meanwhile there is
// none: the client has to ask again.
func (s *Server) CodeActionResolve(ctx context.Context, p *protocol.CodeAction) (*protocol.CodeAction, error) {
	var ref reference
	if err := json.Unmarshal(p.Data, &ref); err != nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the code action's data are not ours: %v", err)
	}
	v, f, err := s.file(ctx, protocol.TextDocumentIdentifier{URI: ref.URI})
	if err != nil {
		return nil, err
	}
	if d := v.state.docs[ref.URI]; d != nil && d.version != ref.Version {
		return nil, protocol.ErrContentModified
	}
	action := *p
	if ref.Action != "" {
		chosen, fix, ok := chosenAction(v.snapshot(), f, ref)
		if !ok {
			return nil, protocol.ErrContentModified
		}
		action.Edit = s.editsToProtocol(v, fix.Edits)
		s.stop(action.Edit, chosen.Stops)
		return &action, nil
	}
	found, err := s.findings(ctx, v, f.Path)
	if err != nil {
		return nil, err
	}
	fix, ok := referenced(v.snapshot(), found, ref)
	if !ok {
		return nil, protocol.ErrContentModified
	}
	action.Edit = s.editsToProtocol(v, fix.Edits)
	return &action, nil
}

func referenced(snapshot *analysis.Snapshot, found []analysis.Diagnostic, ref reference) (analysis.Fix, bool) {
	if ref.All {
		return snapshot.FixAll(found)
	}
	for _, d := range found {
		switch {
		case d.Fingerprint != ref.Fingerprint:
		case ref.Fix == silence:
			return snapshot.Silence(d)
		case ref.Fix >= 0 && ref.Fix < len(d.Fixes):
			return d.Fixes[ref.Fix], true
		}
	}
	return analysis.Fix{}, false
}
