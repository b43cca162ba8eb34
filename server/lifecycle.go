package server

import (
	"context"
	"strings"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// phase is how far the life of a session is (LSP § Lifecycle Messages).
type phase int32

const (
	fresh   phase = iota // before initialize
	running              // after it
	stopped              // after shutdown
)

type stateKey struct{}

// stateOf is the state at the moment at which a message arrived.
func stateOf(ctx context.Context) *state { return ctx.Value(stateKey{}).(*state) }

// loaded is ctx with the state in which the folders are there that the client opened at the beginning: that of ctx, or what
// waiting for them gave. The error is that of a cancelled ctx.
func (s *Server) loaded(ctx context.Context) (context.Context, error) {
	if s.loads.done() {
		return ctx, nil
	}
	err := s.loads.wait(ctx)
	return context.WithValue(ctx, stateKey{}, s.store.now.Load()), err
}

// gate is the [wire.Gate]: it refuses what may not come in this phase, and pins the state.
func (s *Server) gate(ctx context.Context, method string, isCall bool) (context.Context, error) {
	now := phase(s.phase.Load())
	switch {
	case method == protocol.MethodExit, method == protocol.MethodInitialize && now == fresh:
	case now == fresh:
		return nil, jsonrpc2.Errorf(jsonrpc2.ServerNotInitialized, "%s came before initialize", strings.Clone(method))
	case now == stopped, method == protocol.MethodInitialize:
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "%s came after shutdown, or a second time", strings.Clone(method))
	case method == protocol.MethodShutdown && isCall:
		s.phase.Store(int32(stopped)) // here and not in Shutdown: what comes next may overtake it
	}
	return context.WithValue(ctx, stateKey{}, s.store.now.Load()), nil
}

// Initialize answers what the server can, after a look at the settings and before any file is read.
func (s *Server) Initialize(ctx context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s.initializing.Lock()
	defer s.initializing.Unlock()
	if phase(s.phase.Load()) != fresh {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "initialize came a second time")
	}
	client, encoding := newClient(p.Capabilities)
	editor := settings{initial: sectionOf([]byte(p.InitializationOptions))}
	folders := foldersOf(p)
	s.store.update(ctx, func(st *state) *state {
		next := st.copy()
		next.editor = editor
		return next
	})
	s.openFolders(ctx, folders, nil)
	s.client = client
	s.setTrace(p.Trace)
	if p.ProcessID != nil {
		s.watchParent(int(*p.ProcessID))
	}
	s.log.Info("client", zap.String("name", p.ClientInfo.Name), zap.String("encoding", string(encoding)), zap.Bool("pull", client.pull))
	s.phase.Store(int32(running))
	return &protocol.InitializeResult{
		Capabilities: client.capabilities(encoding),
		ServerInfo:   protocol.ServerInfo{Name: source, Version: protocol.NewOptional(s.version)},
	}, nil
}

// foldersOf are the folders that the client has open; none when it has only files.
func foldersOf(p *protocol.InitializeParams) (folders []uri.URI) {
	if list, ok := p.WorkspaceFolders.Get(); ok {
		for _, f := range list {
			folders = append(folders, f.URI)
		}
		return folders
	}
	//lint:ignore SA1019 what clients from before workspace folders send
	if p.RootURI != nil {
		//lint:ignore SA1019 as above
		return []uri.URI{*p.RootURI}
	}
	//lint:ignore SA1019 what the oldest clients send
	if path, ok := p.RootPath.Get(); ok && path != "" {
		return []uri.URI{uri.File(path)}
	}
	return nil
}

// Initialized starts what the client may be asked for only now.
func (s *Server) Initialized(context.Context, *protocol.InitializedParams) error {
	s.begin.Do(s.start)
	return nil
}

func (s *Server) start() {
	s.loads.begun.Store(true)
	s.background.Go(func() { s.load(s.ctx) })
	if s.client.pull && s.client.pullAgain {
		s.background.Go(func() { s.refresh(s.ctx) })
	}
	if s.pushing() {
		s.background.Go(func() { s.push(s.ctx) })
	}
	s.background.Go(func() { s.register(s.ctx) })
	told := make(chan struct{})
	s.background.Go(func() {
		defer close(told)
		s.configure(s.ctx)
	})
	s.background.Go(func() {
		select {
		case <-told:
		case <-time.After(settingsWithin): // settings that come later have the folders read again
		case <-s.ctx.Done():
		}
		s.loads.folders(s.store.now.Load())
	})
}

// settingsWithin is how long a client may take to tell its settings before its folders are read without them.
const settingsWithin = 2 * time.Second

// Shutdown has nothing to save: gate has noted that it came.
func (s *Server) Shutdown(context.Context) error { return nil }

// Exit ends the session.
func (s *Server) Exit(context.Context) error {
	s.end()
	return nil
}
