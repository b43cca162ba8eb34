package main

import (
	"bufio"
	"encoding/xml"
	"fmt"

	"atproto-ls/analysis"
)

// The form of JUnit's reports, as far as all who read them agree (https://github.com/testmoapp/junitxml).
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *junitFailure `xml:"failure"`
		Output  string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes a suite for each file with findings, and in it a case for each. A finding below the fail-level is a
// case that passed and says something. Without findings there is one case, which passed: many readers take a report
// without cases for a mistake.
func writeJUnit(out *bufio.Writer, r *report, _ look) error {
	all := junitSuites{Name: "atproto-ls"}
	for _, d := range r.withoutEchoes().findings {
		name := r.inRepository(d.File)
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != name {
			all.Suites = append(all.Suites, junitSuite{Name: name})
		}
		s := &all.Suites[len(all.Suites)-1]
		c := r.junitCase(d, name)
		s.Tests++
		all.Tests++
		if c.Failure != nil {
			s.Failures++
			all.Failures++
		}
		s.Cases = append(s.Cases, c)
	}
	if len(all.Suites) == 0 {
		all.Tests = 1
		all.Suites = []junitSuite{{Name: "atproto-ls", Tests: 1, Cases: []junitCase{{Name: "nothing found in " + analysis.Counted(r.files, "file"), Class: "atproto-ls"}}}}
	}
	out.WriteString(xml.Header)
	e := xml.NewEncoder(out)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	return out.WriteByte('\n')
}

func (r *report) junitCase(d analysis.Diagnostic, name string) junitCase {
	line, column := position(r.lines[d.File], d.Start)
	c := junitCase{Name: fmt.Sprintf("%s %s at %d:%d", d.Code, d.Name, line, column), Class: name, File: name, Line: line}
	text := fmt.Sprintf("%s:%d:%d: %s %s %s\n%s\n", name, line, column, d.Severity, d.Code, gitHubMessage(d), analysis.URL(d.Code))
	if r.fails(d) {
		c.Failure = &junitFailure{Message: d.Message, Type: d.Severity.String(), Text: text}
	} else {
		c.Output = text
	}
	return c
}
