//go:build oracle

package checks_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"atproto-ls/analysis"
	"atproto-ls/analysis/checks"
	"atproto-ls/analysis/workspace"
	"atproto-ls/optiondb"
	"atproto-ls/syntax"
)

// nixSays is one thing that Nix has against a configuration.
type nixSays struct {
	kind   string // of kindsOfMistake
	option string // as Nix writes it
	line   int    // of the definition in the user's file, 0 where none is to blame
	text   string
}

// mistake is a kind of message of Nix', and the codes of the checks that say the same.
type mistake struct {
	kind    string
	message *regexp.Regexp
	codes   string
}

// kindsOfMistake are tried in their order. What a check of dependencies says is more specific, and counts for what is missing.
var kindsOfMistake = []mistake{
	{"undeclared", regexp.MustCompile("The option `(.+?)' does not exist"), "ATP101 ATP107"},
	{"missing", regexp.MustCompile("The option `(.+?)' was accessed but has no value"), "ATP103 ATP2"},
	{"type", regexp.MustCompile("A definition for option `(.+?)' is not of type"), "ATP102"},
	{"conflict", regexp.MustCompile("The option `(.+?)' has conflicting definition"), "ATP105"},
	{"assertion", regexp.MustCompile("^()Failed assertion"), "ATP108 ATP2"},
	{"error", regexp.MustCompile("^()"), "ATP101 ATP102 ATP108"},
}

// nixJudge asks Nix about one configuration.
type nixJudge struct {
	t    *testing.T
	head string
}

// judgeOf has Nix evaluate a configuration file with modules beside it, what they name of pkgs standing in for packages.
func judgeOf(t *testing.T, configuration, packages string, modules ...string) nixJudge {
	lib := os.Getenv("NIXPKGS_LIB")
	nix := nixInstantiate()
	if lib == "" || nix == "" {
		t.Fatal("NIXPKGS_LIB names no checkout of github.com/nix-community/nixpkgs.lib, or there is no nix-instantiate")
	}
	folder, err := filepath.Abs("../../testdata/judge")
	if err != nil {
		t.Fatal(err)
	}
	return nixJudge{t, fmt.Sprintf("let lib = import %s/lib; j = import %s/judge.nix { inherit lib; packages = %s; modules = [ %s ]; configuration = %s; }; in ",
		lib, folder, packages, strings.Join(modules, " "), configuration)}
}

// ask evaluates an expression in which j is the judge. Where it is an error, message is what Nix says.
func (j nixJudge) ask(expression string, into any) (message string) {
	cmd := exec.Command(nixInstantiate(), "--eval", "--strict", "--json", "-")
	cmd.Stdin = strings.NewReader(j.head + expression)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, into)
		if err != nil {
			j.t.Fatal(err, string(out))
		}
		return ""
	}
	_, message, found := strings.Cut(said.String(), "error:")
	for found { // the last one is the error itself
		var rest string
		if _, rest, found = strings.Cut(message, "error:"); found {
			message = rest
		}
	}
	return strings.TrimSpace(message)
}

// fails are those of the paths whose values are errors. An error that Nix cannot catch is looked for by halves.
func (j nixJudge) fails(paths [][]string) (bad [][]string) {
	if j.ask("j.fails "+nixPaths(paths), &bad) == "" {
		return bad
	}
	if len(paths) == 1 {
		return paths
	}
	half := len(paths) / 2
	return append(j.fails(paths[:half]), j.fails(paths[half:])...)
}

func nixPaths(paths [][]string) string {
	var b strings.Builder
	for _, p := range paths {
		b.WriteString(" " + nixPath(p))
	}
	return "[" + b.String() + " ]"
}

func nixPath(p []string) string {
	var b strings.Builder
	for _, name := range p {
		b.WriteString(" " + strconv.Quote(name))
	}
	return "[" + b.String() + " ]"
}

// says is everything that Nix has against the user's file.
func (j nixJudge) says() (all []nixSays) {
	var strays []struct {
		Option []string
		Line   int
	}
	if text := j.ask("j.strays", &strays); text != "" {
		j.t.Fatal(text)
	}
	for _, s := range strays {
		all = append(all, nixSays{"undeclared", optiondb.Path(s.Option).String(), s.Line, "nothing declares it"})
	}
	var texts, failed []string
	if text := j.ask("j.failed", &failed); text != "" {
		texts = append(texts, text)
	}
	for _, message := range failed {
		texts = append(texts, "Failed assertion: "+message)
	}
	var pieces [][]string
	if text := j.ask("j.pieces", &pieces); text != "" {
		j.t.Fatal(text)
	}
	for _, p := range j.fails(pieces) {
		var fine bool
		texts = append(texts, j.ask("j.value "+nixPath(p), &fine))
	}
	slices.Sort(texts)
	for _, text := range slices.Compact(texts) {
		if said, about := j.read(text); about {
			all = append(all, said)
		}
	}
	return all
}

// read takes a message apart; about is false where it is about a module's own text.
func (j nixJudge) read(text string) (said nixSays, about bool) {
	if strings.Contains(text, "- In `") && !strings.Contains(text, "/configuration.nix'") {
		return said, false
	}
	for _, k := range kindsOfMistake {
		if m := k.message.FindStringSubmatch(text); m != nil {
			said = nixSays{kind: k.kind, option: m[1], text: text}
			break
		}
	}
	if said.option != "" {
		said.line = j.lines(said.option)[0]
	}
	return said, true
}

// lines are where the user's file defines options, 0 for one that it does not.
func (j nixJudge) lines(options ...string) (lines []int) {
	var paths [][]string
	for _, o := range options {
		paths = append(paths, optiondb.ParsePath(o))
	}
	if text := j.ask("j.lines "+nixPaths(paths), &lines); text != "" {
		j.t.Fatal(text)
	}
	return lines
}

// said reports whether a finding says what Nix says: at its line, or, where no line is to blame, at the `enable` of what the
// finding is about or at one of the sets around it.
func (j nixJudge) said(n nixSays, f analysis.Diagnostic, line int) bool {
	i := slices.IndexFunc(kindsOfMistake, func(k mistake) bool { return k.kind == n.kind })
	if !slices.ContainsFunc(strings.Fields(kindsOfMistake[i].codes), func(code string) bool { return strings.HasPrefix(f.Code, code) }) {
		return false
	}
	if n.line > 0 {
		return line == n.line
	}
	name := n.option[strings.LastIndex(n.option, ".")+1:]
	if n.option != "" && !strings.Contains(f.Message, name) && !strings.HasSuffix(f.Option, name) {
		return false
	}
	around := []string{f.Option}
	option := optiondb.ParsePath(f.Option)
	for n := 2; n <= len(option); n++ {
		around = append(around, option[:n].String(), option[:n].Append("enable").String())
	}
	return slices.Contains(j.lines(around...), line)
}

// The documentation's eleven examples with the real modules, at the path that they import and named beside them: whatever
// real Nix has against one is reported in it, and no error is reported that Nix does not have.
func TestDocumentedExamplesOverRealModules(t *testing.T) {
	nur := os.Getenv("ATPROTO_NUR")
	if nur == "" {
		t.Fatal("ATPROTO_NUR names no checkout")
	}
	packages := nixPaths(packagesIn(t, nur))
	pds, err := filepath.Abs("../../optiondb/bundled/nixpkgs/bluesky-pds.nix")
	if err != nil {
		t.Fatal(err)
	}
	items := 0
	for _, b := range documentedBlocks(t) {
		t.Run(b.name, func(t *testing.T) {
			root := t.TempDir()
			for _, folder := range []string{"modules", "lib"} {
				if err := os.CopyFS(filepath.Join(root, "atproto-nur", folder), os.DirFS(filepath.Join(nur, folder))); err != nil {
					t.Fatal(err)
				}
			}
			imports := strings.Contains(b.text, "./atproto-nur/modules")
			write(t, root, "configuration.nix", b.text)
			beside := []string{"(import " + pds + " { })"}
			if !imports {
				beside = append(beside, root+"/atproto-nur/modules")
			}
			judge := judgeOf(t, root+"/configuration.nix", packages, beside...)
			want := judge.says()
			items += len(want)
			judge.compare(want, ours(t, root, !imports))
			if !imports { // on the line of the brace, so that nothing moves
				write(t, root, "configuration.nix", strings.Replace(b.text, "{", "{ imports = [ ./atproto-nur/modules ];", 1))
				judge.compare(want, ours(t, root, false))
			}
		})
	}
	t.Logf("Nix has %d things against the examples", items)
	if items == 0 {
		t.Error("Nix has nothing against any example: it was not asked")
	}
}

// reported are findings in the user's file, with their lines.
type reported struct {
	found []analysis.Diagnostic
	lines []int
}

// ours are the warnings and errors in the configuration below root; named is whether the modules are named, not imported.
func ours(t *testing.T, root string, named bool) (r reported) {
	w, err := workspace.Open(root, workspace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if named {
		w.Name([]string{filepath.Join(os.Getenv("ATPROTO_NUR"), "modules")}, nil, "", true, false)
	}
	loaded := w.Load(t.Context(), workspace.Request{Paths: []string{filepath.Join(root, "configuration.nix")}, Around: !named})
	if len(loaded.Problems) > 0 {
		t.Fatal(loaded.Problems)
	}
	findings, err := loaded.Snapshot.Run(t.Context(), analysis.Rules{Checks: checks.All})
	if err != nil || len(findings.Crashes) > 0 {
		t.Fatal(err, findings.Crashes)
	}
	for _, d := range loud(findings.Diagnostics) {
		if f := loaded.Snapshot.File(d.File); filepath.Base(d.File) == "configuration.nix" {
			line, _ := f.Tree.Lines().Position(d.Start, syntax.UTF32)
			r.found, r.lines = append(r.found, d), append(r.lines, line+1)
		}
	}
	return r
}

// compare holds what is reported against what Nix says, both ways.
func (j nixJudge) compare(want []nixSays, got reported) {
	for _, n := range want {
		found := false
		for i, f := range got.found {
			found = found || j.said(n, f, got.lines[i])
		}
		if !found {
			j.t.Errorf("not reported: %s of %s, line %d: %s", n.kind, n.option, n.line, n.text)
		}
	}
	for i, f := range got.found {
		if f.Severity < analysis.Error || f.Code > "ATP200" || f.Code == "ATP103" {
			continue // what Nix does not look at, and what is missing, which stands elsewhere
		}
		known := slices.ContainsFunc(want, func(n nixSays) bool { return j.said(n, f, got.lines[i]) })
		if path := optiondb.ParsePath(f.Option); !known && len(j.fails([][]string{path[:len(path)-1]})) == 0 {
			j.t.Errorf("line %d: %s, and Nix takes `%s`: %s", got.lines[i], f.Code, f.Option, f.Message)
		}
	}
}

// packagesIn are the paths in pkgs that a project's modules name, the shorter ones first, and what stands in for NixOS does.
func packagesIn(t *testing.T, root string) [][]string {
	named := regexp.MustCompile(`pkgs\.([a-zA-Z0-9_-]+(?:\.[a-zA-Z0-9_-]+)*)`)
	paths := []string{"postgresql", "bluesky-pds", "bluesky-pdsadmin", "atproto-goat"}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".nix" {
			return err
		}
		for _, m := range named.FindAllStringSubmatch(read(t, name), -1) {
			paths = append(paths, m[1])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	var split [][]string
	for _, p := range slices.Compact(paths) {
		split = append(split, strings.Split(p, "."))
	}
	slices.SortStableFunc(split, func(a, b []string) int { return len(a) - len(b) })
	return split
}
