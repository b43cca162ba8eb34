package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// parseResult compares our verdicts with Nix's over the files of one source.
type parseResult struct {
	Of           string       `json:"of"`
	Files        int          `json:"files"`
	Agree        int          `json:"agree"`              // as many as files, or differences says which do not
	Refused      int          `json:"refused"`            // by us
	SameKind     int          `json:"sameKind"`           // refused by both, and for the same reason: syntax, duplicate, undefined
	SamePosition int          `json:"samePosition"`       // refused by both, at the same line and column
	Differences  []difference `json:"differences"`        // one refuses, the other does not
	Otherwise    []difference `json:"saidOtherwise"`      // refused by both, for another reason or at another place; not held against us
	Refusals     []difference `json:"refusals,omitempty"` // all files that both refuse; only for the NUR
}

// difference is one file of which the two do not say the same.
type difference struct {
	Repository int    `json:"repository,omitempty"` // in place of a name, for those under REAL; from 1
	File       string `json:"file,omitempty"`       // empty for those under REAL
	Ours       string `json:"ours"`
	Nix        string `json:"nix"`
}

// parseAll compares over everything at hand.
func parseAll(program string, at checkouts, names bool) ([]parseResult, error) {
	language, err := parseLanguage(program, filepath.Join(at.nix, "tests/functional/lang"))
	if err != nil {
		return nil, err
	}
	nur, err := parseTree(program, "nur", at.nur)
	if err != nil {
		return nil, err
	}
	lib, err := parseTree(program, "nixpkgs.lib", at.lib)
	if err != nil {
		return nil, err
	}
	real, err := parseReal(program, at.real, names)
	return append(language, nur, lib, real), err
}

// parseLanguage compares over Nix's own suite. What the name of a file says stands above the judge, who may be older than
// the suite; eval-fail says nothing about parsing, so there the judge decides.
func parseLanguage(program, dir string) ([]parseResult, error) {
	var out []parseResult
	for _, suite := range []struct {
		name string
		want *verdict // nil: as the judge says
	}{
		{"parse-okay", &verdict{ok: true}}, {"eval-okay", &verdict{ok: true}},
		{"parse-fail", &verdict{}}, {"eval-fail", nil},
	} {
		files, err := filepath.Glob(filepath.Join(dir, suite.name+"*.nix"))
		if err != nil {
			return nil, err
		}
		ours, theirs, err := bothSay(program, files)
		if err != nil {
			return nil, err
		}
		for i := range theirs {
			if suite.want != nil && theirs[i].ok != suite.want.ok {
				theirs[i] = *suite.want
				theirs[i].message = "so says the file's name"
			}
		}
		out = append(out, compare("nix "+suite.name, files, ours, theirs, func(i int) difference {
			return difference{File: filepath.Base(files[i])}
		}))
	}
	return out, nil
}

func parseTree(program, name, dir string) (parseResult, error) {
	files, err := nixFiles(dir)
	if err != nil {
		return parseResult{}, err
	}
	ours, theirs, err := bothSay(program, files)
	if err != nil {
		return parseResult{}, err
	}
	return compare(name, files, ours, theirs, func(i int) difference {
		return difference{File: strings.TrimPrefix(files[i], dir+"/")}
	}), nil
}

func parseReal(program, dir string, names bool) (parseResult, error) {
	var files []string
	var numbers []int
	for n, repository := range folders(dir) {
		below, err := nixFiles(repository)
		if err != nil {
			return parseResult{}, err
		}
		files = append(files, below...)
		numbers = append(numbers, slices.Repeat([]int{n + 1}, len(below))...)
	}
	ours, theirs, err := bothSay(program, files)
	if err != nil {
		return parseResult{}, err
	}
	for i := range files { // messages quote the text
		if names && (ours[i].ok != theirs[i].ok || ours[i].code != theirs[i].code) {
			fmt.Fprintf(os.Stderr, "%s: we: %s, Nix: %s\n", files[i], ours[i], theirs[i])
		}
		ours[i].message, theirs[i].message = "", ""
	}
	return compare("real", files, ours, theirs, func(i int) difference { return difference{Repository: numbers[i]} }), nil
}

// compare counts. where gives the place of the i-th file, in the form that may be recorded.
func compare(of string, files []string, ours, theirs []verdict, where func(i int) difference) parseResult {
	r := parseResult{Of: of, Files: len(files), Differences: []difference{}, Otherwise: []difference{}}
	for i := range files {
		us, them := ours[i], theirs[i]
		d := where(i)
		d.Ours, d.Nix = strings.TrimSpace(us.String()), strings.TrimSpace(them.String())
		if !us.ok {
			r.Refused++
		}
		if us.ok != them.ok {
			r.Differences = append(r.Differences, d)
			continue
		}
		r.Agree++
		if us.ok {
			continue
		}
		if of == "nur" {
			r.Refusals = append(r.Refusals, d)
		}
		kind, position := us.code == them.code, us.line == them.line && us.column == them.column
		if kind {
			r.SameKind++
		}
		if position {
			r.SamePosition++
		}
		if !kind || !position {
			r.Otherwise = append(r.Otherwise, d)
		}
	}
	return r
}

func bothSay(program string, files []string) (ours, theirs []verdict, err error) {
	if len(files) == 0 {
		return nil, nil, fmt.Errorf("no .nix file to compare on")
	}
	if ours, err = askUs(program, files); err != nil {
		return nil, nil, err
	}
	theirs, err = askNix(files)
	return ours, theirs, err
}

// askUs gives our verdict on each file.
func askUs(program string, files []string) ([]verdict, error) {
	var verdicts []verdict
	for part := range slices.Chunk(files, 500) {
		out, err := output("", []int{1}, program, append([]string{"debug", "parse"}, part...)...)
		if err != nil {
			return nil, err
		}
		lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
		if len(lines) != len(part) {
			return nil, fmt.Errorf("debug parse gives %d lines for %d files", len(lines), len(part))
		}
		for i, line := range lines {
			v, err := readVerdict(line, part[i])
			if err != nil {
				return nil, err
			}
			verdicts = append(verdicts, v)
		}
	}
	return verdicts, nil
}

// readVerdict reads a line of `debug parse` that must be about the file. We report all errors in the order of the text, Nix
// only one: it looks for undefined variables when the whole text is read. So ours is the first one of the earliest kind.
func readVerdict(line []byte, file string) (verdict, error) {
	var said struct {
		File   string
		OK     bool
		Errors []struct {
			Code, Message string
			Range         struct{ Start struct{ Line, Column int } }
		}
	}
	if err := json.Unmarshal(line, &said); err != nil {
		return verdict{}, err
	}
	if said.File != file || said.OK != (len(said.Errors) == 0) {
		return verdict{}, fmt.Errorf("debug parse says %s of %s", line, file)
	}
	if said.OK {
		return verdict{ok: true}, nil
	}
	first := said.Errors[0]
	for _, e := range said.Errors {
		switch {
		case !slices.Contains([]string{"ATP001", "ATP002", "ATP003"}, e.Code):
			return verdict{}, fmt.Errorf("debug parse says %s of %s", line, file)
		case e.Code < first.Code:
			first = e
		}
	}
	return verdict{code: first.Code, line: first.Range.Start.Line, column: first.Range.Start.Column, message: first.Message}, nil
}
