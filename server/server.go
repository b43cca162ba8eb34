package server

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"

	"atproto-ls/analysis"
	"atproto-ls/server/wire"
)

// Options are what a session needs.
type Options struct {
	Checks  []*analysis.Check // every check there is
	Version string            // what the client is told
	Log     *zap.Logger       // nil: nothing is logged. It must not write to the pipe
	Keep    string            // the folder that [atproto-ls/analysis/workspace.Options] keeps option sources in
	Collect bool              // garbage is collected while nothing goes on, for a process that does nothing else
}

// Server is one session with one client. Its methods named after LSP's are called by package wire.
type Server struct {
	protocol.UnimplementedServer

	checks  []*analysis.Check
	version string
	log     *zap.Logger
	keep    string

	peer  protocol.Client
	store *store
	phase atomic.Int32  // of the life of the session
	ended chan struct{} // closed by exit, and when the client's process is gone
	end   func()        // closes ended, once

	initializing sync.Mutex
	begin        sync.Once
	client       client // set by initialize, before phase says so
	trace        atomic.Value

	background sync.WaitGroup // goroutines that talk to the peer
	found      chan struct{}  // has an element when findings were made; nil where nobody takes it
	ctx        context.Context
	loads      *loads
	progresses progresses
	slow       time.Duration // how long work goes on before the client is told of it
	complaints sync.Map      // what the user was told already

	shipped func() (folder string, err error) // where the modules that ship are files, written when they are asked for
}

var _ protocol.Server = (*Server)(nil)

// drain is how long the end of a session waits for work that goes on in the background.
const drain = 200 * time.Millisecond

// Serve talks LSP through pipe until the client says exit, goes away, or ctx is cancelled, and closes it. It gives the exit code of LSP
// § exit: 0 when the client had asked for shutdown, else 1.
func Serve(ctx context.Context, pipe io.ReadWriteCloser, o Options) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return newServer(ctx, o).serve(pipe, cancel)
}

// serve is the session; cancel ends its context.
func (s *Server) serve(pipe io.ReadWriteCloser, cancel func()) int {
	s.background.Go(func() { s.store.run(s.ctx) })
	if s.found != nil {
		s.background.Go(func() { s.collect(s.ctx) })
	}
	conn := wire.Connect(s.ctx, pipe, wire.Options{
		Server: s, Gate: s.gate, Observe: s.traced, Log: s.log,
		Peer: func(peer protocol.Client) { s.peer = peer },
	})
	select {
	case <-conn.Done():
		if err := conn.Err(); err != nil {
			s.log.Warn("the connection broke", zap.Error(err))
		}
	case <-s.ended:
	case <-s.ctx.Done():
	}
	cancel()
	pipe.Close()
	s.wait()
	if phase(s.phase.Load()) == stopped {
		return 0
	}
	return 1
}

func newServer(ctx context.Context, o Options) *Server {
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	s := &Server{checks: o.Checks, version: o.Version, store: newStore(), ended: make(chan struct{}), ctx: ctx, loads: newLoads(), slow: progressAfter}
	s.end = sync.OnceFunc(func() { close(s.ended) })
	s.log, s.keep = o.Log, o.Keep
	if o.Collect {
		s.found = make(chan struct{}, 1)
	}
	s.shipped = sync.OnceValues(writeShipped)
	return s
}

// wait waits for what is under way, no longer than drain: a client that does not read must not keep us alive.
func (s *Server) wait() {
	idle := make(chan struct{})
	go func() { // waited for below, or left behind with its client
		s.background.Wait()
		close(idle)
	}()
	select {
	case <-idle:
	case <-time.After(drain):
		s.log.Info("leaving work behind that does not end")
	}
}

// file is the view and the file of a document, as they were when the request arrived. The error is the answer for a
// document that is not open.
func (s *Server) file(ctx context.Context, id protocol.TextDocumentIdentifier) (*view, *analysis.File, error) {
	st := stateOf(ctx)
	if d := st.docs[id.URI]; d != nil {
		f := d.file()
		return st.view(d.path), f, ctx.Err() // parsing may have taken long
	}
	path := uriToPath(id.URI)
	if v := st.view(path); v != nil {
		if f := v.snapshot().File(path); f != nil {
			return v, f, nil
		}
	}
	return nil, nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the document %s is not open", id.URI)
}
