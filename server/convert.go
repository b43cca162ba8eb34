package server

import (
	"encoding/json"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"atproto-ls/analysis"
	"atproto-ls/analysis/workspace"
	"atproto-ls/syntax"
)

// The conversions between LSP's types and ours. Positions count in the encoding that was negotiated.

// source is what every diagnostic is said to come from.
const source = "atproto-ls"

// uriToPath is the path by which a snapshot knows the document: the file's, else the URI itself as a clean path.
func uriToPath(u uri.URI) string {
	if u.IsFile() {
		name := u.FsPath()
		if !filepath.IsAbs(name) { // `/c:/…` loses its slash everywhere, and is a relative path except on Windows
			name = "/" + name
		}
		if name, err := workspace.Absolute(name); err == nil {
			return name
		}
	}
	return path.Clean(strings.Replace(string(u), "//", "/%2F", 1))
}

// pathToURI is the URI of the file at path: for an open document the one by which the client knows it.
func (s *state) pathToURI(path string) uri.URI {
	if d := s.open(path); d != nil {
		return d.uri
	}
	return uri.File(path)
}

func offsetToPosition(f *analysis.File, off int, enc syntax.Encoding) protocol.Position {
	line, column := f.Tree.Lines().Position(off, enc)
	return protocol.Position{Line: uint32(line), Character: uint32(column)}
}

func positionToOffset(f *analysis.File, p protocol.Position, enc syntax.Encoding) int {
	return f.Tree.Lines().Offset(int(p.Line), int(p.Character), enc)
}

func offsetsToRange(f *analysis.File, start, end int, enc syntax.Encoding) protocol.Range {
	return protocol.Range{Start: offsetToPosition(f, start, enc), End: offsetToPosition(f, end, enc)}
}

func rangeToOffsets(f *analysis.File, r protocol.Range, enc syntax.Encoding) (start, end int) {
	return positionToOffset(f, r.Start, enc), positionToOffset(f, r.End, enc)
}

var severities = map[analysis.Severity]protocol.DiagnosticSeverity{
	analysis.Error:       protocol.DiagnosticSeverityError,
	analysis.Warning:     protocol.DiagnosticSeverityWarning,
	analysis.Information: protocol.DiagnosticSeverityInformation,
	analysis.Hint:        protocol.DiagnosticSeverityHint,
}

// tags are what editors show a finding of a check as, besides its severity.
var tags = map[string]protocol.DiagnosticTag{
	"disabled-service":   protocol.DiagnosticTagUnnecessary,
	"no-effect":          protocol.DiagnosticTagUnnecessary,
	"unused-suppression": protocol.DiagnosticTagUnnecessary,
	"renamed-option":     protocol.DiagnosticTagDeprecated,
}

// identity is a diagnostic's data: what finds it again when the client asks for its code actions.
type identity struct {
	Fingerprint string `json:"fingerprint"`
}

// diagnosticsToProtocol converts what was found in f, a file of v.
func (s *Server) diagnosticsToProtocol(v *view, f *analysis.File, found []analysis.Diagnostic) []protocol.Diagnostic {
	out := make([]protocol.Diagnostic, len(found))
	for i, d := range found {
		out[i] = s.diagnosticToProtocol(v, f, d)
	}
	return out
}

func (s *Server) diagnosticToProtocol(v *view, f *analysis.File, d analysis.Diagnostic) protocol.Diagnostic {
	can := s.client.diagnostics
	out := protocol.Diagnostic{
		Range:    offsetsToRange(f, d.Start, d.End, s.client.encoding),
		Severity: severities[d.Severity],
		Code:     protocol.String(d.Code),
		Source:   protocol.NewOptional(source),
		Message:  protocol.String(d.Message),
	}
	if can.codeDescription {
		out.CodeDescription = protocol.CodeDescription{Href: uri.URI(analysis.URL(d.Code))}
	}
	if tag, ok := tags[d.Name]; ok && slices.Contains(can.tags, tag) {
		out.Tags.Set([]protocol.DiagnosticTag{tag})
	}
	if can.data {
		out.Data = toJSON(identity{d.Fingerprint})
	}
	if can.related {
		out.RelatedInformation = s.relatedToProtocol(v, d.Related)
	}
	return out
}

func (s *Server) relatedToProtocol(v *view, related []analysis.Related) (out []protocol.DiagnosticRelatedInformation) {
	for _, r := range related {
		if f := v.snapshot().File(r.File); f != nil {
			at := offsetsToRange(f, r.Start, r.End, s.client.encoding)
			out = append(out, protocol.DiagnosticRelatedInformation{Location: protocol.Location{URI: v.state.pathToURI(r.File), Range: at}, Message: r.Message})
		}
	}
	return out
}

// editsToProtocol converts edits of files of v: bound to the versions of the open documents where the client knows of
// versions. An edit of a file that v does not have is an error of the caller's.
func (s *Server) editsToProtocol(v *view, edits []analysis.Edit) *protocol.WorkspaceEdit {
	out := &protocol.WorkspaceEdit{}
	byFile := map[string][]protocol.TextEdit{}
	var order []string
	for _, e := range edits {
		f := v.snapshot().File(e.File)
		if byFile[e.File] == nil {
			order = append(order, e.File)
		}
		byFile[e.File] = append(byFile[e.File], protocol.TextEdit{Range: offsetsToRange(f, e.Start, e.End, s.client.encoding), NewText: e.NewText})
	}
	for _, path := range order {
		u := v.state.pathToURI(path)
		if !s.client.documentChanges {
			if out.Changes == nil {
				out.Changes = map[uri.URI][]protocol.TextEdit{}
			}
			out.Changes[u] = byFile[path]
			continue
		}
		document := protocol.OptionalVersionedTextDocumentIdentifier{Version: v.state.version(path)}
		document.URI = u
		change := &protocol.TextDocumentEdit{TextDocument: document}
		for i := range byFile[path] {
			change.Edits = append(change.Edits, &byFile[path][i])
		}
		out.DocumentChanges = append(out.DocumentChanges, change)
	}
	return out
}

// version is the version of the open document with the path; nil when it is not open: the disk has the text.
func (s *state) version(path string) *int32 {
	if d := s.open(path); d != nil {
		return &d.version
	}
	return nil
}

// toTitle is a verb phrase as an editor's menu shows it.
func toTitle(phrase string) string {
	r, size := utf8.DecodeRuneInString(phrase)
	return string(unicode.ToUpper(r)) + phrase[size:]
}

// toJSON encodes one of our own structs, which cannot fail.
func toJSON(v any) protocol.LSPAny {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // a type that JSON does not have
	}
	return data
}

// of points at v, for the optional fields of LSP's types.
func of[T any](v T) *T { return &v }

// is reports whether an optional flag is there and set.
func is(flag *bool) bool { return flag != nil && *flag }
