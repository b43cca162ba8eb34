package server

import (
	"fmt"
	"runtime/debug"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

// attempt does a piece of the work that goes on in the background, named for people. Where it panics, that is logged, the client
// is told of it once, and nothing else is lost: the result is false.
func (s *Server) attempt(what string, work func()) (done bool) {
	defer func() {
		if v := recover(); v != nil {
			s.log.Error("work crashed", zap.String("what", what), zap.String("panic", fmt.Sprint(v)), zap.ByteString("stack", debug.Stack()))
			s.mourn(what, fmt.Sprintf("%s crashed: %v", what, v))
		}
	}()
	work()
	return true
}

// mourn tells the client that something crashed, once for each what.
func (s *Server) mourn(what any, message string) {
	if _, told := s.complaints.LoadOrStore(what, true); told {
		return
	}
	if err := s.peer.LogMessage(s.ctx, &protocol.LogMessageParams{Type: protocol.MessageTypeError, Message: message}); err != nil {
		s.log.Debug("telling the client", zap.Error(err))
	}
}
