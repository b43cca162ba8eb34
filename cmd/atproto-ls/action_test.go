package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// action is what the tests know of action.yml. A key that is not here is an error: the runner would ignore what a real one does.
type action struct {
	Name, Description string
	Branding          map[string]string
	Inputs            map[string]struct {
		Description, Default string
	}
	Runs struct {
		Using string
		Steps []step
	}
}

type step struct {
	Uses, Name, Shell, Run string
	With, Env              map[string]string
	WorkingDirectory       string `yaml:"working-directory"`
}

// workflow is what they know of a workflow.
type workflow struct {
	Name string
	On   any
	Jobs map[string]struct {
		RunsOn      string `yaml:"runs-on"`
		Permissions map[string]string
		Steps       []step
	}
}

// workflows are those of the page.
func workflows(t *testing.T) (all []workflow) {
	t.Helper()
	for _, text := range blocks(t, filepath.Join(docsFolder, "ci", "github.md"), "yaml") {
		var w workflow
		readYAML(t, text, &w)
		all = append(all, w)
	}
	return all
}

// commit makes a commit with the files, by name, in a repository.
func commit(t *testing.T, folder string, files map[string]string) (id string) {
	t.Helper()
	for name, text := range files {
		writeTest(t, folder, name, text)
	}
	for _, args := range [][]string{{"add", "-A"}, {"commit", "-qm", "more"}} {
		cmd := exec.Command("git", append([]string{"-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v %s", args[0], err, out)
		}
	}
	out, err := exec.Command("git", "-C", folder, "rev-parse", "HEAD~1").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

const another = "{ services.nginx.enable = true }\n" // with a mistake in line 1

// A newcomer's first workflow fails at the mistake of the page, and passes where there is none.
func TestTheFirstWorkflow(t *testing.T) {
	r := newRunner(t, deployment(t))
	if code := r.job(workflows(t)[0].Jobs["check"].Steps); code != "1" {
		t.Errorf("exit code %s\n%s", code, r.log)
	}
	if got := r.places(); !slices.Equal(got, []string{"error configuration.nix:3"}) {
		t.Fatalf("the annotations are at %q", got)
	}
	if a := r.annotations[0]; !strings.HasPrefix(a.message, "expected `;` behind") || !strings.Contains(a.message, "\nhelp: insert `;`") || a.properties["title"] == "" {
		t.Errorf("the annotation is %q", a)
	}
	if !strings.Contains(r.summary, "configuration.nix:3 |") {
		t.Errorf("the summary is\n%s", r.summary)
	}
	mended := deployment(t)
	commit(t, mended, map[string]string{"configuration.nix": "{ services.nginx.enable = true; }\n"})
	r = newRunner(t, mended)
	if code := r.job(workflows(t)[0].Jobs["check"].Steps); code != "0" || len(r.annotations) > 0 {
		t.Errorf("exit code %s\n%s", code, r.log)
	}
}

// The workflow for pull requests says what the pull request brings and nothing else; without the whole history it says so.
func TestTheWorkflowOfPullRequests(t *testing.T) {
	origin := deployment(t)
	base := commit(t, origin, map[string]string{"another.nix": another})
	steps := workflows(t)[1].Jobs["check"].Steps
	r := newRunner(t, origin)
	r.context["github.event.pull_request.base.sha"] = base
	if code := r.job(steps); code != "1" || !slices.Equal(r.places(), []string{"error another.nix:1"}) {
		t.Errorf("exit code %s, annotations at %q\n%s", code, r.places(), r.log)
	}
	steps[0].With = nil
	r = newRunner(t, origin)
	r.context["github.event.pull_request.base.sha"] = base
	if code := r.job(steps); code != "2" || !strings.Contains(r.log, "fetch-depth: 0") {
		t.Errorf("without fetch-depth: exit code %s\n%s", code, r.log)
	}
}

// The workflow for code scanning uploads a file that its schema accepts, and does not fail.
func TestTheWorkflowOfCodeScanning(t *testing.T) {
	r := newRunner(t, deployment(t))
	if code := r.job(workflows(t)[2].Jobs["check"].Steps); code != "0" || len(r.uploaded) != 1 {
		t.Fatalf("exit code %s, %d files\n%s", code, len(r.uploaded), r.log)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(r.uploaded[0]))
	if err != nil {
		t.Fatal(err)
	}
	if err := sarifSchema(t).Validate(value); err != nil {
		t.Error(err)
	}
	if !strings.Contains(r.uploaded[0], `"uri":"configuration.nix"`) {
		t.Errorf("the file is not named from the checkout: %s", r.uploaded[0])
	}
}

// The inputs of the action do what the page says; an input is never more than a word.
func TestInputsOfTheAction(t *testing.T) {
	for _, c := range []struct {
		name, code, log string
		with            map[string]string
		places          []string
	}{
		{"defaults", "1", "", nil, []string{"error configuration.nix:3", "error hosts/a b.nix:1"}},
		{"never", "0", "", map[string]string{"fail-level": "never"}, []string{"error configuration.nix:3", "error hosts/a b.nix:1"}},
		{"new", "0", "", map[string]string{"new-from": "HEAD"}, nil},
		{"unknown revision", "2", "`nowhere` is not in this clone", map[string]string{"new-from": "nowhere"}, nil},
		{"baseline", "2", "there is no such file", map[string]string{"baseline": "none.json"}, nil},
		{"paths", "1", "", map[string]string{"paths": "hosts/a b.nix\n\n"}, []string{"error hosts/a b.nix:1"}},
		{"a path that looks like a flag", "2", "--fix: no such file", map[string]string{"paths": "--fix"}, nil},
		{"a path with a command in it", "2", "no such file", map[string]string{"paths": "$(touch owned) `touch owned`"}, nil},
		{"a folder to run in", "1", "", map[string]string{"working-directory": "hosts"}, []string{"error hosts/a b.nix:1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			origin := deployment(t)
			commit(t, origin, map[string]string{"hosts/a b.nix": another})
			r := newRunner(t, origin)
			code := r.job([]step{{Uses: "actions/checkout@v5"}, {Uses: "atproto-nix/atproto-ls@main", With: c.with}})
			if code != c.code || !strings.Contains(r.log, c.log) || !slices.Equal(r.places(), c.places) {
				t.Errorf("exit code %s, want %s; annotations at %q, want %q; want %q in\n%s", code, c.code, r.places(), c.places, c.log, r.log)
			}
			if _, err := exec.Command("ls", filepath.Join(r.workspace, "owned")).Output(); err == nil {
				t.Error("an input was run")
			}
		})
	}
}

// However much is found, and however long its names are, GitHub takes the summary: the runner says so where it would not.
func TestMuchIsFound(t *testing.T) {
	var b strings.Builder
	b.WriteString("[\n")
	for i := range 500 {
		fmt.Fprintf(&b, "  %s%d\n", strings.Repeat("a", 9000), i)
	}
	origin := deployment(t)
	commit(t, origin, map[string]string{"long.nix": b.String() + "]\n"})
	r := newRunner(t, origin)
	if code := r.job(workflows(t)[0].Jobs["check"].Steps); code != "1" || len(r.annotations) < 500 {
		t.Errorf("exit code %s, %d annotations", code, len(r.annotations))
	}
	if !regexp.MustCompile(`(?m)^and \d+ more$`).MatchString(r.summary) {
		t.Errorf("the summary does not say that there is more:\n%.500s", r.summary)
	}
}

// Later steps find the program, which says the version that the action was named with.
func TestTheProgramStaysOnThePath(t *testing.T) {
	inCI(t)
	r := newRunner(t, deployment(t))
	r.builds = true
	version := step{Name: "version", Shell: "bash", Run: "atproto-ls version"}
	if code := r.job([]step{{Uses: "actions/checkout@v5"}, {Uses: "atproto-nix/atproto-ls@v1.2.3", With: map[string]string{"fail-level": "never"}}, version}); code != "0" {
		t.Fatalf("exit code %s\n%s", code, r.log)
	}
	if !strings.Contains(r.log, "atproto-ls 1.2.3 (") {
		t.Errorf("got %s", r.log)
	}
}

// Each input is in the page's table.
func TestInputsOfThePage(t *testing.T) {
	var a action
	projectYAML(t, "action.yml", &a)
	page := readText(t, filepath.Join(docsFolder, "ci", "github.md"))
	for name, i := range a.Inputs {
		if i.Description == "" || !strings.Contains(page, "\n| `"+name+"` |") {
			t.Errorf("input %s is not described", name)
		}
	}
}
