package main

import (
	"bufio"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

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

// exportOptions prints options, which are sorted, of each the strongest declaration.
func exportOptions(out io.Writer, options []known) error {
	b := bufio.NewWriterSize(out, 64<<10)
	e := jsontext.NewEncoder(b, jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	if err := e.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, k := range options {
		one, shown := exportedOf(k.first())
		if !shown {
			continue
		}
		if err := e.WriteToken(jsontext.String(k.path.String())); err != nil {
			return err
		}
		if err := json.MarshalEncode(e, one); err != nil {
			return err
		}
	}
	if err := e.WriteToken(jsontext.EndObject); err != nil {
		return err
	}
	return b.Flush()
}

// exportedOf is an option as it is printed; not shown are those that documentation does not show.
func exportedOf(o *optiondb.Option) (e *exported, shown bool) {
	if !o.Visible || o.Internal || o.Unlisted || slices.Contains(o.Path, "_module") {
		return nil, false
	}
	e = &exported{
		Type: o.Type.String(), Default: literalOf(o.Default), Example: literalOf(o.Example), Description: o.Description,
		Loc: o.Path, ReadOnly: o.ReadOnly, Related: o.Related, Required: o.Required && o.Default == nil,
		Declarations: []string{}, Positions: []exportedPosition{},
	}
	for _, at := range o.Declarations {
		file := path.Clean(strings.TrimPrefix(at.File, "/shipped/"))
		e.Declarations = append(e.Declarations, file)
		if line, column := at.Place(); line > 0 {
			e.Positions = append(e.Positions, exportedPosition{file, line, column})
		}
	}
	return e, true
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
