// Command testlog reads what `go test -json` writes and prints what a person wants of it: one line a package, the output of
// the tests that failed, and the tests that were skipped. It exits 1 when a test failed, was skipped, or when none ran:
// where everything is installed a skipped test is a test that nobody runs.
//
//	go test -json ./... | go run ./.ci/testlog [-counts FILE]
//
// With -counts it also writes "PASSED FAILED SKIPPED" to FILE, subtests counted. Lines that are no JSON (a script may print
// around the tests) are passed on as they are. It knows nothing of what the tests are about.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// event is one line of `go test -json`; see `go doc test2json` and, for the build's lines, `go help buildjson`.
type event struct {
	Action     string
	Package    string
	ImportPath string // of a build-output line
	Test       string // empty for an event of the whole package
	Output     string
	Elapsed    float64 // seconds
}

// tally is what came of all tests.
type tally struct {
	passed, failed int
	skipped        []string // with the message of each, if it gave one
	broken         bool     // a package failed without a failing test: it did not build, or crashed
}

// reader turns events into text and a tally.
type reader struct {
	out     io.Writer
	tally   tally
	outputs map[string]*strings.Builder // by package and test, until the test's end
	inside  map[string]int              // by package: how many tests ended
	failed  map[string]int              // by package: how many failed
}

func main() {
	counts := flag.String("counts", "", "a file to write PASSED FAILED SKIPPED to")
	flag.Parse()
	t, err := read(os.Stdin, os.Stdout)
	if err == nil && *counts != "" {
		err = os.WriteFile(*counts, fmt.Appendf(nil, "%d %d %d\n", t.passed, t.failed, len(t.skipped)), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "testlog:", err)
		os.Exit(2)
	}
	if !report(os.Stdout, t) {
		os.Exit(1)
	}
}

// report prints the sum and says whether it is good.
func report(out io.Writer, t tally) bool {
	for _, s := range t.skipped {
		fmt.Fprintln(out, "skipped:", s)
	}
	fmt.Fprintf(out, "%d tests passed, %d failed, %d skipped\n", t.passed, t.failed, len(t.skipped))
	return t.failed == 0 && len(t.skipped) == 0 && t.passed > 0 && !t.broken
}

// read consumes events up to the end of the input.
func read(in io.Reader, out io.Writer) (tally, error) {
	r := &reader{out: out, outputs: map[string]*strings.Builder{}, inside: map[string]int{}, failed: map[string]int{}}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			r.line(line)
		}
		if err == io.EOF {
			return r.tally, nil
		}
		if err != nil {
			return r.tally, err
		}
	}
}

func (r *reader) line(line []byte) {
	var e event
	if !bytes.HasPrefix(line, []byte("{")) || json.Unmarshal(line, &e) != nil || e.Action == "" {
		r.out.Write(line)
		return
	}
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "output":
		r.output(e).WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e)
		} else {
			r.endTest(e)
		}
	}
}

func (r *reader) output(e event) *strings.Builder {
	key := e.Package + " " + e.Test
	if r.outputs[key] == nil {
		r.outputs[key] = &strings.Builder{}
	}
	return r.outputs[key]
}

func (r *reader) endTest(e event) {
	said := r.output(e).String()
	delete(r.outputs, e.Package+" "+e.Test)
	r.inside[e.Package]++
	switch e.Action {
	case "pass":
		r.tally.passed++
	case "skip":
		r.tally.skipped = append(r.tally.skipped, e.Package+" "+e.Test+reason(said))
	case "fail":
		r.tally.failed++
		r.failed[e.Package]++
		fmt.Fprint(r.out, said)
	}
}

// endPackage prints the package's line. What the package said outside of any test matters only when it failed without a
// failing test: a crash, or a TestMain that gave up.
func (r *reader) endPackage(e event) {
	said := r.output(e).String()
	delete(r.outputs, e.Package+" ")
	if e.Action == "skip" {
		return // a package without tests
	}
	if e.Action == "fail" && r.failed[e.Package] == 0 {
		r.tally.broken = true
		for key, o := range r.outputs {
			if strings.HasPrefix(key, e.Package+" ") { // a test that the crash left open
				fmt.Fprint(r.out, o.String())
				delete(r.outputs, key)
			}
		}
		fmt.Fprint(r.out, said)
	}
	word := map[string]string{"pass": "ok  ", "fail": "FAIL"}[e.Action]
	fmt.Fprintf(r.out, "%s %-40s %5d tests %7.2f s\n", word, e.Package, r.inside[e.Package], e.Elapsed)
}

// reason is a skipped test's message, without the lines that the testing package adds.
func reason(said string) string {
	var words []string
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "===") && !strings.HasPrefix(line, "---") {
			words = append(words, line)
		}
	}
	if len(words) == 0 {
		return ""
	}
	return ": " + strings.Join(words, " ")
}
