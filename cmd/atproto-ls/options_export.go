package main

import (
	"encoding/json"
	"io"
	"path"
	"slices"
	"strings"

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

// exportOptions prints options, of each the strongest declaration.
func exportOptions(out io.Writer, options []known) error {
	all := map[string]exported{}
	for _, k := range options {
		addExported(all, k.first())
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(all)
}

// addExported adds an option, unless documentation does not show it.
func addExported(all map[string]exported, o *optiondb.Option) {
	if !o.Visible || o.Internal || o.Unlisted || slices.Contains(o.Path, "_module") {
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
		if line, column := at.Place(); line > 0 {
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
	return &literal{"literalExpression", t.Documented()}
}
