package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// checkResult counts what `check` finds in one source.
type checkResult struct {
	Of           string                    `json:"of"`
	Repositories int                       `json:"repositories"`
	Files        int                       `json:"files"`
	Unread       int                       `json:"unread"`      // what could not be read or followed
	Findings     map[string]map[string]int `json:"findings"`    // code → severity → how many
	Differences  []difference              `json:"differences"` // errors that Nix does not see, and repositories that took too long
}

// slowest is how long one repository may take: ten times what the largest takes on two cores, so that only something that
// grew out of proportion is found, not a busy machine.
const slowest = 5 * time.Second

// finding is what we read of a finding of `check --format json`.
type finding struct {
	Code, Severity, Message, File string
	Range                         struct{ Start struct{ Line, Column int } }
}

func (c checkResult) severity(name string) int {
	n := 0
	for _, by := range c.Findings {
		n += by[name]
	}
	return n
}

// checkAll runs check over the NUR, where only counts are wanted (it is a library of modules, and what it gets wrong is
// another record's subject), and over the real configurations, which all were deployed: an error there is false unless Nix
// refuses the very file.
func checkAll(program string, at checkouts, names bool) ([]checkResult, error) {
	nur := checkResult{Of: "nur", Findings: map[string]map[string]int{}, Differences: []difference{}}
	if _, err := nur.add(program, at.nur); err != nil {
		return nil, err
	}
	real := checkResult{Of: "real", Findings: map[string]map[string]int{}, Differences: []difference{}}
	for i, repository := range folders(at.real) {
		start := time.Now()
		found, err := real.add(program, repository)
		if err != nil {
			return nil, fmt.Errorf("repository %d: %w", i+1, err)
		}
		if took := time.Since(start); took > slowest {
			real.Differences = append(real.Differences, difference{Repository: i + 1, Ours: "took longer than " + slowest.String()})
		}
		if err := real.judge(i+1, repository, found, names); err != nil {
			return nil, err
		}
	}
	return []checkResult{nur, real}, nil
}

// add runs check in the folder and counts. Exit codes 0 and 1 are fine; 2 and 3 (not readable, crashed) are errors.
func (c *checkResult) add(program, dir string) ([]finding, error) {
	out, err := output(dir, []int{1}, program, "check", "--format", "json", ".")
	if err != nil {
		return nil, err
	}
	var said struct {
		Findings []finding
		Unread   []struct{}
		Summary  struct{ Files int }
	}
	if err := json.Unmarshal(out, &said); err != nil {
		return nil, fmt.Errorf("check --format json: %w", err)
	}
	c.Repositories++
	c.Files += said.Summary.Files
	c.Unread += len(said.Unread)
	for _, f := range said.Findings {
		if c.Findings[f.Code] == nil {
			c.Findings[f.Code] = map[string]int{}
		}
		c.Findings[f.Code][f.Severity]++
	}
	return said.Findings, nil
}

// judge records the errors that Nix does not see, and prints all errors and warnings when asked for names.
func (c *checkResult) judge(number int, dir string, found []finding, names bool) error {
	for _, f := range found {
		if f.Severity != "error" && f.Severity != "warning" {
			continue
		}
		path := filepath.Join(dir, f.File)
		if names {
			fmt.Fprintf(os.Stderr, "%s:%d:%d: %s %s %s\n", path, f.Range.Start.Line, f.Range.Start.Column, f.Severity, f.Code, f.Message)
		}
		if f.Severity != "error" {
			continue
		}
		theirs, err := askNix([]string{path})
		if err != nil {
			return err
		}
		if theirs[0].ok {
			c.Differences = append(c.Differences, difference{Repository: number, Ours: f.Code, Nix: "ok"})
		}
	}
	return nil
}
