package server

import (
	"context"
	"encoding/json"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// setsCommand is the command that answers which option sets count for a document: its one argument is the document's URI.
const setsCommand = section + ".optionSets"

// optionSets is the answer to it.
type optionSets struct {
	Sets   []string `json:"sets"`   // their names, each once
	Report string   `json:"report"` // what `atproto-ls doctor` says of the file, under the settings in force here
}

// ExecuteCommand answers the one command that there is. It waits for the folders that are being opened.
func (s *Server) ExecuteCommand(ctx context.Context, p *protocol.ExecuteCommandParams) (protocol.LSPAny, error) {
	if p.Command != setsCommand {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "there is no command `%s`, only `%s`", strings.Clone(p.Command), setsCommand)
	}
	var document string
	if len(p.Arguments) != 1 || json.Unmarshal(p.Arguments[0], &document) != nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "`%s` wants one argument, the URI of an open document", setsCommand)
	}
	ctx, err := s.loaded(ctx)
	if err != nil {
		return nil, err
	}
	v, f, err := s.file(ctx, protocol.TextDocumentIdentifier{URI: uri.URI(document)})
	if err != nil {
		return nil, err
	}
	snapshot := v.snapshot()
	report := strings.Join(snapshot.Account(f, snapshot.Relative(f.Path)), "\n") + "\n"
	return toJSON(optionSets{append([]string{}, snapshot.SetsInForce(f)...), report}), nil
}
