package server

import (
	"time"

	"go.uber.org/zap"
)

// parentEvery is how often we look whether the client's process still lives. Its end of the pipe tells sooner, unless a
// third process holds it open.
const parentEvery = 2 * time.Second

// watchParent ends the session when the process is gone (LSP § initialize, processId). A process that cannot be seen to
// begin with, because it lives in another container, is not waited for.
func (s *Server) watchParent(pid int) {
	if pid <= 0 || !alive(pid) {
		s.log.Info("the client's process is not to be seen", zap.Int("pid", pid))
		return
	}
	s.background.Go(func() {
		tick := time.NewTicker(parentEvery)
		defer tick.Stop()
		for {
			select {
			case <-s.ctx.Done():
				return
			case <-tick.C:
				if !alive(pid) {
					s.log.Warn("the client's process is gone", zap.Int("pid", pid))
					s.end()
					return
				}
			}
		}
	})
}
