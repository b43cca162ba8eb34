// Command oracle.d holds the program against what was not written here, and records what came of it in
// testdata/bench/oracle.json: counts, every difference, and a hash of the sources that the record was measured on.
//
//	.ci/oracle [-names]    measure and write the record; exit 1 when something differs that must not
//	.ci/oracle -check      only compare the hash; exit 1 when the record is stale
//
// It reads checkouts that the environment names, none of which can be part of the repository:
//
//	NIX_SRC      NixOS/nix: its own language suite tells by file name what parses
//	ATPROTO_NUR  atproto-nix/nur at 525b964: the real modules
//	NIXPKGS_LIB  nix-community/nixpkgs.lib: nixpkgs' lib and its tests
//	REAL         a folder of real configurations, one repository a folder
//
// The judge is nix-instantiate (NIX_INSTANTIATE). The configurations below REAL are people's own machines: the record has
// counts and a number in place of a name; -names prints what stands behind a number on stderr, for this terminal only.
//
// It records no time: a record changes only when a verdict does, or the words of one.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const recordFile = "testdata/bench/oracle.json"

// record is testdata/bench/oracle.json.
type record struct {
	Sources   string            `json:"sources"`   // hashSources when this was measured
	Judge     string            `json:"judge"`     // the version of Nix that was asked
	Checkouts map[string]string `json:"checkouts"` // name → revision, or how many repositories
	Parse     []parseResult     `json:"parse"`     // verdicts of `debug parse`
	Check     []checkResult     `json:"check"`     // findings of `check`
	Suites    []suiteResult     `json:"suites"`    // the tests of Nix and nixpkgs, by `debug eval` and `debug module`
}

func main() {
	if filepath.Base(os.Args[0]) == "nix-instantiate" {
		err := standIn(os.Args[1:])
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			os.Exit(exit.ExitCode())
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(1)
		}
		return
	}
	check := flag.Bool("check", false, "only tell whether the record is of these sources")
	names := flag.Bool("names", false, "print on stderr which repository and file stand behind a difference under REAL")
	flag.Parse()
	var err error
	if *check {
		err = fresh()
	} else {
		err = measure(*names)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

// fresh is nil when the record was measured on the sources as they are.
func fresh() error {
	text, err := os.ReadFile(recordFile)
	if err != nil {
		return err
	}
	var r record
	if err := json.Unmarshal(text, &r); err != nil {
		return fmt.Errorf("%s: %w", recordFile, err)
	}
	hash, err := hashSources(".")
	if err != nil {
		return err
	}
	if r.Sources != hash {
		return fmt.Errorf("%s is stale: %s changed since it was measured. Run .ci/oracle with NIX_SRC, ATPROTO_NUR, NIXPKGS_LIB and REAL set",
			recordFile, strings.Join(measured, ", "))
	}
	fmt.Println(recordFile, "is of these sources")
	return nil
}

// measure writes the record. It is written also when something differs, so that the difference can be read there.
func measure(names bool) error {
	at, err := findCheckouts()
	if err != nil {
		return err
	}
	program, done, err := build()
	if err != nil {
		return err
	}
	defer done()
	r := record{Checkouts: at.revisions()}
	if r.Sources, err = hashSources("."); err != nil {
		return err
	}
	if r.Judge, err = nixVersion(); err != nil {
		return err
	}
	if r.Parse, err = parseAll(program, at, names); err != nil {
		return err
	}
	if r.Check, err = checkAll(program, at, names); err != nil {
		return err
	}
	if r.Suites, err = suites(program, at); err != nil {
		return err
	}
	if err := write(r); err != nil {
		return err
	}
	return r.judge()
}

// judge prints the sums and says what must not be as it is.
func (r record) judge() error {
	wrong := 0
	for _, p := range r.Parse {
		fmt.Printf("parse %-22s %5d files, %5d verdicts agree, %d refused\n", p.Of, p.Files, p.Agree, p.Refused)
		wrong += len(p.Differences)
	}
	for _, c := range r.Check {
		fmt.Printf("check %-22s %5d files: %d errors, %d warnings, %d false\n", c.Of, c.Files, c.severity("error"), c.severity("warning"), len(c.Differences))
		wrong += len(c.Differences)
	}
	for _, suite := range r.Suites {
		fmt.Printf("suite %-34s %3d passed, %d unknown, %d differ\n", suite.Of, suite.Passed, len(suite.Unknown), len(suite.Differences))
		if least, some := enough[suite.Of]; !some || suite.Passed < least {
			wrong += len(suite.Differences)
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%d differences, see %s", wrong, recordFile)
	}
	return nil
}

func write(r record) error {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(recordFile), 0o755); err != nil {
		return err
	}
	return os.WriteFile(recordFile, out.Bytes(), 0o644)
}

// build gives the program to measure, $ATPROTO_LS or one built now, and what removes it again.
func build() (program string, done func(), err error) {
	if p := os.Getenv("ATPROTO_LS"); p != "" {
		p, err = filepath.Abs(p)
		return p, func() {}, err
	}
	dir, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return "", nil, err
	}
	done = func() { os.RemoveAll(dir) }
	program = filepath.Join(dir, "atproto-ls")
	if out, err := exec.Command("go", "build", "-o", program, "./cmd/atproto-ls").CombinedOutput(); err != nil {
		done()
		return "", nil, fmt.Errorf("building: %w\n%s", err, out)
	}
	return program, done, nil
}

// output runs a command in dir and gives what it prints, its exit code being one of those that are fine. An exit code that is
// not is an error that tells what the command said.
func output(dir string, fine []int, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		for _, code := range fine {
			if exit.ExitCode() == code {
				return out, nil
			}
		}
		return out, fmt.Errorf("%s: %w: %s", filepath.Base(name), err, tail(stderr.String()))
	}
	return out, err
}

// tail is the end of a long text: where programs say why they gave up.
func tail(s string) string {
	const keep = 500
	if s = strings.TrimSpace(s); len(s) > keep {
		s = "…" + s[len(s)-keep:]
	}
	return s
}
