package atprotols

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The rules about imports. This is a statement of policy: a failing build is mended in the import, not here.
var (
	pipeline = []string{"syntax", "eval", "optiondb", "analysis", "server", "cmd"}

	// What lies left of server computes: it reads no disk, opens no connection, starts no program and logs nothing.
	pure    = []string{"syntax", "eval", "optiondb", "analysis"}
	outside = []string{"os", "os/exec", "net", "net/http", "log", "log/slog", "syscall"}
	onDisk  = "analysis/workspace" // the one folder of them that may

	// What speaks LSP stays in the server.
	protocol     = "go.lsp.dev/"
	mayUseItOnly = []string{"server", "cmd"}

	// One file each, and none knows another, nor the disk.
	islands = []string{"analysis/checks", "analysis/actions"}
)

const module = "atproto-ls"

// source is a parsed Go file of the tree.
type source struct {
	name   string // from the root, with slashes
	folder string
	test   bool
	file   *ast.File
}

var fileSet = token.NewFileSet()

// sources are all Go files of the module, those in testdata and hidden folders left out.
func sources(t *testing.T) (all []source) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		hidden := name != "." && strings.HasPrefix(d.Name(), ".")
		if err == nil && d.IsDir() && (hidden || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		f, err := parser.ParseFile(fileSet, name, nil, parser.ParseComments)
		name = filepath.ToSlash(name)
		all = append(all, source{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), f})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestImportsPointLeft(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.file.Imports {
			if why := forbidden(s, strings.Trim(i.Path.Value, `"`)); why != "" {
				t.Errorf("%s imports %s: %s", s.name, i.Path.Value, why)
			}
		}
	}
}

// forbidden is why s must not import what it does; empty when it may.
func forbidden(s source, imported string) string {
	from := strings.Split(s.folder, "/")[0]
	rest, own := strings.CutPrefix(imported, module+"/")
	to := strings.Split(rest, "/")[0]
	switch {
	case own && slices.Index(pipeline, to) > slices.Index(pipeline, from) && slices.Contains(pipeline, from):
		return "it lies right of it in " + strings.Join(pipeline, " < ")
	case !s.test && slices.Contains(pure, from) && slices.Contains(outside, imported) && !below(s.folder, onDisk):
		return "only " + onDisk + " and what lies right of it may"
	case strings.HasPrefix(imported, protocol) && !slices.Contains(mayUseItOnly, from):
		return "LSP stays in " + strings.Join(mayUseItOnly, " and ")
	}
	for _, island := range islands {
		others := append(slices.DeleteFunc(slices.Clone(islands), func(i string) bool { return i == island }), onDisk)
		if own && !s.test && below(s.folder, island) && slices.ContainsFunc(others, func(o string) bool { return below(rest, o) }) {
			return "checks and actions know neither each other nor the disk"
		}
	}
	return ""
}

func below(folder, top string) bool { return folder == top || strings.HasPrefix(folder, top+"/") }

func TestForbidden(t *testing.T) {
	for _, c := range []struct {
		folder, imported string
		allowed          bool
	}{
		{"syntax", "atproto-ls/eval", false}, {"eval", "atproto-ls/syntax", true}, {"analysis", "os", false},
		{"analysis/workspace", "os", true}, {"analysis/checks", "atproto-ls/analysis", true},
		{"analysis/checks", "atproto-ls/analysis/workspace", false}, {"analysis/actions", "atproto-ls/analysis/checks", false},
		{"analysis", "go.lsp.dev/protocol", false}, {"server", "go.lsp.dev/protocol", true}, {"server", "atproto-ls/cmd/x", false},
		{"syntax/gonix", "atproto-ls/analysis", false}, {"optiondb", "strings", true}, {"server", "os", true},
	} {
		if why := forbidden(source{folder: c.folder}, c.imported); (why == "") != c.allowed {
			t.Errorf("%s importing %s: %q", c.folder, c.imported, why)
		}
	}
}

// The bounds of style: a file and a function are read in one go, and every name that others use says what it is.
const (
	fileMedian, fileMax         = 200, 600
	funcMedian, funcP90, funMax = 12, 40, 120
)

func TestStyleBounds(t *testing.T) {
	var files, functions []int
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if s.test || ast.IsGenerated(s.file) {
			continue
		}
		lines := fileSet.Position(s.file.End()).Line
		files = append(files, lines)
		if lines > fileMax {
			t.Errorf("%s has %d lines, more than %d", s.name, lines, fileMax)
		}
		documented[s.folder] = documented[s.folder] || s.file.Doc != nil
		for _, d := range s.file.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s: %s has no comment", s.name, name)
			}
			if f, ok := d.(*ast.FuncDecl); ok {
				lines := fileSet.Position(f.End()).Line - fileSet.Position(f.Pos()).Line + 1
				functions = append(functions, lines)
				if lines > funMax {
					t.Errorf("%s: %s has %d lines, more than %d", s.name, f.Name.Name, lines, funMax)
				}
			}
		}
	}
	for folder, is := range documented {
		if !is {
			t.Errorf("%s: the package has no comment", folder)
		}
	}
	for _, q := range []struct {
		what      string
		all       []int
		part, max int
	}{{"file", files, 50, fileMedian}, {"function", functions, 50, funcMedian}, {"function", functions, 90, funcP90}} {
		slices.Sort(q.all)
		if got := q.all[len(q.all)*q.part/100]; got > q.max {
			t.Errorf("%d %% of every %s have up to %d lines, want at most %d", q.part, q.what, got, q.max)
		}
	}
}

// undocumented are the exported names of a declaration that no comment speaks of. A comment over a group speaks of all.
func undocumented(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.IsExported() && exportedReceiver(d) {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if d.Doc == nil && s.Doc == nil && s.Name.IsExported() {
					names = append(names, s.Name.Name)
				}
			case *ast.ValueSpec:
				if d.Doc == nil && s.Doc == nil && s.Comment == nil && s.Names[0].IsExported() {
					names = append(names, s.Names[0].Name)
				}
			}
		}
	}
	return names
}

// exportedReceiver reports whether f is a function, or a method of an exported type.
func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	return ast.IsExported(typeName(f.Recv.List[0].Type))
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
