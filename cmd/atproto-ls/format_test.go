package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
	"atproto-ls/syntax"
)

// The module whose source holds the schema of SARIF 2.1.0 as OASIS publishes it. It is read, and never built.
const (
	sarifModule = "github.com/owenrumney/go-sarif/v3@v3.3.1"
	sarifSum    = "h1:bKY8YnWcY8zYTiGVObC5wZLlfEvMkCxK9XMGXBbzEtQ="
	sarifFile   = "pkg/report/v210/sarif/schema.go"
)

// sarifSchema is the schema from the cache of Go modules, which go fills where there is a network.
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	cmd := exec.Command("go", "mod", "download", "-json", sarifModule)
	cmd.Dir = t.TempDir() // no part of this module
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := cmd.Output()
	var module struct{ Dir, Sum, Error string }
	if e := json.Unmarshal(out, &module); e != nil || err != nil {
		t.Skipf("the schema of SARIF is not at hand: %v %s", err, module.Error)
	}
	if module.Sum != sarifSum {
		t.Fatalf("%s has sum %s, want %s", sarifModule, module.Sum, sarifSum)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(module.Dir, filepath.FromSlash(sarifFile)), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && len(l.Value) > len(text) {
			text, _ = strconv.Unquote(l.Value)
		}
		return true
	})
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", value); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func run1(t *testing.T, format, path string) []byte {
	t.Helper()
	out, err := exec.Command("atproto-ls", "check", "--format", format, path).Output()
	if code := exitCodeOf(err); code != "0" && code != "1" {
		t.Fatalf("exit code %s", code)
	}
	return out
}

func TestSARIFFitsItsSchema(t *testing.T) {
	s := sarifSchema(t)
	for _, path := range []string{"../../examples", "schema_test.go", "../../docs/schema"} {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(run1(t, "sarif", path)))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(value); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		value.(map[string]any)["runs"].([]any)[0].(map[string]any)["result"] = 1
		if s.Validate(value) == nil {
			t.Errorf("%s: a property that SARIF does not have is accepted", path)
		}
	}
}

// What services demand beyond the schema: each result names its rule by index too, has a place and a fingerprint, and its
// fixes make what --fix makes.
func TestSARIFResults(t *testing.T) {
	var log sarifLog
	if err := json.Unmarshal(run1(t, "sarif", "../../examples"), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Tool.Driver.Rules) != len(checks.All) || !run.Invocations[0].ExecutionSuccessful {
		t.Errorf("%d rules for %d checks", len(run.Tool.Driver.Rules), len(checks.All))
	}
	fixes := 0
	seen := map[string]bool{}
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || len(r.Locations) != 1 || r.Locations[0].PhysicalLocation.Region == nil {
			t.Errorf("%+v", r)
		}
		if at := r.Locations[0].PhysicalLocation.ArtifactLocation.URI; !strings.HasPrefix(at, "../../examples/") {
			t.Errorf("it is in %s", at)
		}
		print := r.PartialFingerprints["atproto-ls/v1"]
		if print == "" || seen[print] {
			t.Errorf("fingerprint %q", print)
		}
		seen[print] = true
		fixes += len(r.Fixes)
	}
	if fixes == 0 || len(seen) == 0 {
		t.Errorf("%d results with %d fixes: nothing was tried", len(seen), fixes)
	}
}

// An edit with every hard character, in a file with one of them in its name, comes through every format.
func TestFormatsEscape(t *testing.T) {
	const name = "/w/ä b:c,d%&<>\"'|*_`\x1b.nix"
	text := "x\ny \u2028 z"
	d := analysis.Diagnostic{
		Code: "ATP001", Name: "syntax-error", Severity: analysis.Error, Range: analysis.Range{File: name, Start: 0, End: len(text)},
		Message: "a%0A:,\r\n\x00\x1b]]>|`<b>&\"'*_[x](y) @all \ufffe", Fingerprint: "0",
	}
	d.Fixes = []analysis.Fix{{Title: "t::t", Preferred: true, Edits: []analysis.Edit{{Range: analysis.Range{File: name}, NewText: "1"}, {Range: analysis.Range{File: name}, NewText: "2"}}}}
	r := newReport()
	r.name = func(path string) string { return path[len("/w/"):] }
	r.findings = []analysis.Diagnostic{d}
	r.lines[name] = syntax.Parse(text).Lines()
	for _, f := range formats {
		var b bytes.Buffer
		if err := write(&b, f.name, r, look{}); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		switch f.name {
		case "github":
			if strings.Count(out, "\n") != 1 || strings.Count(out, "::") != 3 || strings.Contains(out, "\r") || strings.Contains(out, ",col=") {
				t.Errorf("github: %q", out)
			}
			if !strings.HasPrefix(out, `::error file=ä b%3Ac%2Cd%25&<>`) || !strings.Contains(out, `::a%250A:,%0D%0A`) {
				t.Errorf("github: %q", out)
			}
		case "junit":
			if err := xml.Unmarshal(b.Bytes(), &junitSuites{}); err != nil {
				t.Errorf("junit: %v\n%s", err, out)
			}
		case "text":
			if strings.ContainsAny(out, "\x1b\x00\r") {
				t.Errorf("text: %q", out)
			}
		default:
			if !json.Valid(b.Bytes()) {
				t.Errorf("%s: %q", f.name, out)
			}
			if f.name == "rdjson" && !strings.Contains(out, `"text":"12"`) {
				t.Errorf("two inserts at one place are not one suggestion: %s", out)
			}
		}
	}
	if got := r.markdown(); slices.ContainsFunc([]string{"\x1b", "<b>", " @all", "[x](y)"}, func(s string) bool { return strings.Contains(got, s) }) {
		t.Errorf("summary: %q", got)
	}
}

func TestURI(t *testing.T) {
	for path, want := range map[string]string{"a/b.nix": "a/b.nix", "a:b/c": "a%3Ab/c", "../ä %?#": "../%C3%A4%20%25%3F%23"} {
		if got := uri(path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestInMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"a_b `c_d|e<f>` g": `a\_b ` + "`" + `c_d\|e<f>` + "`" + ` g`,
		"odd ` <b>":        "odd \\` &lt;b&gt;",
	} {
		if got := inMarkdown(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestOtherFilesFitTheirSchemas(t *testing.T) {
	name := filepath.Join(t.TempDir(), "baseline.json")
	if err := exec.Command("atproto-ls", "check", "--baseline", name, "--update-baseline", "../../examples").Run(); err != nil {
		t.Fatal(err)
	}
	accepted, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	counted, _ := exec.Command("atproto-ls", "check", "--statistics", "--format", "json", "../../examples").Output()
	for name, text := range map[string][]byte{"baseline.json": accepted, "statistics.json": counted} {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema(t, name).Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestABaselineKeepsItsPermissions(t *testing.T) {
	name := filepath.Join(t.TempDir(), "baseline.json")
	for _, mode := range []os.FileMode{0o644, 0o600} {
		if err := exec.Command("atproto-ls", "check", "--baseline", name, "--update-baseline", "../../examples").Run(); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(name)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != mode {
			t.Fatal(info.Mode(), err)
		}
		if err := os.Chmod(name, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
