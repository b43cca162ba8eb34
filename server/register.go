package server

import (
	"context"
	"encoding/json"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// watched are the files whose changes on the disk change what we say.
var watched = []string{"**/*.nix", "**/.atproto-ls.toml", "**/flake.lock", "**/.gitignore", "**/.gitmodules", "**/npins/sources.json"}

// register asks the client to tell of changes, where it only does so on request.
func (s *Server) register(ctx context.Context) {
	var wanted []protocol.Registration
	if s.client.watch {
		options := protocol.DidChangeWatchedFilesRegistrationOptions{}
		for _, glob := range watched {
			options.Watchers = append(options.Watchers, protocol.FileSystemWatcher{GlobPattern: protocol.Pattern(glob)})
		}
		wanted = append(wanted, registration(protocol.MethodWorkspaceDidChangeWatchedFiles, &options))
	}
	if s.client.configureNotify {
		options := protocol.DidChangeConfigurationRegistrationOptions{Section: protocol.String(section)}
		wanted = append(wanted, registration(protocol.MethodWorkspaceDidChangeConfiguration, &options))
	}
	if len(wanted) == 0 {
		return
	}
	if err := s.peer.RegisterCapability(ctx, &protocol.RegistrationParams{Registrations: wanted}); err != nil && ctx.Err() == nil {
		s.log.Warn("the client does not tell of changes", zap.Error(err))
	}
}

func registration(method string, options any) protocol.Registration {
	raw, err := protocol.Marshal(options)
	if err != nil {
		panic(err) // our own options
	}
	return protocol.Registration{ID: section + " " + method, Method: method, RegisterOptions: raw}
}

// configure asks for the settings, where the client answers that, and puts them in force.
func (s *Server) configure(ctx context.Context) {
	if !s.client.configuration {
		return
	}
	items := []protocol.ConfigurationItem{{Section: of(section)}}
	var roots []string
	for _, w := range s.store.now.Load().worlds {
		if w.workspace != nil {
			roots = append(roots, w.root())
			items = append(items, protocol.ConfigurationItem{Section: of(section), ScopeURI: of(uri.File(w.workspace.Root))})
		}
	}
	values, err := s.peer.Configuration(ctx, &protocol.ConfigurationParams{Items: items})
	if err != nil || len(values) != len(items) {
		if ctx.Err() == nil {
			s.log.Warn("the client does not tell its settings", zap.Error(err), zap.Int("values", len(values)))
		}
		return
	}
	editor := settings{all: json.RawMessage(values[0]), byRoot: map[string]json.RawMessage{}}
	for i, root := range roots {
		editor.byRoot[root] = json.RawMessage(values[i+1])
	}
	s.reconfigure(ctx, editor)
}

// reconfigure puts the editor's settings in force, in every workspace, over those that came with initialize.
func (s *Server) reconfigure(ctx context.Context, editor settings) {
	s.store.update(ctx, func(st *state) *state {
		next := st.copy()
		next.editor = settings{st.editor.initial, editor.all, editor.byRoot}
		return next
	})
	for _, w := range s.store.now.Load().worlds {
		s.loads.whole(w.root())
	}
}
