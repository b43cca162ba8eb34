package server

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
	"atproto-ls/optiondb"
)

// scheme is that of the documents which only the server has: the modules that ship with the program.
const scheme = "atproto-ls"

// TextDocumentContent answers the text of a module that ships with the program, which the client shows read-only.
func (s *Server) TextDocumentContent(_ context.Context, p *protocol.TextDocumentContentParams) (*protocol.TextDocumentContentResult, error) {
	path, ok := strings.CutPrefix(string(p.URI), scheme+":")
	tree := optiondb.ShippedFile(path)
	if !ok || tree == nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "no module with the name %s ships with this program", strings.Clone(string(p.URI)))
	}
	return &protocol.TextDocumentContentResult{Text: tree.Source()}, nil
}

// targetToProtocol is where a source stands that the user goes to: of what ships, for a client that opens only files, a
// read-only one in the user's cache. It is nil for a source that the client cannot open.
func (s *Server) targetToProtocol(v *view, source analysis.Source) *protocol.Location {
	tree := optiondb.ShippedFile(source.File)
	if tree == nil || s.client.content {
		return s.sourceToProtocol(v, source)
	}
	folder, err := s.shipped()
	if err != nil {
		s.log.Warn("what ships cannot be shown", zap.Error(err))
		return nil
	}
	name := filepath.Join(folder, filepath.FromSlash(strings.TrimPrefix(source.File, optiondb.ShippedRoot+"/")))
	at := offsetsToRange(&analysis.File{Tree: tree}, source.Start, source.End, s.client.encoding)
	return &protocol.Location{URI: uri.File(name), Range: at}
}

// writeShipped writes what ships into the user's cache.
func writeShipped() (folder string, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return workspace.WriteShipped(cache)
}

// sourceToProtocol is where a source stands; nil for one that the client cannot open as it is.
func (s *Server) sourceToProtocol(v *view, source analysis.Source) *protocol.Location {
	if tree := optiondb.ShippedFile(source.File); tree != nil {
		if !s.client.content {
			return nil
		}
		at := offsetsToRange(&analysis.File{Tree: tree}, source.Start, source.End, s.client.encoding)
		return &protocol.Location{URI: uri.URI(scheme + ":" + source.File), Range: at}
	}
	f := v.snapshot().File(source.File)
	if f == nil && source.Tree != nil {
		f = &analysis.File{Tree: source.Tree} // of modules outside the workspace
	}
	switch {
	case f != nil:
		return &protocol.Location{URI: v.state.pathToURI(source.File), Range: offsetsToRange(f, source.Start, source.End, s.client.encoding)}
	case source.Start == source.End && source.File != "":
		return &protocol.Location{URI: v.state.pathToURI(source.File)} // a file that is no Nix file, as a whole
	}
	return nil
}

// sourceName is how people call the place of a source: its file and line.
func sourceName(v *view, source analysis.Source) string {
	tree := optiondb.ShippedFile(source.File)
	name := strings.TrimPrefix(source.File, optiondb.ShippedRoot+"/")
	if f := v.snapshot().File(source.File); f != nil {
		tree, name = f.Tree, v.snapshot().Relative(source.File)
	} else if tree == nil {
		tree = source.Tree
	}
	if tree == nil {
		return name
	}
	return fmt.Sprintf("%s:%d", name, tree.Lines().Line(source.Start)+1)
}
