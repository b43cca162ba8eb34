package server

import (
	"context"
	"maps"
	"slices"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// othersAfter is how long nothing may change before the documents are looked at that were not edited themselves: what is
// wrong in them may depend on those that were.
const othersAfter = 200 * time.Millisecond

// pushing reports whether diagnostics are pushed: to a client that does not ask for them.
func (s *Server) pushing() bool { return !s.client.pull }

// pushed is what the client was told last of one document.
type pushed struct {
	document   *document
	generation uint64 // of the state that was looked at
	digest     string
}

// push tells the client of the diagnostics of open documents until ctx is cancelled. An edited document is looked at as
// soon as the run before has ended, without any delay; what was found in a text that is no longer the newest is dropped.
// So a burst of edits costs at most twice one run.
func (s *Server) push(ctx context.Context) {
	told := map[uri.URI]pushed{}
	quiet := time.NewTimer(othersAfter)
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.store.changed:
			if s.loads.wait(ctx) != nil { // what would be taken back a moment later is not told
				return
			}
			for s.pushNext(ctx, told, editedSince) {
			}
			quiet.Reset(othersAfter)
		case <-quiet.C:
			for len(s.store.changed) == 0 && s.pushNext(ctx, told, outdated) {
			}
		}
	}
}

// editedSince is the question whether the document has another text than the client was told of.
func editedSince(was pushed, d *document, _ uint64) bool { return was.document != d }

// outdated is the question whether anything has changed since.
func outdated(was pushed, _ *document, generation uint64) bool { return was.generation != generation }

// pushNext tells of one document of which wanted says so, or that one was closed. False when there is none.
func (s *Server) pushNext(ctx context.Context, told map[uri.URI]pushed, wanted func(pushed, *document, uint64) bool) bool {
	st := s.store.now.Load()
	for u := range told {
		if st.docs[u] == nil {
			delete(told, u)
			s.publish(ctx, &protocol.PublishDiagnosticsParams{URI: u, Diagnostics: []protocol.Diagnostic{}})
			return true
		}
	}
	for _, u := range slices.Sorted(maps.Keys(st.docs)) {
		if d := st.docs[u]; wanted(told[u], d, st.generation) {
			if !s.attempt("looking at "+d.path, func() { s.pushDocument(ctx, st, d, told) }) {
				told[u] = pushed{document: d, generation: st.generation} // not again before the next edit
			}
			return ctx.Err() == nil
		}
	}
	return false
}

func (s *Server) pushDocument(ctx context.Context, st *state, d *document, told map[uri.URI]pushed) {
	v := st.view(d.path)
	found, err := s.findings(ctx, v, d.path)
	if now := s.store.now.Load().docs[d.uri]; err != nil || now != d {
		return // there is a newer text, or none
	}
	digest := digestOf(found)
	was, known := told[d.uri]
	told[d.uri] = pushed{d, st.generation, digest}
	if known && was.digest == digest && was.document == d {
		return // nothing new about the same text
	}
	params := &protocol.PublishDiagnosticsParams{URI: d.uri, Diagnostics: s.diagnosticsToProtocol(v, d.file(), found)}
	if s.client.diagnostics.versions {
		params.Version = protocol.NewOptional(d.version)
	}
	s.publish(ctx, params)
}

func (s *Server) publish(ctx context.Context, params *protocol.PublishDiagnosticsParams) {
	if err := s.peer.PublishDiagnostics(ctx, params); err != nil && ctx.Err() == nil {
		s.log.Debug("publishing", zap.Error(err))
	}
}
