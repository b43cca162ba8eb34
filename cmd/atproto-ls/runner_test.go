package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// runner does what a GitHub runner does with a job: its steps one after the other, those of our action in the place of the step
// that uses it, with the files and variables that GitHub documents
// (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands). Of the other actions it does what they
// promise.
type runner struct {
	t         *testing.T
	origin    string            // what actions/checkout clones
	workspace string            // GITHUB_WORKSPACE
	temp      string            // RUNNER_TEMP
	context   map[string]string // what expressions may name
	env       []string          // of the steps to come
	path      []string          // in front of the PATH of the steps to come
	builds    bool              // the action builds the program, which takes a minute where nothing is in the cache

	log         string // of all steps
	summary     string
	annotations []annotation
	uploaded    []string // SARIF files
}

// annotation is what the runner reads of one workflow command.
type annotation struct {
	level, message string
	properties     map[string]string
}

func newRunner(t *testing.T, origin string) *runner {
	t.Helper()
	temp := t.TempDir()
	return &runner{t: t, origin: origin, workspace: filepath.Join(temp, "work space", "repository"), temp: filepath.Join(temp, "_temp"), context: map[string]string{
		"github.action_path": absolute(t, projectFolder), "github.action_ref": "v1.2.3",
	}}
}

// job runs the steps of a job until one fails, and gives its exit code.
func (r *runner) job(steps []step) (code string) {
	r.t.Helper()
	for _, s := range steps {
		if code := r.step(s); code != "0" {
			return code
		}
	}
	return "0"
}

func (r *runner) step(s step) (code string) {
	r.t.Helper()
	with := map[string]string{}
	for name, value := range s.With {
		with[name] = r.expand(value)
	}
	action, _, _ := strings.Cut(s.Uses, "@")
	switch action {
	case "":
		return r.script(s)
	case "actions/checkout":
		r.checkout(with)
	case "actions/setup-go":
		if text := readText(r.t, with["go-version-file"]); !regexp.MustCompile(`(?m)^go \d+\.\d+`).MatchString(text) {
			r.t.Errorf("%s names no version of Go", with["go-version-file"])
		}
	case "github/codeql-action/upload-sarif":
		r.uploaded = append(r.uploaded, readText(r.t, filepath.Join(r.workspace, with["sarif_file"])))
	case "atproto-nix/atproto-ls":
		return r.composite(with)
	default:
		r.t.Fatalf("the runner does not know %s", s.Uses)
	}
	return "0"
}

// checkout is a clone as actions/checkout makes it: of one commit, unless fetch-depth says more.
func (r *runner) checkout(with map[string]string) {
	r.t.Helper()
	depth := with["fetch-depth"]
	if depth == "" {
		depth = "1"
	}
	args := []string{"clone", "-q", "file://" + r.origin, r.workspace}
	if depth != "0" {
		args = slices.Insert(args, 2, "--depth", depth)
	}
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		r.t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}

// composite runs the steps of action.yml, with its inputs.
func (r *runner) composite(with map[string]string) (code string) {
	r.t.Helper()
	var a action
	projectYAML(r.t, "action.yml", &a)
	outer := r.context
	defer func() { r.context = outer }()
	r.context = maps.Clone(outer)
	for name, i := range a.Inputs {
		r.context["inputs."+name] = i.Default
	}
	for name, value := range with {
		if _, known := a.Inputs[name]; !known {
			r.t.Errorf("the action has no input `%s`", name)
		}
		r.context["inputs."+name] = value
	}
	return r.job(a.Runs.Steps)
}

var expression = regexp.MustCompile(`\$\{\{ *(.*?) *\}\}`)

// expand puts values in place of expressions.
func (r *runner) expand(text string) string {
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		name := expression.FindStringSubmatch(e)[1]
		value, known := r.context[name]
		if !known {
			r.t.Errorf("the runner knows no `%s`", name)
		}
		return value
	})
}

// script runs a script as `shell: bash` does, and takes in what it leaves in the files of the runner.
func (r *runner) script(s step) (code string) {
	r.t.Helper()
	if s.Shell != "bash" {
		r.t.Fatalf("the step %s has the shell `%s`", s.Name, s.Shell)
	}
	if err := os.MkdirAll(r.temp, 0o755); err != nil {
		r.t.Fatal(err)
	}
	if s.Name == "build" && !r.builds {
		s.Run = `mkdir -p "$RUNNER_TEMP/atproto-ls"; ln -sf "$(command -v atproto-ls)" "$RUNNER_TEMP/atproto-ls/"; echo "$RUNNER_TEMP/atproto-ls" >>"$GITHUB_PATH"`
	}
	writeTest(r.t, r.temp, "script.sh", r.expand(s.Run))
	files := map[string]string{}
	env := append(os.Environ(), "GITHUB_ACTIONS=true", "RUNNER_TEMP="+r.temp, "GITHUB_WORKSPACE="+r.workspace, "PATH="+strings.Join(append(slices.Clone(r.path), os.Getenv("PATH")), ":"))
	for _, name := range []string{"GITHUB_PATH", "GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		files[name] = writeTest(r.t, r.temp, name, "")
		env = append(env, name+"="+files[name])
	}
	env = append(env, r.env...)
	for name, value := range s.Env {
		env = append(env, name+"="+r.expand(value))
	}
	cmd := exec.Command("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", filepath.Join(r.temp, "script.sh"))
	cmd.Dir, cmd.Env = filepath.Join(r.workspace, r.expand(s.WorkingDirectory)), env
	out, err := cmd.CombinedOutput()
	r.log += string(out)
	for line := range strings.Lines(string(out)) {
		r.command(strings.TrimSuffix(line, "\n"))
	}
	r.path = append(strings.Fields(readText(r.t, files["GITHUB_PATH"])), r.path...)
	for line := range strings.Lines(readText(r.t, files["GITHUB_ENV"])) {
		r.env = append(r.env, strings.TrimSuffix(line, "\n"))
	}
	summary := readText(r.t, files["GITHUB_STEP_SUMMARY"])
	if len(summary) > 1<<20 {
		r.t.Errorf("the step's summary has %d bytes: GitHub takes 1 MiB", len(summary))
	}
	r.summary += summary
	return exitCodeOf(err)
}

var (
	workflowCommand = regexp.MustCompile(`^::(error|warning|notice) (.*?)::(.*)$`)
	inData          = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%")
	inProperty      = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
)

// command reads a line of a step's output as the runner does.
func (r *runner) command(line string) {
	r.t.Helper()
	found := workflowCommand.FindStringSubmatch(line)
	if found == nil {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
			r.t.Errorf("the runner would read a command here: %s", line)
		}
		return
	}
	a := annotation{found[1], inData.Replace(found[3]), map[string]string{}}
	for property := range strings.SplitSeq(found[2], ",") {
		name, value, _ := strings.Cut(property, "=")
		a.properties[name] = inProperty.Replace(value)
	}
	for name := range a.properties {
		if !slices.Contains([]string{"file", "line", "endLine", "col", "endColumn", "title"}, name) {
			r.t.Errorf("an annotation has no `%s`: %s", name, line)
		}
	}
	if _, err := os.Stat(filepath.Join(r.workspace, a.properties["file"])); err != nil {
		r.t.Errorf("an annotation of a file that is not in the checkout: %v", err)
	}
	r.annotations = append(r.annotations, a)
}

// places are the annotations in few words.
func (r *runner) places() (all []string) {
	for _, a := range r.annotations {
		all = append(all, fmt.Sprintf("%s %s:%s", a.level, a.properties["file"], a.properties["line"]))
	}
	return all
}
