package server

import (
	"slices"

	"go.lsp.dev/protocol"

	"atproto-ls/syntax"
)

// client is what the client can, as it said in initialize.
type client struct {
	encoding syntax.Encoding

	pull        bool // it asks for diagnostics
	pullAgain   bool // it can be told to ask again
	diagnostics struct {
		versions, related, codeDescription, data bool
		tags                                     []protocol.DiagnosticTag // that it shows
	}

	documentChanges bool // edits that name versions
	snippetEdits    bool // edits that are snippets
	hierarchy       bool // document symbols in document symbols
	tooltips        bool // on links
	wholeLines      bool // folds are of whole lines
	foldLimit       int  // 0: none
	actions         bool // code actions, not only commands
	resolveEdit     bool // the edit of a code action may come later

	completion struct{ snippets, insertReplace, tags, markdown bool }

	hoverMarkdown bool // it shows Markdown in hovers
	content       bool // it opens documents that only the server has

	configuration   bool // it answers workspace/configuration
	configureNotify bool // didChangeConfiguration is registered
	watch           bool // didChangeWatchedFiles is registered
	progress        bool // the server may report progress of its own
}

var encodings = map[protocol.PositionEncodingKind]syntax.Encoding{
	protocol.PositionEncodingKindUTF8:  syntax.UTF8,
	protocol.PositionEncodingKindUTF16: syntax.UTF16,
	protocol.PositionEncodingKindUTF32: syntax.UTF32,
}

// negotiate is the position encoding to use: UTF-8, which costs us nothing, where it is offered, else the client's first
// that we know, else UTF-16, which every client knows.
func negotiate(offered []protocol.PositionEncodingKind) protocol.PositionEncodingKind {
	if slices.Contains(offered, protocol.PositionEncodingKindUTF8) {
		return protocol.PositionEncodingKindUTF8
	}
	for _, kind := range offered {
		if _, known := encodings[kind]; known {
			return kind
		}
	}
	return protocol.PositionEncodingKindUTF16
}

// newClient reads the client's capabilities. Any part of them may be absent.
func newClient(c protocol.ClientCapabilities) (client, protocol.PositionEncodingKind) {
	general, window, space, text := orZero(c.General), orZero(c.Window), orZero(c.Workspace), orZero(c.TextDocument)
	kind := negotiate(general.PositionEncodings)
	push, pull := orZero(text.PublishDiagnostics), orZero(text.Diagnostic)
	can := push.DiagnosticsCapabilities
	if text.Diagnostic != nil {
		can = pull.DiagnosticsCapabilities
	}
	fold, action := orZero(text.FoldingRange), orZero(text.CodeAction)
	out := client{
		encoding:        encodings[kind],
		pull:            text.Diagnostic != nil,
		pullAgain:       is(orZero(space.Diagnostics).RefreshSupport),
		documentChanges: is(orZero(space.WorkspaceEdit).DocumentChanges),
		snippetEdits:    is(orZero(space.WorkspaceEdit).SnippetEditSupport),
		hierarchy:       is(orZero(text.DocumentSymbol).HierarchicalDocumentSymbolSupport),
		tooltips:        is(orZero(text.DocumentLink).TooltipSupport),
		wholeLines:      is(fold.LineFoldingOnly),
		foldLimit:       int(orZero(fold.RangeLimit)),
		actions:         len(action.CodeActionLiteralSupport.CodeActionKind.ValueSet) > 0,
		resolveEdit:     is(action.DataSupport) && slices.Contains(action.ResolveSupport.Properties, "edit"),
		hoverMarkdown:   slices.Contains(orZero(text.Hover).ContentFormat, protocol.MarkupKindMarkdown),
		content:         space.TextDocumentContent != nil,
		configuration:   is(space.Configuration),
		configureNotify: is(orZero(space.DidChangeConfiguration).DynamicRegistration),
		watch:           is(orZero(space.DidChangeWatchedFiles).DynamicRegistration),
		progress:        is(window.WorkDoneProgress),
	}
	out.diagnostics.versions = is(push.VersionSupport)
	out.diagnostics.related = is(can.RelatedInformation)
	out.diagnostics.tags = can.TagSupport.ValueSet
	out.diagnostics.codeDescription = is(can.CodeDescriptionSupport)
	out.diagnostics.data = is(can.DataSupport)
	item := orZero(orZero(text.Completion).CompletionItem)
	out.completion.snippets = is(item.SnippetSupport)
	out.completion.insertReplace = is(item.InsertReplaceSupport)
	out.completion.tags = slices.Contains(item.TagSupport.ValueSet, protocol.CompletionItemTagDeprecated)
	out.completion.markdown = slices.Contains(item.DocumentationFormat, protocol.MarkupKindMarkdown)
	return out, kind
}

func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// fixAllKind is the kind of the code action that mends all that can be mended safely.
const fixAllKind = protocol.CodeActionKindSourceFixAll + ".atproto-ls"

// capabilities are what the server offers to this client. Each row is exercised by a case in testdata/lsp.
func (c client) capabilities(encoding protocol.PositionEncodingKind) protocol.ServerCapabilities {
	out := protocol.ServerCapabilities{
		PositionEncoding: encoding,
		TextDocumentSync: &protocol.TextDocumentSyncOptions{
			OpenClose: of(true),
			Change:    of(protocol.TextDocumentSyncKindIncremental),
			Save:      protocol.Boolean(true),
		},
		CompletionProvider:        &protocol.CompletionOptions{TriggerCharacters: []string{".", "\"", "/"}, ResolveProvider: of(true)},
		HoverProvider:             protocol.Boolean(true),
		DefinitionProvider:        protocol.Boolean(true),
		DeclarationProvider:       protocol.Boolean(true),
		ReferencesProvider:        protocol.Boolean(true),
		DocumentHighlightProvider: protocol.Boolean(true),
		WorkspaceSymbolProvider:   protocol.Boolean(true),
		DocumentSymbolProvider:    protocol.Boolean(true),
		FoldingRangeProvider:      protocol.Boolean(true),
		SelectionRangeProvider:    protocol.Boolean(true),
		DocumentLinkProvider:      &protocol.DocumentLinkOptions{},
		ExecuteCommandProvider:    protocol.ExecuteCommandOptions{Commands: []string{setsCommand}},
		Workspace: &protocol.WorkspaceOptions{
			WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{Supported: of(true), ChangeNotifications: protocol.Boolean(true)},
		},
	}
	if c.content {
		out.Workspace.TextDocumentContent = &protocol.TextDocumentContentOptions{Schemes: []string{scheme}}
	}
	if c.actions {
		out.CodeActionProvider = &protocol.CodeActionOptions{
			CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix, requiredKind, insertKind, fixAllKind},
			ResolveProvider: of(c.resolveEdit),
		}
	}
	if c.pull {
		options := &protocol.DiagnosticOptions{Identifier: of(source), InterFileDependencies: true, WorkspaceDiagnostics: true}
		options.WorkDoneProgress = of(true)
		out.DiagnosticProvider = options
	}
	return out
}
