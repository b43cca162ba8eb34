package server

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

var update = flag.Bool("update", false, "write what the server answers into testdata/lsp")

// A case of testdata/lsp is a workspace and what is asked about it. Its files are written to the disk; points in them are
// marked «1». Its first words are an explanation, then may come a line `client: …` with what the client can (clientCan).
// A file whose name begins with @ is a step, its text what must come out:
//
//	@open FILE                    opens a document; the other steps do it for themselves
//	@METHOD FILE [POINT…]         a request, at the points where the method wants positions: its result
//	@METHOD                       a request about the workspace
//	@textDocument/references FILE POINT [declared]
//	@workspace/symbol QUERY
//	@workspace/textDocumentContent URI   the first line of the text
//	@workspace/executeCommand COMMAND FILE
//	@configure                    the editor's settings are the step's text from now on
//	@diagnostics FILE             the diagnostics of the document's version, pulled or pushed
//	@resolve N                    codeAction/resolve of action N of the last textDocument/codeAction, counted from 1
//	@apply N                      the files after the edit of that action
//	@document N                   completionItem/resolve of item N of the last textDocument/completion, counted from 1
//	@edit FILE POINT              inserts the step's text there
//	@write FILE                   writes the step's text to the disk, and says so
//	@save FILE                    writes the document to the disk, and says so
//	@close FILE                   closes the document
//	@leave                        closes the workspace's folder
//
// In results a range is line:column-line:column, both counted from 1 in characters, with the text that it covers; the same
// in all three position encodings.
const lspCases = "../testdata/lsp"

// clientCan are the words of a case's `client:` line.
var clientCan = map[string]func(can object){
	"pull": func(can object) {
		set(can, object{}, "textDocument", "diagnostic")
		set(can, true, "workspace", "diagnostics", "refreshSupport")
	},
	"related": func(can object) { set(can, true, "textDocument", "publishDiagnostics", "relatedInformation") },
	"tags": func(can object) {
		set(can, []any{1, 2}, "textDocument", "publishDiagnostics", "tagSupport", "valueSet")
	},
	"data": func(can object) { set(can, true, "textDocument", "publishDiagnostics", "dataSupport") },
	"href": func(can object) { set(can, true, "textDocument", "publishDiagnostics", "codeDescriptionSupport") },
	"actions": func(can object) {
		set(can, []any{""}, "textDocument", "codeAction", "codeActionLiteralSupport", "codeActionKind", "valueSet")
	},
	"snippet-edits": func(can object) { set(can, true, "workspace", "workspaceEdit", "snippetEditSupport") },
	"versions":      func(can object) { set(can, true, "workspace", "workspaceEdit", "documentChanges") },
	"hierarchy": func(can object) {
		set(can, true, "textDocument", "documentSymbol", "hierarchicalDocumentSymbolSupport")
	},
	"snippets": func(can object) { set(can, true, "textDocument", "completion", "completionItem", "snippetSupport") },
	"insert": func(can object) {
		set(can, true, "textDocument", "completion", "completionItem", "insertReplaceSupport")
	},
	"markdown": func(can object) {
		set(can, []any{"markdown"}, "textDocument", "completion", "completionItem", "documentationFormat")
	},
	"tooltips": func(can object) { set(can, true, "textDocument", "documentLink", "tooltipSupport") },
	"cards":    func(can object) { set(can, []any{"markdown", "plaintext"}, "textDocument", "hover", "contentFormat") },
	"content":  func(can object) { set(can, object{}, "workspace", "textDocumentContent") },
	"lines":    func(can object) { set(can, true, "textDocument", "foldingRange", "lineFoldingOnly") },
	"resolve": func(can object) {
		set(can, true, "textDocument", "codeAction", "dataSupport")
		set(can, []any{"edit"}, "textDocument", "codeAction", "resolveSupport", "properties")
	},
}

// set sets a value in nested objects.
func set(in object, value any, path ...string) {
	for _, key := range path[:len(path)-1] {
		if in[key] == nil {
			in[key] = object{}
		}
		in = in[key].(object)
	}
	in[path[len(path)-1]] = value
}

// marked runs the steps of one case.
type marked struct {
	*session
	enc     syntax.Encoding
	texts   map[string]string         // by file: what the client has, or the disk
	points  map[string]map[string]int // by file and name: byte offsets
	version map[string]int            // of the open documents
	actions []any                     // the last code actions
	acted   string                    // the file that they are for
	skewed  string                    // a method in whose steps columns are counted wrongly
	offered object                    // the last completion
}

func newMarked(t testing.TB, archive *txtar.Archive, enc syntax.Encoding) *marked {
	m := &marked{session: newSession(t, t.TempDir()), enc: enc, texts: map[string]string{}, points: map[string]map[string]int{}, version: map[string]int{}}
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, "@") {
			m.texts[f.Name], m.points[f.Name] = unmarked(string(f.Data))
			writeFile(t, m.root, f.Name, m.texts[f.Name])
		}
	}
	return m
}

// hello initializes, with what the case says the client can.
func (m *marked) hello(archive *txtar.Archive) {
	m.t.Helper()
	can := object{}
	set(can, []any{[]string{"utf-8", "utf-16", "utf-32"}[m.enc]}, "general", "positionEncodings")
	set(can, true, "textDocument", "publishDiagnostics", "versionSupport")
	for line := range strings.Lines(string(archive.Comment)) {
		if words, ok := strings.CutPrefix(line, "client:"); ok {
			for _, w := range strings.Fields(words) {
				clientCan[w](can)
			}
		}
	}
	document := can["textDocument"].(object)
	if document["diagnostic"] != nil { // what it can show is said where it asks
		document["diagnostic"] = document["publishDiagnostics"]
		delete(document["diagnostic"].(object), "versionSupport")
		delete(document, "publishDiagnostics")
	}
	m.initialize(can)
	m.call("workspace/diagnostic", object{"previousResultIds": []any{}}) // it waits until the files are read
	if m.pulls() {
		m.waitAsked(refresh, 1)
	}
}

const refresh = "workspace/diagnostic/refresh"

func (m *marked) pulls() bool { return m.capabilities["diagnosticProvider"] != nil }

// unmarked takes the points out of a text.
func unmarked(text string) (plain string, points map[string]int) {
	points = map[string]int{}
	for {
		before, rest, ok := strings.Cut(text, "«")
		name, after, closed := strings.Cut(rest, "»")
		plain += before
		if !ok || !closed {
			return plain, points
		}
		points[name] = len(plain)
		text = after
	}
}

// methodOf is the method that a step is about.
func (m *marked) methodOf(step string) string {
	switch step {
	case "edit":
		return "textDocument/didChange"
	case "diagnostics":
		return "textDocument/diagnostic"
	case "resolve":
		return "codeAction/resolve"
	}
	return step
}

// step does one step and gives what came out.
func (m *marked) step(words []string, text string) string {
	m.t.Helper()
	if m.methodOf(words[0]) == m.skewed {
		right := m.enc
		m.enc = (right + 1) % (syntax.UTF32 + 1)
		defer func() { m.enc = right }()
	}
	switch words[0] {
	case "open":
		m.ensureOpen(words[1])
		return ""
	case "edit":
		m.edit(words[1], words[2], text)
		return text
	case "write":
		m.write(words[1], text)
		return text
	case "save":
		m.ensureOpen(words[1])
		writeFile(m.t, m.root, words[1], m.texts[words[1]])
		m.notify("textDocument/didSave", object{"textDocument": m.document(words[1])})
		return ""
	case "close":
		m.notify("textDocument/didClose", object{"textDocument": m.document(words[1])})
		delete(m.version, words[1])
		return ""
	case "leave":
		folder := object{"uri": m.uri(""), "name": "test"}
		m.notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": []any{}, "removed": []any{folder}}})
		return ""
	case "diagnostics":
		return m.diagnostics(words[1])
	case "resolve":
		action := m.action(words[1])
		resolved, _ := m.call("codeAction/resolve", action).(object)
		maps.Copy(action, resolved)
		return m.render(m.acted, resolved)
	case "document":
		n, _ := strconv.Atoi(words[1])
		items, _ := m.offered["items"].([]any)
		if n < 1 || n > len(items) {
			m.t.Fatalf("there is no item %d among %d", n, len(items))
		}
		return m.render(m.acted, m.call("completionItem/resolve", items[n-1]))
	case "apply":
		edit, _ := m.action(words[1])["edit"].(object)
		return m.applied(edit)
	case "workspace/symbol":
		return m.render("", m.call(words[0], object{"query": strings.Join(words[1:], " ")}))
	case "workspace/textDocumentContent":
		result, _ := m.call(words[0], object{"uri": words[1]}).(object)
		text, _ := result["text"].(string)
		line, _, _ := strings.Cut(text, "\n")
		return line + "\n"
	case "workspace/executeCommand":
		m.ensureOpen(words[2])
		return m.render(words[2], m.call(words[0], object{"command": words[1], "arguments": []any{m.uri(words[2])}}))
	case "configure":
		m.configure(text)
		return text
	case "workspace/diagnostic":
		return m.render("", m.call(words[0], object{"previousResultIds": []any{}}))
	}
	m.ensureOpen(words[1])
	result := m.call(words[0], m.paramsFor(words[0], words[1], words[2:]))
	if words[0] == "textDocument/codeAction" {
		m.actions, _ = result.([]any)
		m.acted = words[1]
	}
	if words[0] == "textDocument/completion" {
		m.offered, _ = result.(object)
		m.acted = words[1]
	}
	return m.render(words[1], result)
}

// write writes a file and says so.
func (m *marked) write(file, text string) {
	m.t.Helper()
	writeFile(m.t, m.root, file, text)
	m.texts[file] = text
	m.notifyAndLoad("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": m.uri(file), "type": 2}}})
}

// configure sets the editor's settings.
func (m *marked) configure(text string) {
	m.t.Helper()
	var settings any
	if err := json.Unmarshal([]byte(text), &settings); err != nil {
		m.t.Fatal(err)
	}
	m.notifyAndLoad("workspace/didChangeConfiguration", object{"settings": object{section: settings}})
}

// notifyAndLoad tells of what has the disk read again; a client that pulls waits until it is told to pull again.
func (m *marked) notifyAndLoad(method string, params any) {
	m.t.Helper()
	m.mutex.Lock()
	before := m.asked[refresh]
	m.mutex.Unlock()
	m.notify(method, params)
	if m.pulls() {
		m.waitAsked(refresh, before+1)
	}
}

func (m *marked) ensureOpen(file string) {
	m.t.Helper()
	if m.version[file] == 0 {
		m.version[file] = 1
		m.open(file, m.texts[file])
	}
}

func (m *marked) edit(file, point, text string) {
	m.t.Helper()
	m.ensureOpen(file)
	off := m.points[file][point]
	m.version[file]++
	at := m.position(file, off)
	m.change(file, m.version[file], object{"range": object{"start": at, "end": at}, "text": text})
	m.texts[file] = m.texts[file][:off] + text + m.texts[file][off:]
	for name, other := range m.points[file] {
		if other > off {
			m.points[file][name] += len(text)
		}
	}
}

func (m *marked) position(file string, off int) object {
	line, column := syntax.NewLines(m.texts[file]).Position(off, m.enc)
	return object{"line": line, "character": column}
}

// paramsFor are the params of a request about a document, at points of it.
func (m *marked) paramsFor(method, file string, points []string) object {
	params := object{"textDocument": m.document(file)}
	var positions []any
	for _, p := range points {
		if off, ok := m.points[file][p]; ok {
			positions = append(positions, m.position(file, off))
		}
	}
	if method == "textDocument/references" {
		params["context"] = object{"includeDeclaration": len(points) > 1}
	}
	switch {
	case method == "textDocument/selectionRange":
		params["positions"] = positions
	case method == "textDocument/codeAction":
		context := object{"diagnostics": []any{}}
		if kind := points[len(points)-1]; m.points[file][kind] == 0 {
			context["only"] = []any{kind}
		}
		params["context"] = context
		params["range"] = object{"start": m.position(file, 0), "end": m.position(file, len(m.texts[file]))}
		if len(positions) > 0 {
			params["range"] = object{"start": positions[0], "end": positions[len(positions)-1]}
		}
	case len(positions) > 0:
		params["position"] = positions[0]
	}
	return params
}

func (m *marked) diagnostics(file string) string {
	m.t.Helper()
	m.ensureOpen(file)
	if m.pulls() {
		report, _ := m.call("textDocument/diagnostic", object{"textDocument": m.document(file)}).(object)
		return m.render(file, report["items"])
	}
	return m.render(file, m.published(file, m.version[file]))
}

// action is an action of the last textDocument/codeAction, counted from 1.
func (m *marked) action(number string) object {
	m.t.Helper()
	n, _ := strconv.Atoi(number)
	if n < 1 || n > len(m.actions) {
		m.t.Fatalf("there is no action %s among %v", number, m.actions)
	}
	return m.actions[n-1].(object)
}

// applied are the texts after an edit, by file.
func (m *marked) applied(edit object) string {
	byFile := map[string][]any{}
	changes, _ := edit["changes"].(object)
	for u, edits := range changes {
		byFile[m.file(u)] = edits.([]any)
	}
	if changes, ok := edit["documentChanges"].([]any); ok {
		for _, c := range changes {
			id := c.(object)["textDocument"].(object)
			file := m.file(id["uri"].(string))
			if v := m.version[file]; v != 0 && id["version"] != float64(v) {
				m.t.Errorf("the edit of %s is for version %v, the document has %d", file, id["version"], v)
			}
			byFile[file] = c.(object)["edits"].([]any)
		}
	}
	var out strings.Builder
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		var edits []syntax.Edit
		for _, e := range byFile[file] {
			start, end := m.offsets(file, e.(object)["range"])
			edits = append(edits, syntax.Edit{Start: start, End: end, NewText: e.(object)["newText"].(string)})
		}
		text, ok := syntax.ApplyEdits(m.texts[file], edits)
		if !ok {
			m.t.Errorf("the edits of %s overlap", file)
		}
		fmt.Fprintf(&out, "%s:\n%s", file, text)
	}
	return out.String()
}

// offsets are the byte offsets of a range in a file.
func (m *marked) offsets(file string, at any) (start, end int) {
	off := func(position any) int {
		p := position.(object)
		return modelOffset(m.texts[file], int(p["line"].(float64)), int(p["character"].(float64)), m.enc)
	}
	return off(at.(object)["start"]), off(at.(object)["end"])
}

// file is the name of the file that a URI is of; the URI itself when it is none of the workspace.
func (m *marked) file(u string) string { return strings.TrimPrefix(u, m.uri("")+"/") }

// render prints a result: file says of which text its ranges are.
func (m *marked) render(file string, v any) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(m.readable(file, v)); err != nil {
		m.t.Fatal(err)
	}
	return out.String()
}

// cached is the beginning of the URI of a file in the user's cache.
var cached = regexp.MustCompile(`^file://.*/atproto-ls/shipped-[0-9a-f]+/`)

func (m *marked) readable(file string, v any) any {
	switch v := v.(type) {
	case string:
		if strings.HasPrefix(v, m.uri("")+"/") {
			return m.file(v)
		}
		return cached.ReplaceAllString(v, "the cache/")
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = m.readable(file, x)
		}
		return out
	case object:
		return m.readableObject(file, v)
	}
	return v
}

func (m *marked) readableObject(file string, v object) any {
	if u, ok := v["uri"].(string); ok {
		file = m.file(u)
		if path, ok := strings.CutPrefix(u, scheme+":"); ok {
			m.texts[file] = optiondb.ShippedFile(path).Source()
		}
		if cached.MatchString(u) {
			text, err := os.ReadFile(strings.TrimPrefix(u, "file://"))
			if err != nil {
				m.t.Error(err)
			}
			m.texts[file] = string(text)
		}
	}
	if id, ok := v["textDocument"].(object); ok {
		file = m.file(id["uri"].(string))
	}
	if v["start"] != nil && v["end"] != nil && len(v) == 2 {
		return m.readableRange(file, v)
	}
	out := object{}
	for key, x := range v {
		name := m.file(key)
		inner := file
		if name != key {
			inner = name // of `changes`: by URI
		}
		switch {
		case key == "resultId", key == "fingerprint", key == "message": // the messages are the checks' own matter
			out[key] = "…"
		case key == "startCharacter" || key == "endCharacter":
			line := int(v[strings.TrimSuffix(key, "Character")+"Line"].(float64))
			off := modelOffset(m.texts[file], line, int(x.(float64)), m.enc)
			_, out[key] = syntax.NewLines(m.texts[file]).Position(off, syntax.UTF32)
		default:
			out[name] = m.readable(inner, x)
		}
	}
	return out
}

// readableRange is a range as people count, and what it covers.
func (m *marked) readableRange(file string, v object) string {
	start, end := m.offsets(file, v)
	lines := syntax.NewLines(m.texts[file])
	line, column := lines.Position(start, syntax.UTF32)
	endLine, endColumn := lines.Position(end, syntax.UTF32)
	covered := strings.Join(strings.Fields(m.texts[file][start:end]), " ")
	if utf8.RuneCountInString(covered) > 40 {
		runes := []rune(covered)
		covered = string(runes[:20]) + " … " + string(runes[len(runes)-15:])
	}
	return fmt.Sprintf("%d:%d-%d:%d %s", line+1, column+1, endLine+1, endColumn+1, covered)
}

func lspArchives(t testing.TB) map[string]*txtar.Archive {
	names, err := filepath.Glob(lspCases + "/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases in %s: %v", lspCases, err)
	}
	archives := map[string]*txtar.Archive{}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		archives[name] = archive
	}
	return archives
}

// outcome runs all steps of a case and gives the case with what came out.
func (m *marked) outcome(archive *txtar.Archive) *txtar.Archive {
	m.t.Helper()
	out := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if step, ok := strings.CutPrefix(f.Name, "@"); ok {
			f.Data = []byte(m.step(strings.Fields(step), string(f.Data)))
		}
		out.Files = append(out.Files, f)
	}
	return out
}

func TestMarkers(t *testing.T) {
	for name, archive := range lspArchives(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			for _, enc := range []syntax.Encoding{syntax.UTF8, syntax.UTF16, syntax.UTF32} {
				m := newMarked(t, archive, enc)
				m.hello(archive)
				got := m.outcome(archive)
				if *update && enc == syntax.UTF8 {
					if err := os.WriteFile(name, txtar.Format(got), 0o644); err != nil {
						t.Fatal(err)
					}
					archive = got
				}
				for i, f := range archive.Files {
					if string(got.Files[i].Data) != string(f.Data) {
						t.Errorf("encoding %d: %s gives\n%s\nwant\n%s", enc, f.Name, got.Files[i].Data, f.Data)
					}
				}
			}
		})
	}
}
