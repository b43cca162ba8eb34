package server

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

const (
	// progressAfter is how long work goes on before the client is told of it.
	progressAfter = 300 * time.Millisecond
	// progressEvery is how often it is told how far it is.
	progressEvery = 200 * time.Millisecond
)

// progresses are the pieces of work under way, by their tokens, for the user to cancel.
type progresses struct {
	last    atomic.Int64
	cancels sync.Map // protocol.ProgressToken → context.CancelFunc
}

// progress is a piece of work that is reported when it takes long.
type progress struct {
	s       *Server
	title   string
	token   protocol.ProgressToken
	own     bool // the token is ours, and must be created
	percent atomic.Int64
	cancel  context.CancelFunc
	done    chan struct{}
	gone    chan struct{} // closed when nothing more is sent
}

// progress begins a piece of work. The token is the client's, or nil where the server works of its own accord. The context
// is cancelled when the user does not want to wait; end must be called.
func (s *Server) progress(ctx context.Context, title string, token protocol.ProgressToken) (context.Context, *progress) {
	ctx, cancel := context.WithCancel(ctx)
	p := &progress{s: s, title: title, token: token, cancel: cancel, done: make(chan struct{}), gone: make(chan struct{})}
	if token == nil && !s.client.progress {
		close(p.gone)
		return ctx, p
	}
	if token == nil {
		p.own = true
		p.token = protocol.String(fmt.Sprintf("%s/%d", source, s.progresses.last.Add(1)))
	}
	s.progresses.cancels.Store(p.token, cancel)
	s.background.Go(func() { p.report(ctx) })
	return ctx, p
}

// at notes that n of all are done.
func (p *progress) at(n, all int) { p.percent.Store(int64(100 * n / max(all, 1))) }

// end ends the work, and waits until the client has been told.
func (p *progress) end() {
	close(p.done)
	<-p.gone
	p.s.progresses.cancels.Delete(p.token)
	p.cancel()
}

// report tells the client of work that takes long.
func (p *progress) report(ctx context.Context) {
	defer close(p.gone)
	select {
	case <-p.done:
		return
	case <-ctx.Done():
		return
	case <-time.After(p.s.slow):
	}
	if p.own && !p.created(ctx) {
		return
	}
	p.send(&protocol.WorkDoneProgressBegin{Kind: "begin", Title: p.title, Cancellable: of(true)})
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-p.done:
			p.send(&protocol.WorkDoneProgressEnd{Kind: "end"})
			return
		case <-tick.C:
			if n := uint32(p.percent.Load()); n > 0 {
				p.send(&protocol.WorkDoneProgressReport{Kind: "report", Percentage: &n})
			}
		}
	}
}

// created has the client make room for our token, for as long as the work lasts.
func (p *progress) created(ctx context.Context) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // ends with the call
		select {
		case <-p.done:
			cancel()
		case <-ctx.Done():
		}
	}()
	return p.s.peer.WorkDoneProgressCreate(ctx, &protocol.WorkDoneProgressCreateParams{Token: p.token}) == nil
}

func (p *progress) send(value any) {
	raw, err := protocol.Marshal(value)
	if err == nil {
		err = p.s.peer.Progress(p.s.ctx, &protocol.ProgressParams{Token: p.token, Value: raw})
	}
	if err != nil {
		p.s.log.Debug("reporting progress", zap.Error(err))
	}
}

// WorkDoneProgressCancel ends work that the user does not want to wait for.
func (s *Server) WorkDoneProgressCancel(_ context.Context, p *protocol.WorkDoneProgressCancelParams) error {
	if cancel, ok := s.progresses.cancels.Load(p.Token); ok {
		cancel.(context.CancelFunc)()
	}
	return nil
}
