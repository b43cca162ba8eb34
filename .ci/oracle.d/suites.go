package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"atproto-ls/syntax"
)

// suiteResult is what came of a test suite that others wrote.
type suiteResult struct {
	Of          string       `json:"of"`
	Passed      int          `json:"passed"`
	Unknown     []string     `json:"unknown"`     // tests whose value we do not know, and say so
	Differences []difference `json:"differences"` // tests that came to something else
}

// enough is how many tests of a suite must pass where not all do; what differs there is explained in testdata/bench/README.md.
// Nix 2.26 itself passes 406 of modules.sh.
var enough = map[string]int{"nixpkgs lib/tests/modules.sh": 405, "nixpkgs lib/tests/modules.sh, our module system": 370}

// suites runs Nix's own language suite and the tests of nixpkgs' lib.
func suites(program string, at checkouts) ([]suiteResult, error) {
	okay, fail, err := languageSuite(program, filepath.Join(at.nix, "tests/functional"))
	if err != nil {
		return nil, err
	}
	misc, err := miscSuite(program, at.lib)
	if err != nil {
		return nil, err
	}
	all := []suiteResult{okay, fail, misc}
	for _, native := range []bool{false, true} {
		result, err := moduleSuite(program, at.lib, native)
		if err != nil {
			return nil, err
		}
		all = append(all, result)
	}
	return all, nil
}

func newSuite(name string) suiteResult {
	return suiteResult{Of: name, Unknown: []string{}, Differences: []difference{}}
}

// languageSuite evaluates tests/functional/lang as Nix's lang.sh does, those with flags of their own left out: eval-okay must
// come to what its .exp says, eval-fail to no value.
func languageSuite(program, dir string) (okay, fail suiteResult, err error) {
	okay, fail = newSuite("nix eval-okay, values"), newSuite("nix eval-fail, no values")
	files, err := filepath.Glob(filepath.Join(dir, "lang/eval-*.nix"))
	for _, f := range files {
		base := strings.TrimSuffix(f, ".nix")
		want, noExpectation := os.ReadFile(base + ".exp")
		succeeds := strings.HasPrefix(filepath.Base(f), "eval-okay")
		if _, flags := os.Stat(base + ".flags"); flags == nil || succeeds && noExpectation != nil {
			continue
		}
		cmd := exec.Command(program, "debug", "eval", "--strict", "lang/"+filepath.Base(f))
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "TEST_VAR=foo", "NIX_PATH=lang/dir3:lang/dir4", "HOME=/fake-home")
		out, _ := cmd.Output()
		got, code := strings.TrimSpace(string(out)), cmd.ProcessState.ExitCode()
		result := &fail
		passed := code == 1 || code == 4
		if succeeds {
			result, passed = &okay, code == 0 && got == strings.ReplaceAll(strings.TrimSpace(string(want)), "/pwd", dir)
		}
		switch name := filepath.Base(f); {
		case passed:
			result.Passed++
		case code == 4:
			result.Unknown = append(result.Unknown, name)
		default:
			result.Differences = append(result.Differences, difference{File: name, Ours: got, Nix: strings.TrimSpace(string(want))})
		}
	}
	return okay, fail, err
}

// miscSuite evaluates lib/tests/misc.nix, which is the list of the tests that fail.
func miscSuite(program, lib string) (suiteResult, error) {
	result := newSuite("nixpkgs lib/tests/misc.nix")
	out, err := output(lib, nil, program, "debug", "eval", "--json", "--strict", "lib/tests/misc.nix")
	if err != nil {
		return result, err
	}
	if got := strings.TrimSpace(string(out)); got == "[]" {
		result.Passed = 1
	} else {
		result.Differences = append(result.Differences, difference{File: "misc.nix", Ours: got, Nix: "[]"})
	}
	return result, nil
}

// The names under which the parts of this program talk to each other when it stands in for nix-instantiate.
const (
	shimProgram = "ORACLE_PROGRAM"
	shimLib     = "ORACLE_LIB"
	shimNative  = "ORACLE_NATIVE"
)

var (
	sumsOfSuite   = regexp.MustCompile(`(\d+) Pass`)
	failedOfSuite = regexp.MustCompile(`(?s)ACTUAL:\n\$ (.*?)\nEXPECTED: ([^\n]*)\n[^\n]*?(modules\.sh:\d+)`)
)

// lastLine is the last line of what a command printed: the value, or what was wrong. The first line is the command.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) == 1 {
		return "nothing"
	}
	return strings.TrimSpace(lines[len(lines)-1])
}

// moduleSuite runs nixpkgs' lib/tests/modules.sh with `debug eval` over nixpkgs' own lib in nix-instantiate's place, or with
// our own module system. The latter has words of its own for most errors, so that there only outputs are held against it.
func moduleSuite(program, lib string, native bool) (suiteResult, error) {
	result := newSuite("nixpkgs lib/tests/modules.sh")
	if native {
		result.Of += ", our module system"
	}
	dir, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return result, err
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, filepath.Join(dir, "nix-instantiate"))
	}
	if err != nil {
		return result, err
	}
	cmd := exec.Command("bash", filepath.Join(lib, "lib/tests/modules.sh"))
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), shimProgram+"="+program, shimLib+"="+lib, fmt.Sprintf("%s=%t", shimNative, native))
	text, _ := cmd.CombinedOutput() // the script's exit code tells of the failures that its text tells one by one
	sums := sumsOfSuite.FindStringSubmatch(string(text))
	if sums == nil {
		return result, fmt.Errorf("modules.sh: %s", tail(string(text)))
	}
	fmt.Sscan(sums[1], &result.Passed)
	for _, failure := range failedOfSuite.FindAllStringSubmatch(string(text), -1) {
		got, want, at := lastLine(strings.ReplaceAll(failure[1], lib+"/", "")), failure[2], failure[3]
		if native && strings.HasPrefix(want, "error matching") {
			continue
		}
		result.Differences = append(result.Differences, difference{File: at, Ours: got, Nix: want})
	}
	return result, nil
}

// standIn is this program as nix-instantiate: it runs `debug eval` or `debug module` with the arguments' meaning.
func standIn(args []string) error {
	var flags, files []string
	var script, attribute string
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; arg {
		case "--timeout":
			i++
		case "--option":
			if i+2 < len(args) && args[i+1] == "abort-on-warn" && args[i+2] == "true" {
				flags = append(flags, "--abort-on-warn")
			}
			i += 2
		case "--eval-only", "--show-trace", "--read-write-mode", "--json":
		case "--strict":
			flags = append(flags, arg)
		case "-E", "-A":
			i++
			if i < len(args) && arg == "-E" {
				script = args[i]
			} else if i < len(args) {
				attribute = args[i]
			}
		default:
			files = append(files, arg)
		}
	}
	command := append([]string{"debug", "eval", "--json", "--allow", os.Getenv(shimLib)}, flags...)
	if modules, plain := modulesOf(script); plain && os.Getenv(shimNative) == "true" {
		command, script, files = append([]string{"debug", "module", "--json"}, flags...), "", modules
	}
	if attribute != "" {
		command = append(command, "-A", attribute)
	}
	if script != "" {
		command = append(command, "-E", script)
	}
	cmd := exec.Command(os.Getenv(shimProgram), append(command, files...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

// modulesOf are the elements of the list in `import ./default.nix { modules = [ … ]; }`, which is how modules.sh asks.
func modulesOf(script string) (modules []string, plain bool) {
	call := syntax.AsApply(syntax.Parse(script).Expr())
	if !strings.HasPrefix(script, "import ./default.nix") || !call.Exists() {
		return nil, false
	}
	for e := range syntax.AsAttrSet(call.Argument()).Entries() {
		b := syntax.AsBinding(e)
		if name, _ := syntax.AttrName(b.Path().Child(0)); name != "modules" {
			return nil, false
		}
		for element := range b.Value().Elements() {
			modules = append(modules, element.Text())
		}
	}
	return modules, len(modules) > 0
}
