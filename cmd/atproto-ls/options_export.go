package main

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"atproto-ls/analysis/workspace"
	"atproto-ls/optiondb"
)

// exported is an option in the form of nixpkgs' options.json, with what we know besides.
type exported struct {
	Type         string             `json:"type"`
	Default      *literal           `json:"default,omitempty"`
	Example      *literal           `json:"example,omitempty"`
	Description  string             `json:"description"`
	Declarations []string           `json:"declarations"`
	Loc          []string           `json:"loc"`
	ReadOnly     bool               `json:"readOnly"`
	Related      []string           `json:"relatedPackages,omitempty"`
	Required     bool               `json:"required"`
	Positions    []exportedPosition `json:"declarationPositions"`
}

type literal struct {
	Kind string `json:"_type"`
	Text string `json:"text"`
}

type exportedPosition struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// exportOptions prints the options of the named modules and, unless noBundled, of the shipped sets.
func exportOptions(s streams, modules []string, noBundled bool) error {
	found, err := declaredBy(s, modules)
	if err != nil {
		return usage("--modules: %v", err)
	}
	var services []optiondb.Path // that the modules declare: theirs replace the shipped ones
	all := map[string]exported{}
	for _, o := range found {
		if len(o.Path) == 3 && o.Path[0] == "services" && o.Path[2] == "enable" {
			services = append(services, o.Path[:2])
		}
	}
	if !noBundled {
		for _, k := range knownOptions() {
			if !slices.ContainsFunc(services, k.path.HasPrefix) {
				addExported(all, k.first())
			}
		}
	}
	for _, o := range found {
		addExported(all, o)
	}
	encoder := json.NewEncoder(s.out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(all)
}

// declaredBy are the options that modules declare; what could not be read of them is told on stderr.
func declaredBy(s streams, modules []string) ([]*optiondb.Option, error) {
	if len(modules) == 0 {
		return nil, nil
	}
	surface, read, problems, err := workspace.FromModules(modules)
	if err != nil {
		return nil, err
	}
	for _, u := range read.Unread {
		fmt.Fprintf(s.err, "atproto-ls: import %s not followed: %s\n", u.What, u.Why)
	}
	for _, p := range problems {
		fmt.Fprintf(s.err, "atproto-ls: `options.%s` not evaluated: %s\n", p.Path, p.Why)
	}
	return surface.Options(), nil
}

// addExported adds an option, unless documentation does not show it.
func addExported(all map[string]exported, o *optiondb.Option) {
	if !o.Visible || o.Internal || slices.Contains(o.Path, "_module") {
		return
	}
	e := exported{
		Type: o.Type.String(), Default: literalOf(o.Default), Example: literalOf(o.Example), Description: o.Description,
		Loc: o.Path, ReadOnly: o.ReadOnly, Related: o.Related, Required: o.Required,
		Declarations: []string{}, Positions: []exportedPosition{},
	}
	for _, at := range o.Declarations {
		file := path.Clean(strings.TrimPrefix(at.File, "/shipped/"))
		e.Declarations = append(e.Declarations, file)
		if at.Node.Exists() {
			line, column := position(at.Node.File().Lines(), at.Start)
			e.Positions = append(e.Positions, exportedPosition{file, line, column})
		}
	}
	all[o.Path.String()] = e
}

func literalOf(t *optiondb.Text) *literal {
	switch {
	case t == nil:
		return nil
	case t.Prose:
		return &literal{"literalMD", t.Source}
	}
	return &literal{"literalExpression", t.Source}
}
