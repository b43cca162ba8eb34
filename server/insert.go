package server

import (
	"slices"
	"strconv"
	"strings"

	"go.lsp.dev/protocol"

	"atproto-ls/analysis"
	"atproto-ls/analysis/actions"
)

// insertKind is the kind of the code actions that insert an example, requiredKind of the one that adds what is missing.
const (
	insertKind   = protocol.CodeActionKindRefactor + ".insert"
	requiredKind = protocol.CodeActionKindRefactorRewrite
)

// maxTried is how many bytes are parsed, all in all, to try the actions of one request before they are offered. What is more
// is tried when it is chosen.
const maxTried = 4 << 20

// insertions are the actions that add to the configuration at a position. A client that asks by itself, whenever the cursor
// moves, gets none: they are there wherever one may write.
func (s *Server) insertions(v *view, f *analysis.File, p *protocol.CodeActionParams) (all []protocol.CommandOrCodeAction) {
	byDefault := p.Context.TriggerKind != protocol.CodeActionTriggerKindAutomatic
	at := positionToOffset(f, p.Range.Start, s.client.encoding)
	var offered []actions.Action
	if wanted(p.Context.Only, requiredKind, byDefault) {
		offered = append(offered, actions.Required(v.snapshot(), f, at)...)
	}
	required := len(offered)
	switch {
	case slices.Contains(p.Context.Only, insertKind): // a list to choose from
		offered = append(offered, actions.EveryExample(v.snapshot(), f, at)...)
	case wanted(p.Context.Only, insertKind, byDefault):
		offered = append(offered, actions.Examples(v.snapshot(), f, at)...)
	}
	tried := 0
	for i, a := range offered {
		fix := analysis.Fix{Title: a.Title, Edits: a.Edits()}
		if tried += len(f.Tree.Source()); (tried <= maxTried || !s.client.resolveEdit) && !v.snapshot().Sound(fix) {
			continue
		}
		kind := insertKind
		if i < required {
			kind = requiredKind
		}
		action := s.action(v, fix, kind, reference{URI: p.TextDocument.URI, Action: a.Name, At: at, About: a.About})
		if action.Edit != nil {
			s.stop(action.Edit, a.Stops)
		}
		all = append(all, action)
	}
	return all
}

// chosenAction finds an offered action again.
func chosenAction(snapshot *analysis.Snapshot, f *analysis.File, ref reference) (a actions.Action, fix analysis.Fix, ok bool) {
	for _, a := range append(actions.Required(snapshot, f, ref.At), actions.EveryExample(snapshot, f, ref.At)...) {
		if a.Name == ref.Action {
			fix = analysis.Fix{Title: a.Title, Edits: a.Edits()}
			return a, fix, snapshot.Sound(fix)
		}
	}
	return a, fix, false
}

// stop makes the edits of a client that has them snippets, with a stop at each value that is the user's to replace.
func (s *Server) stop(edit *protocol.WorkspaceEdit, stops []string) {
	if !s.client.snippetEdits || len(stops) == 0 {
		return
	}
	number := 0
	for _, change := range edit.DocumentChanges {
		document, ok := change.(*protocol.TextDocumentEdit)
		if !ok {
			continue
		}
		for i, e := range document.Edits {
			plain, ok := e.(*protocol.TextEdit)
			if !ok {
				continue
			}
			if text, n := withStops(plain.NewText, stops, number); n > number {
				number = n
				document.Edits[i] = &protocol.SnippetTextEdit{Range: plain.Range, Snippet: protocol.StringValue{Kind: "snippet", Value: text}}
			}
		}
	}
}

var snippetText = strings.NewReplacer(`\`, `\\`, `$`, `\$`, `}`, `\}`)

// withStops is text as a snippet in which each of stops, in order, where it is a whole value, can be typed over. number is
// that of the last stop before, n of the last one after.
func withStops(text string, stops []string, number int) (snippet string, n int) {
	var b strings.Builder
	for _, stop := range stops {
		i := strings.Index(text, "= "+stop+";")
		if i < 0 {
			continue
		}
		number++
		i += len("= ")
		b.WriteString(snippetText.Replace(text[:i]) + "${" + strconv.Itoa(number) + ":" + snippetText.Replace(stop) + "}")
		text = text[i+len(stop):]
	}
	return b.String() + snippetText.Replace(text), number
}
