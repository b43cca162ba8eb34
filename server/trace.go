package server

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

// SetTrace says how much the client wants to know of what the server does.
func (s *Server) SetTrace(_ context.Context, p *protocol.SetTraceParams) error {
	s.setTrace(p.Value)
	return nil
}

func (s *Server) setTrace(value protocol.TraceValue) { s.trace.Store(strings.Clone(string(value))) }

// traced tells a client that wants to know what a request took; it is a [wire.Observer].
func (s *Server) traced(ctx context.Context, method string, took time.Duration, failed error) {
	s.log.Debug("request", zap.String("method", method), zap.Duration("took", took), zap.Error(failed))
	if v, _ := s.trace.Load().(string); v == "" || v == string(protocol.TraceValueOff) {
		return
	}
	message := fmt.Sprintf("%s took %s", method, took.Round(time.Microsecond))
	if err := s.peer.LogTrace(ctx, &protocol.LogTraceParams{Message: message}); err != nil {
		s.log.Debug("tracing", zap.Error(err))
	}
}

// complain tells the user, once, what is wrong with the settings. A nil error is none.
func (s *Server) complain(err error) {
	if err == nil {
		return
	}
	message := err.Error()
	s.log.Warn("settings", zap.Error(err))
	if _, told := s.complaints.LoadOrStore(message, true); told {
		return
	}
	s.background.Go(func() {
		if err := s.peer.ShowMessage(s.ctx, &protocol.ShowMessageParams{Type: protocol.MessageTypeWarning, Message: message}); err != nil {
			s.log.Debug("telling the user", zap.Error(err))
		}
	})
}
